"""The languages of a site, and the one that an account prefers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.models import Account, Site
from auth.core.translation import SOURCE_LOCALE, speaking
from auth.core.translation import gettext as _
from auth.db.upserts import put
from auth.sites.inputs import ChangeLanguages, NameReviewer
from auth.sites.language_models import LanguageReview

LONGEST_NAME = 80


def matching(tag: str, offered: Sequence[str]) -> str | None:
    """Return the offered language for a tag such as ``pt-BR`` or ``de-CH``.

    ``None`` if neither that language of that country nor the language is offered. Tags
    may be written with capitals or without.
    """
    code = tag.replace("-", "_").lower()
    known = {each.lower(): each for each in offered}
    return known.get(code) or known.get(code.partition("_")[0])


def languages_of(site: Site) -> Sequence[str]:
    """Return the languages that a site offers to readers, its own first."""
    return tuple(site.languages or (SOURCE_LOCALE.language,))


def language_for(preference: str, site: Site | None) -> str:
    """Return the language of what is written to somebody about *site*."""
    offered = languages_of(site) if site else ()
    found = matching(preference, offered) if preference else None
    return found or (offered[0] if offered else preference)


@contextmanager
def written_to(
    preference: str, site: Site | None, *, zone: tzinfo = UTC
) -> Iterator[None]:
    """Write the texts and dates of a block for a recipient."""
    with speaking(language_for(preference, site), zone=zone):
        yield


def change(site: Site, change: ChangeLanguages, *, known: Sequence[str]) -> None:
    """Set the language of a site and the others that it offers.

    :param known: the languages in which readers' pages exist.
    :raises InvalidError: if one of them is none of those.
    """
    chosen = [change.language, *(o for o in change.others if o != change.language)]
    if not set(chosen) <= set(known):
        raise InvalidError(_("Please choose one of the languages."))
    if list(languages_of(site)) != chosen:
        site.languages = chosen


def prefer(account: Account, language: str, *, known: Sequence[str]) -> None:
    """Set the language that an account prefers; empty for that of the site.

    :raises InvalidError: if it is none of *known*.
    """
    if language and language not in known:
        raise InvalidError(_("Please choose one of the languages."))
    account.language = language


def reviewers(session: Session) -> dict[str, str]:
    """Return who has reviewed the translation of each language, by its code."""
    return {
        each.language: each.reviewer for each in session.scalars(select(LanguageReview))
    }


def name_reviewer(
    session: Session, change: NameReviewer, *, known: Sequence[str], now: datetime
) -> None:
    """Store who has reviewed the translation of a language; an empty name for nobody.

    :raises InvalidError: if the language or the name is invalid.
    """
    name = " ".join(change.reviewer.split())
    if change.language not in known:
        raise InvalidError(_("Please choose one of the languages."))
    if len(name) > LONGEST_NAME:
        raise InvalidError(
            _("A name must have 1 to %(most)s characters.", most=LONGEST_NAME),
            {"field": f"reviewer-{change.language}"},
        )
    values = {"language": change.language, "reviewer": name, "reviewed_at": now}
    put(session, LanguageReview, values, key=["language"])
