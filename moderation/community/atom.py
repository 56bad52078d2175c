"""Writes Atom feeds (RFC 4287) of comments, with their threads (RFC 4685)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
THREADING = "http://purl.org/syndication/thread/1.0"
MEDIA_TYPE = "application/atom+xml"
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may contain, escaped or not."""

ET.register_namespace("", ATOM)
ET.register_namespace("thr", THREADING)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A comment in a feed.

    :param id: permanent: it stays when a site moves to another host.
    :param html: the text as the page shows it.
    :param updated_at: when readers last saw it change.
    :param answers: the id and the URL of the comment that it answers.
    """

    id: str
    url: str
    title: str
    html: str
    language: str
    author: str
    author_url: str | None
    published_at: datetime
    updated_at: datetime
    replies: int
    answers: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: what it is about, and its entries, the newest first."""

    id: str
    title: str
    url: str
    page_url: str
    updated_at: datetime
    entries: Sequence[Entry]


def permanent_id(newsroom: str, kind: str, number: int) -> str:
    """Return the id of something in every feed.

    :param newsroom: what tells this newsroom from all others, and never changes.
    """
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{newsroom} {kind} {number}").urn


def document(feed: Feed) -> bytes:
    """Return the feed as an XML document in UTF-8."""
    root = ET.Element(_atom("feed"))
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated_at))
    _link(root, "self", feed.url, MEDIA_TYPE)
    _link(root, "alternate", feed.page_url, "text/html")
    _text(root, "generator", "Ceasefire")
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _atom("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "published", _moment(entry.published_at))
    _text(element, "updated", _moment(entry.updated_at))
    author = ET.SubElement(element, _atom("author"))
    _text(author, "name", entry.author)
    if entry.author_url:
        _text(author, "uri", entry.author_url)
    _link(element, "alternate", entry.url, "text/html")
    if entry.replies:
        replies = _link(element, "replies", entry.url, "text/html")
        replies.set(f"{{{THREADING}}}count", str(entry.replies))
    if entry.answers:
        reference, url = entry.answers
        ET.SubElement(
            element,
            f"{{{THREADING}}}in-reply-to",
            {"ref": reference, "href": url, "type": "text/html"},
        )
    content = _text(element, "content", entry.html)
    content.set("type", "html")
    content.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _atom(name))
    element.text = ILLEGAL.sub("", text)
    return element


def _link(parent: ET.Element, relation: str, url: str, kind: str) -> ET.Element:
    attributes = {"rel": relation, "href": ILLEGAL.sub("", url), "type": kind}
    return ET.SubElement(parent, _atom("link"), attributes)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
