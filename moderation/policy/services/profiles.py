"""Creates profiles and their versions, and chooses the profile of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session, joinedload

from auth.core.errors import ConflictError, InvalidError, NotFoundError
from auth.core.translation import gettext as _
from moderation.discussion.models import Article
from moderation.policy import handling
from moderation.policy.builtin import (
    BUILTIN_PROFILES,
    CONFLICT,
    GENERAL,
    NEUTRAL,
    NEUTRAL_REASON,
)
from moderation.policy.inputs import ChangeProfile
from moderation.policy.labels import label_words
from moderation.policy.models import Profile, ProfileChoice, ProfileVersion
from moderation.policy.rules import Threshold, Thresholds, VerdictKind
from moderation.policy.services import conflict_suggestions, coverages, scales
from moderation.policy.subjects import is_conflict
from moderation.scoring.base.labels import Label

# Every comment asks these, so they are written once.
_CURRENT = (
    select(ProfileVersion)
    .join(ProfileVersion.profile)
    .where(Profile.key == bindparam("key"))
    .options(joinedload(ProfileVersion.profile))
    .order_by(ProfileVersion.number.desc())
    .limit(1)
)
# An editor's word has no section, and comes with the choices in one statement.
_CHOSEN: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(null(), literal(CONFLICT)).where(
        conflict_suggestions.confirmed(bindparam("article_id"))
    ),
    select(ProfileChoice.section, Profile.key)
    .join(Profile, Profile.id == ProfileChoice.profile_id)
    .where(
        ProfileChoice.site_id == bindparam("site_id"),
        ProfileChoice.section.in_(["", bindparam("section")]),
    ),
)


def ensure_built_in(
    session: Session, *, now: datetime, is_neutral: bool = False
) -> None:
    """Create missing built-in profiles. May be called at every start.

    :param is_neutral: whether they begin with neutral limits, because the classifier is
        not the bundled one that the built-in limits were read off.
    """
    known = set(session.scalars(select(Profile.key)))
    for builtin in BUILTIN_PROFILES:
        if builtin.key in known:
            continue
        limits = scales.carried(
            session, NEUTRAL if is_neutral else builtin.thresholds, set_for=0
        )
        session.add(
            ProfileVersion(
                profile=Profile(key=builtin.key, name=builtin.name, created_at=now),
                number=1,
                thresholds=as_json(limits.limits),
                choice_number=limits.choice_number,
                fallback=builtin.fallback,
                handling={
                    "most_links": builtin.most_links,
                    "first_held": 0,
                    "unreadable": builtin.unreadable,
                },
                reason=NEUTRAL_REASON if is_neutral else builtin.reason,
                created_at=now,
            )
        )
    session.flush()


def version_for(session: Session, article: Article) -> ProfileVersion:
    """Return the current version of the profile for *article*.

    The article's own choice comes first, then an active coverage, then its subjects or
    an editor's answer, its section, its site, and finally *General*.
    """
    return current_version(session, profile_key_for(session, article))


def profile_key_for(session: Session, article: Article) -> str:
    """Return the key of the profile that *article* gets."""
    if article.profile_key:
        return article.profile_key
    if covered := coverages.key_for(session, article):
        return covered
    if is_conflict(article.subjects):
        return CONFLICT
    about = {
        "article_id": article.id,
        "site_id": article.site_id,
        "section": article.section,
    }
    rows: Sequence[Any] = session.execute(_CHOSEN, about).all()
    keys: dict[str | None, str] = {row[0]: row[1] for row in rows}
    return keys.get(None) or keys.get(article.section) or keys.get("") or GENERAL


def current_version(session: Session, key: str) -> ProfileVersion:
    """Return the newest version of the profile *key*.

    :raises NotFoundError: if there is no such profile.
    """
    version = session.scalar(_CURRENT, {"key": key})
    if version is None:
        raise NotFoundError(_("There is no such profile."))
    return version


def check_known(session: Session, key: str) -> None:
    """Check that there is a profile *key*.

    :raises InvalidError: naming the field, if there is none.
    """
    if session.scalar(select(Profile.id).where(Profile.key == key)) is None:
        raise InvalidError(_("There is no such profile."), {"field": "profile_key"})


def all_current(session: Session) -> list[ProfileVersion]:
    """Return the newest version of every profile, in the order of their creation."""
    keys = session.scalars(select(Profile.key).order_by(Profile.id)).all()
    return [current_version(session, key) for key in keys]


def versions(session: Session, key: str) -> Sequence[ProfileVersion]:
    """Return every version of the profile *key*, the newest first."""
    return session.scalars(
        select(ProfileVersion)
        .join(ProfileVersion.profile)
        .where(Profile.key == key)
        .order_by(ProfileVersion.number.desc())
    ).all()


def numbered(session: Session, profile_id: int, number: int) -> ProfileVersion:
    """Return a version that is known to exist."""
    return session.scalars(
        select(ProfileVersion).where(
            ProfileVersion.profile_id == profile_id, ProfileVersion.number == number
        )
    ).one()


def change(
    session: Session, change: ChangeProfile, *, actor_id: int | None, now: datetime
) -> ProfileVersion:
    """Create a new version of a profile. Earlier verdicts keep their version.

    Thresholds that were set for another classifier than the one in force are carried
    over to its scale.

    :raises InvalidError: if a threshold or rule is out of range or order, or there is
        no reason.
    :raises ConflictError: if somebody created a newer version in the meantime.
    """
    key, rules = change.key, change.handling_rules
    check(change.thresholds)
    if not change.reason.strip():
        raise InvalidError(
            _("Please say why you change the profile."), {"field": "reason"}
        )
    session.scalar(select(Profile).where(Profile.key == key).with_for_update())
    current = current_version(session, key)
    if current.number != change.expected_number:
        raise ConflictError(
            _(
                "Someone has saved a newer version in the meantime. Please look at it "
                "first."
            ),
            {"number": current.number},
        )
    limits = scales.carried(session, change.thresholds, set_for=change.choice_number)
    version = ProfileVersion(
        profile_id=current.profile_id,
        number=current.number + 1,
        thresholds=as_json(limits.limits),
        choice_number=limits.choice_number,
        fallback=change.fallback,
        handling=handling.checked(current.handling if rules is None else rules),
        reason=change.reason.strip(),
        created_by_id=actor_id,
        created_at=now,
    )
    session.add(version)
    session.flush()
    return version


def unreadable_of(version: ProfileVersion) -> VerdictKind:
    """Return the verdict on texts in a language that the classifier does not read."""
    return VerdictKind(version.handling.get("unreadable", version.fallback))


def check(thresholds: Thresholds) -> None:
    """Check thresholds.

    :raises InvalidError: if one is outside 0..1, or flags at a higher score than it
        holds.
    """
    for label, threshold in thresholds.items():
        if not 0 <= threshold.flag <= threshold.hold <= 1:
            words = label_words(label).capitalize()
            raise InvalidError(
                _(
                    "%(words)s: flag and hold lie from 0 to 1, and flag is not above "
                    "hold. Nothing was changed.",
                    words=words,
                ),
                {"label": label.value},
            )


def as_json(thresholds: Thresholds) -> dict[str, Any]:
    """Return thresholds in the form that a version stores."""
    return {
        label.value: {"flag": threshold.flag, "hold": threshold.hold}
        for label, threshold in thresholds.items()
    }


def from_json(stored: Mapping[str, Any]) -> dict[Label, Threshold]:
    """Return stored thresholds in the form that the rules use."""
    return {
        Label(label): Threshold(values["flag"], values["hold"])
        for label, values in stored.items()
    }
