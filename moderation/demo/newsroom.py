"""The state of the demo newsroom while it is created: people, classifier, site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from auth.core.models import Site
from moderation.demo.readers import ADMIN, ADVERTISERS, MODERATORS, ROUGH
from moderation.demo.timeline import Timeline
from moderation.discussion.models import Article, Comment, Revision
from moderation.discussion.services import writing
from moderation.discussion.text import CommentText, read
from moderation.intake.assessing import explained
from moderation.intake.services import checks, judging
from moderation.review.items.queue_views import DeskContext
from moderation.review.sanctions.services import sanctions_in_force
from moderation.scoring.base.protocol import Scorer, Scores

LEASE = "demo"
LONGEST = 10_000


@dataclass
class Newsroom:
    """The people of the demo, its classifier, and its timeline."""

    session: Session
    site: Site
    scorer: Scorer
    ids: dict[str, int]
    """The demo's accounts by display name."""
    timeline: Timeline
    report: Callable[[str], None]
    stored: dict[tuple[str, int], int] = field(default_factory=dict)
    """The ids of comments written by hand, by article and index under it."""

    @property
    def admin_id(self) -> int:
        """The account of the demo's admin."""
        return self.ids[ADMIN]

    def moderator(self, place: int) -> int:
        """Return one of the moderators, in turn."""
        return self.ids[MODERATORS[place % len(MODERATORS)]]

    def colleague(self, moderator_id: int) -> int:
        """Return the other moderator."""
        return next(
            each for each in map(self.moderator, (0, 1)) if each != moderator_id
        )

    def desk_context(self, moderator_id: int, at: datetime) -> DeskContext:
        """Return the context of a moderator at the desk."""
        return DeskContext(self.site.id, moderator_id, at)

    def store(
        self,
        article: Article,
        author_id: int,
        text: str,
        parent: Comment | None,
        at: datetime,
    ) -> Comment:
        """Submit the comment as a reader would, under the same rules."""
        words = read(text, longest=LONGEST)
        rules = self._rules(article, author_id, words, at)
        comment = writing.store(
            self.session,
            article=article,
            author_id=author_id,
            parent=parent,
            text=words,
            is_parked=False,
            rule_causes=rules,
            now=at,
        )
        comment.is_demo = True
        return comment

    def _rules(
        self, article: Article, author_id: int, text: CommentText, at: datetime
    ) -> list[str]:
        # The others write nothing that a rule would hold.
        if author_id not in {self.ids[name] for name in (*ROUGH, *ADVERTISERS)}:
            return []
        _, is_sanctioned = sanctions_in_force.effect(
            self.session, account_id=author_id, site_id=article.site_id, now=at
        )
        return checks.held_for(
            self.session,
            article=article,
            author_id=author_id,
            text=text,
            is_sanctioned=is_sanctioned,
        )

    def judge(
        self, comment_id: int, scores: Scores, at: datetime, *, is_explained: bool
    ) -> None:
        """Store the scores and the verdict of a comment.

        :param is_explained: whether to store the spans that drove the scores, if the
            comment needs a person.
        """
        comment = self.session.get_one(Comment, comment_id)
        revision = self.session.get_one(Revision, comment.latest_revision_id)
        revision.lease_token = LEASE
        self.session.flush()
        model = self.scorer.name, self.scorer.version
        answer = judging.ScoringResult(revision.id, scores, model)
        if is_explained and judging.for_a_person(self.session, [answer]):
            answer = explained(self.scorer, answer, revision.plain_text)
        judging.finish(self.session, answer, token=LEASE, now=at)


def scored(scorer: Scorer, texts: Sequence[str], *, at_once: int = 100) -> list[Scores]:
    """Return the scores of the texts, a hundred per call."""
    found: list[Scores] = []
    for start in range(0, len(texts), at_once):
        found += scorer.score(texts[start : start + at_once])
    return found
