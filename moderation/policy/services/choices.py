"""The profiles of a site and of its sections."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import NotFoundError
from auth.core.translation import gettext as _
from auth.db.upserts import take_turn
from moderation.discussion.models import Article
from moderation.policy.models import Profile, ProfileChoice


def choices(session: Session, site_id: int) -> dict[str, str]:
    """Return the profile's key for each section of a site; "" is the whole site.

    Sections without their own choice map to an empty key.
    """
    sections = session.scalars(
        select(Article.section).where(Article.site_id == site_id).distinct()
    )
    chosen = session.execute(
        select(ProfileChoice.section, Profile.key)
        .join(Profile, Profile.id == ProfileChoice.profile_id)
        .where(ProfileChoice.site_id == site_id)
    )
    found = dict.fromkeys(["", *sections], "")
    found.update({row.section: row.key for row in chosen})
    return dict(sorted(found.items()))


def choose(session: Session, *, site_id: int, keys: Mapping[str, str]) -> None:
    """Set the profile of each section in *keys*; an empty key removes it.

    :raises NotFoundError: if there is no such profile.
    """
    profiles = {row.key: row.id for row in session.execute(select(Profile)).scalars()}
    take_turn(session, f"profile choices {site_id}")
    known = {
        each.section: each
        for each in session.scalars(
            select(ProfileChoice).where(ProfileChoice.site_id == site_id)
        )
    }
    for section, key in keys.items():
        if key and key not in profiles:
            raise NotFoundError(_("There is no such profile."))
        choice = known.get(section)
        if choice is not None and not key:
            session.delete(choice)
        elif choice is not None:
            choice.profile_id = profiles[key]
        elif key:
            session.add(
                ProfileChoice(
                    site_id=site_id, section=section, profile_id=profiles[key]
                )
            )
    session.flush()
