"""Stores the scores that callers suggest, and reports them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.perspective.models import Correction
from moderation.perspective.protocol.attributes import label_of
from moderation.perspective.protocol.requests import Suggestion
from moderation.perspective.services.analyzing import FALLBACK
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Scores
from moderation.scoring.runtime.languages import Reading

YES = 0.5
"""A suggested score of this much or more says that the comment has the attribute."""

WINDOW = timedelta(days=30)
MOST_ROWS = 50_000
LONGEST_NAME = 500
"""The most characters stored of a caller's names for a comment, itself, a community."""


@dataclass(frozen=True)
class Opinion:
    """A caller's opinion on one comment and one label.

    :param suggested: the score that the caller suggested.
    :param score: the classifier's score of the same text.
    """

    label: Label
    suggested: float
    score: float

    @property
    def is_there(self) -> bool:
        """Whether the caller says that the comment has the label."""
        return self.suggested >= YES


def store(
    session: Session,
    suggestion: Suggestion,
    *,
    scores: Scores,
    model_version: str,
    key_id: int | None,
    now: datetime,
) -> None:
    """Store a correction, unless it asks not to be stored."""
    if suggestion.do_not_store:
        return
    session.add(
        Correction(
            key_id=key_id,
            text=_storable(suggestion.text),
            suggested={name[:100]: each for name, each in suggestion.scores.items()},
            scored={label.value: score for label, score in scores.items()},
            model_version=model_version,
            languages=[_storable(each)[:35] for each in suggestion.languages[:10]],
            comment_reference=_named(suggestion),
            community_id=_short(suggestion.community_id),
            client_token=_short(suggestion.client_token),
            created_at=now,
        )
    )
    session.flush()


def receipt(
    suggestion: Suggestion, read: Reading, readable: Set[str]
) -> dict[str, Any]:
    """Return the response to a correction."""
    language = read.language
    known = language if language in readable or read.is_unreadable else FALLBACK
    answer: dict[str, Any] = {"detectedLanguages": [known]}
    if suggestion.languages:
        answer["requestedLanguages"] = list(suggestion.languages)
    if suggestion.client_token is not None:
        answer["clientToken"] = suggestion.client_token
    return answer


def opinions(session: Session, *, now: datetime) -> list[Opinion]:
    """Return the opinions of the last thirty days, one per label and comment.

    Reads the newest :data:`MOST_ROWS` corrections at most. If a comment has several,
    the last one counts.
    """
    rows = session.execute(
        select(
            Correction.id,
            Correction.comment_reference,
            Correction.suggested,
            Correction.scored,
        )
        .where(Correction.created_at > now - WINDOW)
        .order_by(Correction.id.desc())
        .limit(MOST_ROWS)
    )
    found: dict[tuple[str, Label], Opinion] = {}
    for number, reference, suggested, scored in rows:
        for opinion in _opinions(suggested, scored):
            key = (reference or f"#{number}", opinion.label)
            found.setdefault(key, opinion)
    return list(found.values())


def _opinions(
    suggested: Mapping[str, float], scored: Mapping[str, float | None]
) -> Sequence[Opinion]:
    found = []
    for name, value in suggested.items():
        label = label_of(name)
        score = scored.get(label.value) if label else None
        if label is not None and score is not None:
            found.append(Opinion(label, value, score))
    return found


def _named(suggestion: Suggestion) -> str:
    """Return the caller's name for the comment, as Coral sends it; empty if none."""
    for text in suggestion.context:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            name = content.get("Coral_comment_id")
            if isinstance(name, str):
                return _short(name)
    token = suggestion.client_token or ""
    return _short(token.removeprefix("comment:")) if "comment:" in token else ""


def _short(text: str | None) -> str:
    return _storable(text or "")[:LONGEST_NAME]


def _storable(text: str) -> str:
    """Return *text* without NUL and lone surrogates, which PostgreSQL cannot store."""
    plain = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain.replace("\0", "\N{REPLACEMENT CHARACTER}")
