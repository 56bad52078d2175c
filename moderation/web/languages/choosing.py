"""Chooses the language of a page.

It follows from the address and the site, and for somebody who is logged in also from
their choice. It never follows from a header, so that shared caches can keep public
pages: see docs/decisions/0018-languages-by-address.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from flask import current_app, g, has_request_context, request

from auth.access.declarations import declared_access
from auth.access.identity import current_actor
from auth.core import formats
from auth.core.network.url_parts import url_parts
from auth.core.permissions import Permission, Role, permissions_of
from auth.core.translation import locale_of, speaking
from auth.db.database import unit_of_work
from auth.sites import languages
from auth.sites.lookup import site_on
from moderation.translations.languages import FOR_READERS, FOR_STAFF, SOURCE

PARAMETER = "lang"
"""The query parameter that names the language of a page."""

_OFFERED = "languages_offered"
_IN_LINKS = "language_in_links"
_NO_PAGES = ("/api/", "/v1alpha1/")


def chosen() -> str | None:
    """Return the locale of the request; ``None`` for the default. APIs are in English.

    Pages of staff are only in languages that have the staff's catalogue.
    """
    if not has_request_context() or request.path.startswith(_NO_PAGES):
        return str(locale_of(SOURCE))
    # What is looked up here may itself say something.
    with speaking(SOURCE):
        code = _of_staff() if _is_for_staff() else of_address() or _of_reader()
        code = code or page_languages()[0]
    return None if code == SOURCE else str(locale_of(code))


def page_languages() -> Sequence[str]:
    """Return the languages that the site offers to readers, its own first."""
    if _OFFERED not in g:
        setattr(g, _OFFERED, _languages_of_site())
    found: Sequence[str] = g.get(_OFFERED)
    return found


def of_address() -> str | None:
    """Return the language that the address names, if the site offers it."""
    asked = request.args.get(PARAMETER)
    return languages.matching(asked, page_languages()) if asked else None


def kept_in_links() -> dict[str, str]:
    """Return the query parameter that keeps links in the language of the address."""
    if not has_request_context() or PARAMETER not in request.args:
        return {}
    if _IN_LINKS not in g:
        code = of_address()
        setattr(g, _IN_LINKS, {PARAMETER: code} if code else {})
    found: dict[str, str] = g.get(_IN_LINKS)
    return found


def choices() -> Sequence[str]:
    """Return the languages that a person who is logged in can prefer."""
    actor = current_actor()
    is_staff = actor is not None and not actor.permissions <= _OF_READERS
    others = FOR_STAFF if is_staff else ()
    return (*page_languages(), *(o for o in others if o not in page_languages()))


def in_language(address: str, code: str) -> str:
    """Return the *address* of a page, in another language."""
    parts = url_parts(address)
    asked = [each for each in parse_qsl(parts.query) if each[0] != PARAMETER]
    return parts._replace(query=urlencode([*asked, (PARAMETER, code)])).geturl()


def page_language() -> str:
    """Return the language tag of the page, such as ``en-GB``."""
    return str(formats.locale()).replace("_", "-")


def page_direction() -> str:
    """Return ``rtl`` for languages that are written from right to left."""
    return formats.locale().text_direction


def _languages_of_site() -> Sequence[str]:
    if "database_away" in g:
        return (SOURCE,)
    with unit_of_work(write=False) as work, work.session.no_autoflush:
        site = site_on(work.session, request.host)
        found = languages.languages_of(site) if site else ()
    return tuple(each for each in found if each in FOR_READERS) or (SOURCE,)


def _of_reader() -> str | None:
    return languages.matching(_preference(), page_languages())


def _of_staff() -> str:
    asked = request.args.get(PARAMETER) or _preference() or page_languages()[0]
    return languages.matching(asked, FOR_STAFF) or SOURCE


def _preference() -> str:
    if "database_away" in g:
        return ""
    actor = current_actor()
    return actor.language if actor else ""


def _is_for_staff() -> bool:
    if request.endpoint is None or request.endpoint not in current_app.view_functions:
        return False
    declared = declared_access(current_app, request.endpoint)
    return isinstance(declared, Permission) and declared not in _OF_READERS


_OF_READERS = permissions_of(frozenset({Role.READER}))
