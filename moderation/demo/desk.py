"""The settings of the demo's staff, and the sanctions that they imposed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from auth.access import keys
from auth.sites import pages_service
from auth.sites.inputs import PublishPage
from auth.sites.page_rules import PageKind
from auth.sites.page_texts import default_text
from moderation.demo.articles import CEASEFIRE, DERBY
from moderation.demo.newsroom import Newsroom
from moderation.demo.reactions import review_again, settle
from moderation.intake.services import checks
from moderation.policy.builtin import CONFLICT, GENERAL
from moderation.policy.coverage import Matching
from moderation.policy.inputs import ChangeProfile, PlanCoverage
from moderation.policy.rules import Threshold
from moderation.policy.services import coverages, profiles, schedules
from moderation.review.appeals.inputs import AppealSanction
from moderation.review.appeals.services import sanction_appeals
from moderation.review.authors.inputs import WriteNote
from moderation.review.authors.services import notes
from moderation.review.decisions.inputs import BeginBatch
from moderation.review.decisions.services import batches
from moderation.review.items.models import ReviewItem
from moderation.review.items.queue_views import QueueView
from moderation.review.items.rules import Action, Reason
from moderation.review.quality.inputs import SetAuditSample, SetBlindShares
from moderation.review.quality.services import sampling, second_review
from moderation.review.queue.inputs import SaveQueueView
from moderation.review.queue.services import saved_views
from moderation.review.queue.services.score_ranges import ScoreRange
from moderation.review.sanctions.inputs import ConfirmSanction, ImposeSanction
from moderation.review.sanctions.models import Sanction
from moderation.review.sanctions.rules import SanctionKind
from moderation.review.sanctions.services import sanctions
from moderation.scoring.base.labels import Label

DAY = timedelta(days=1)
PHRASES = ("cheap loans", "limited offer", "earn money from home")
PREFACE = """
We are glad that you write to us. Disagree as sharply as you like, with the argument
and not with the person. Moderators read what is reported, and what our classifier
asks them to read. Every removal is explained, and you can appeal.
"""
CONTACT = """
To report a comment, use Report below it. You need no account for that.

To appeal against a decision on your own comment, open My comments.

For everything else, write to desk@courier.example. We answer on weekdays.
"""


def plan(newsroom: Newsroom) -> None:
    """Plan all acts of the staff except decisions on single comments."""
    until = newsroom.timeline.until
    for days, act in (
        (59, _write_phrases),
        (58, _publish_pages),
        (57, _draw_samples),
        (56, _make_key),
        (4, _begin_coverage),
        (2, _schedule_version),
        (0.8, _arrange_desk),
        (0.5, _write_notes),
    ):
        newsroom.timeline.add(until - days * DAY, partial(act, newsroom))
    newsroom.timeline.add(
        until - DERBY.age + timedelta(hours=3), partial(_decide_batch, newsroom)
    )
    _plan_sanctions(newsroom)


def _write_phrases(newsroom: Newsroom, at: datetime) -> None:
    checks.set_phrases(
        newsroom.session,
        site_id=newsroom.site.id,
        phrases=PHRASES,
        actor_id=newsroom.admin_id,
        now=at,
    )


def _publish_pages(newsroom: Newsroom, at: datetime) -> None:
    rules = f"{PREFACE.strip()}\n\n{default_text(PageKind.RULES)}"
    for kind, text in ((PageKind.RULES, rules), (PageKind.CONTACT, CONTACT)):
        pages_service.publish(
            newsroom.session,
            PublishPage(text=text, after=0),
            site=newsroom.site,
            kind=kind,
            by_id=newsroom.admin_id,
            now=at,
        )


def _draw_samples(newsroom: Newsroom, at: datetime) -> None:
    admin_id = newsroom.admin_id
    sampling.set_plan(
        newsroom.session,
        SetAuditSample(share=0.05, most_a_day=20),
        actor_id=admin_id,
        now=at,
    )
    second_review.set_plan(
        newsroom.session,
        SetBlindShares(second_share=0.5, blind_share=0.1),
        actor_id=admin_id,
        now=at,
    )


def _make_key(newsroom: Newsroom, at: datetime) -> None:
    # Nobody keeps this key: it shows what a list of keys looks like.
    keys.create(
        newsroom.session,
        name="Publishing system",
        scopes=["articles"],
        account_id=newsroom.admin_id,
        now=at,
    )


def _begin_coverage(newsroom: Newsroom, at: datetime) -> None:
    coverages.plan(
        newsroom.session,
        PlanCoverage(
            name="War in Syria",
            profile_key=CONFLICT,
            matching=Matching(
                subjects=("medtop:20000056",), words=("Deir ez-Zour", "Aleppo")
            ),
            starts_at=at,
            ends_at=at + 30 * DAY,
            review_at=at + 14 * DAY,
            reason="The truce is discussed under stories that lack the subject.",
        ),
        actor_id=newsroom.admin_id,
        now=at,
    )


def _schedule_version(newsroom: Newsroom, at: datetime) -> None:
    current = profiles.current_version(newsroom.session, GENERAL)
    thresholds = profiles.from_json(current.thresholds)
    schedules.schedule(
        newsroom.session,
        ChangeProfile(
            key=GENERAL,
            due_at=at + 9 * DAY,
            thresholds=thresholds | {Label.INSULT: Threshold(0.40, 0.85)},
            fallback=current.fallback,
            handling_rules=dict(current.handling),
            reason="The council elects a mayor next week: we want to see more insults.",
        ),
        actor_id=newsroom.admin_id,
        now=at,
    )


def _arrange_desk(newsroom: Newsroom, at: datetime) -> None:
    first, second = newsroom.moderator(0), newsroom.moderator(1)
    for moderator_id, name, view, is_shared in (
        (first, "War, held", QueueView(profile=CONFLICT, level="hold"), True),
        (first, "Reported by readers", QueueView(cause="report"), False),
        (second, "Threats", QueueView(label=Label.THREAT.value), True),
    ):
        saved_views.save(
            newsroom.session,
            SaveQueueView(name=name, view=view, is_shared=is_shared),
            context=newsroom.desk_context(moderator_id, at),
        )
    saved_views.watch(
        newsroom.session, context=newsroom.desk_context(first, at), key=CEASEFIRE.key
    )


def _write_notes(newsroom: Newsroom, at: datetime) -> None:
    for place, name, text in (
        (1, "Truthteller99", "Warned last week. Goes for Leyla S. in every thread."),
        (0, "Amina K.", "Family near Aleppo. Sharp when tired, always civil after."),
    ):
        notes.write(
            newsroom.session,
            WriteNote(account_id=newsroom.ids[name], text=text),
            context=newsroom.desk_context(newsroom.moderator(place), at),
        )


def _decide_batch(newsroom: Newsroom, at: datetime) -> None:
    """Reject the wave of advertising under the match in one batch."""
    author = newsroom.ids["Deal Finder"]
    context = newsroom.desk_context(newsroom.moderator(0), at)
    batch = batches.begin(
        newsroom.session,
        BeginBatch(
            Action.REJECT,
            Reason.SPAM,
            score_range=ScoreRange(None, 0, 100, QueueView(author=str(author))),
        ),
        context=context,
    )
    done = batches.advance(newsroom.session, context=context, batch_id=batch.id)
    for item_id, *_ in done.chosen:
        item = newsroom.session.get_one(ReviewItem, item_id)
        # A batch leaves out blind items, so they are decided one by one.
        act = review_again if item.closed_at else settle
        act(newsroom, item.comment_id, context.moderator_id, Reason.SPAM, at)


def _plan_sanctions(newsroom: Newsroom) -> None:
    plan, until = newsroom.timeline.add, newsroom.timeline.until

    def impose(
        days: float,
        name: str,
        proposal: tuple[SanctionKind, Reason],
        place: int,
        note: str = "",
    ) -> None:
        act = partial(_impose, newsroom, name, proposal, newsroom.moderator(place))
        plan(until - days * DAY, partial(act, note=note))

    impose(12, "Truthteller99", (SanctionKind.WARN, Reason.HATE), 0)
    impose(9, "Red Scarf", (SanctionKind.WARN, Reason.THREAT), 1)
    impose(2.85, "Deal Finder", (SanctionKind.BAN, Reason.SPAM), 0, "A robot.")
    plan(until - 2.8 * DAY, partial(_confirm, newsroom, "Deal Finder"))
    impose(0.1, "Truthteller99", (SanctionKind.BAN, Reason.HATE), 1, "See my note.")
    impose(0.08, "Straight Talker", (SanctionKind.PREMODERATE, Reason.INSULT), 0)
    impose(0.06, "Red Scarf", (SanctionKind.SUSPEND, Reason.GLORIFIES_VIOLENCE), 1)
    plan(until - 0.02 * DAY, partial(_appeal, newsroom, "Red Scarf"))


def _impose(
    newsroom: Newsroom,
    name: str,
    proposal: tuple[SanctionKind, Reason],
    moderator_id: int,
    at: datetime,
    *,
    note: str,
) -> None:
    kind, reason = proposal
    sanctions.impose(
        newsroom.session,
        ImposeSanction(
            account_id=newsroom.ids[name],
            kind=kind,
            reason=reason,
            note=note,
            days=7 if kind is SanctionKind.SUSPEND else None,
        ),
        site_id=newsroom.site.id,
        moderator_id=moderator_id,
        needs_second=kind is SanctionKind.BAN,
        now=at,
    )


def _confirm(newsroom: Newsroom, name: str, at: datetime) -> None:
    sanctions.confirm(
        newsroom.session,
        ConfirmSanction(sanction_id=_newest(newsroom, name)),
        site_id=newsroom.site.id,
        moderator_id=newsroom.moderator(1),
        now=at,
    )


def _appeal(newsroom: Newsroom, name: str, at: datetime) -> None:
    sanction_appeals.open_appeal(
        newsroom.session,
        AppealSanction(
            sanction_id=_newest(newsroom, name),
            text="Half of this thread wished somebody dead. I only said which half.",
        ),
        account_id=newsroom.ids[name],
        now=at,
    )


def _newest(newsroom: Newsroom, name: str) -> int:
    newest = (
        select(Sanction.id)
        .where(Sanction.account_id == newsroom.ids[name])
        .order_by(Sanction.id.desc())
        .limit(1)
    )
    return newsroom.session.scalars(newest).one()
