"""Reads IPTC's ninjs, 1.x to 3.x, as the fields of an article.

The versions differ in the case of names, and in whether there is one headline or a list
of them by role. All are read the same way, and unknown fields are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _

MEDIA_TOPICS = ("cv.iptc.org/newscodes/mediatopic/", "medtop:")
WITHDRAWN = frozenset({"withheld", "canceled", "cancelled"})
STATUSES = WITHDRAWN | {"usable"}
MAIN_ROLES = ("main", "headline", "body", "")
STANDFIRST_ROLES = ("summary", "standfirst", "drop", "short", "main", "")


def is_ninjs(body: Mapping[str, Any]) -> bool:
    """Whether *body* looks like ninjs: all versions require a ``uri``."""
    return "uri" in body and "url" not in body


def to_plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return *body* as the plain JSON of an article.

    A ``pubStatus`` of withheld or canceled means that the story is withdrawn.

    :raises InvalidError: for an unknown ``pubStatus``.
    """
    named = {name.lower(): value for name, value in body.items()}
    status = named.get("pubstatus")
    if status is not None and (not isinstance(status, str) or status not in STATUSES):
        message = _("pubStatus is usable, withheld or canceled.")
        raise InvalidError(message, {"field": "pubStatus"})
    plain = {
        "url": _url(named),
        "headline": _text(named, "headline", MAIN_ROLES),
        "standfirst": _text(named, "description", STANDFIRST_ROLES),
        "body_html": _body(named),
        "language": named.get("language"),
        "section": _section(named),
        "subjects": subjects_of(named),
        "version_created": named.get("versioncreated"),
        "published_at": named.get("firstcreated") or named.get("contentcreated"),
        "is_withdrawn": status in WITHDRAWN if status else None,
    }
    return {name: value for name, value in plain.items() if value is not None}


def subjects_of(named: Mapping[str, Any]) -> list[str]:
    """Return the codes of ``subject`` (1.x) or ``subjects`` (2.x, 3.x)."""
    codes = []
    for subject in _list(named.get("subjects") or named.get("subject")):
        code = subject.get("code") or subject.get("literal") or subject.get("uri")
        if isinstance(code, str) and code:
            codes.append(media_topic(code))
    return list(dict.fromkeys(codes))


def media_topic(code: str) -> str:
    """Return a Media Topic as ``medtop:…``, however it is written."""
    for prefix in MEDIA_TOPICS:
        _, found, digits = code.partition(prefix)
        if found and digits.isascii() and digits.isdigit():
            return f"medtop:{digits}"
    return f"medtop:{code}" if code.isascii() and code.isdigit() else code


def _url(named: Mapping[str, Any]) -> Any:
    """Return the URL of the story; a ``tag:`` or ``urn:`` is not one."""
    uri = named.get("canonicalurl") or named.get("uri")
    is_name = isinstance(uri, str) and not uri.startswith(("http://", "https://"))
    return None if is_name else uri


def _text(named: Mapping[str, Any], name: str, roles: tuple[str, ...]) -> Any:
    """Return the only text (1.x), or the best of several by role (2.x, 3.x)."""
    single = named.get(f"{name}_text") or named.get(name)
    if single is not None:
        return single
    found = _by_role(_list(named.get(f"{name}s")), roles)
    return found.get("value") if found else None


def _body(named: Mapping[str, Any]) -> Any:
    if named.get("body_html") or named.get("body_xhtml"):
        return named.get("body_html") or named.get("body_xhtml")
    bodies = _list(named.get("bodies"))
    as_html = [each for each in bodies if "html" in str(each.get("contenttype", ""))]
    found = _by_role(as_html, MAIN_ROLES)
    return found.get("value") if found else None


def _section(named: Mapping[str, Any]) -> Any:
    section = named.get("section")
    return section if isinstance(section, str) else None


def _by_role(
    offered: list[dict[str, Any]], roles: tuple[str, ...]
) -> dict[str, Any] | None:
    for role in roles:
        for each in offered:
            if (each.get("role") or "") == role:
                return each
    return offered[0] if offered else None


def _list(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    return [
        {name.lower(): inner for name, inner in each.items()}
        for each in value
        if isinstance(each, dict)
    ]
