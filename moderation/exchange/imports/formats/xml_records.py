"""Reads large XML files record by record, in constant memory.

The parser is strict, because a lenient one loses characters silently: after its first
recovery, libxml2 drops every ``&amp;`` and ``&lt;``. Instead, the mistakes that exports
really have are corrected before the parser sees them. A file with a document type is
refused, so that no entity can be declared.
"""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterator
from xml.etree.ElementTree import (
    Element,
    ParseError,
    XMLPullParser,
)

from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.formats.errors import UnreadableFileError

LONGEST_PROLOGUE = 65_536
"""Characters that may come before the first element."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8})|(\w{1,31}));")
_UNQUOTED = re.compile(r"(<[\w:]+ [\w:]+=)([^\"'\s<>=/]+)(?=\s*/?>)")
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAIL = re.compile(r"[&<][^>;]{0,200}\Z")


def records(
    pieces: Iterator[str], outer: frozenset[str], inner: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Element, Element | None]]:
    """Yield elements by their name without a namespace, each with the one around it.

    An element is emptied after it was yielded.

    :param outer: elements that are not inside one of these.
    :param inner: elements that are inside one of *outer* and come before it.
    :raises UnreadableFileError: if the file is no XML, has a document type, is damaged
        or ends too early.
    """
    parser: XMLPullParser[Element] = XMLPullParser(events=("start", "end"))
    around: list[Element] = []
    try:
        for piece in _corrected(_without_prologue(pieces)):
            parser.feed(piece)
            yield from _finished(parser, around, outer, inner)
        parser.close()
        yield from _finished(parser, around, outer, inner)
    except ParseError as error:
        message = _("The XML is damaged or incomplete: %(error)s.", error=error)
        raise UnreadableFileError(message) from error


def name_of(element: Element) -> str:
    """Return the name of *element* without its namespace."""
    return element.tag.rpartition("}")[2]


def texts_of(element: Element) -> dict[str, str]:
    """Return the text of each child by its name. Of several, the first counts."""
    children = children_of(element).items()
    return {name: (child.text or "").strip() for name, child in children}


def children_of(element: Element) -> dict[str, Element]:
    """Return each child by its name. Of several, the first counts."""
    return {name_of(child): child for child in reversed(element)}


def _finished(
    parser: XMLPullParser[Element],
    around: list[Element],
    outer: frozenset[str],
    inner: frozenset[str],
) -> Iterator[tuple[str, Element, Element | None]]:
    inside = sum(name_of(each) in outer for each in around)
    for event in parser.read_events():
        kind, element = event[0], event[-1]
        if not isinstance(element, Element):
            continue
        name = name_of(element)
        if kind == "start":
            around.append(element)
            inside += name in outer
            continue
        around.pop()
        inside -= name in outer
        parent = around[-1] if around else None
        if name in (inner if inside else outer):
            yield name, element, parent
            element.clear()
        elif inside:
            continue
        if parent is not None:
            parent.remove(element)


def _without_prologue(pieces: Iterator[str]) -> Iterator[str]:
    """Leave out what stands before the first element, and refuse a document type.

    Exports may begin with blank lines or stray characters, which XML does not allow.
    """
    start = ""
    for piece in pieces:
        start += piece
        if len(start) > LONGEST_PROLOGUE:
            break
    start = start[start.find("<") :] if "<" in start else ""
    end = _PROLOGUE.match(start)
    start = start[end.end() :] if end else start
    if start.lower().startswith(("<!doctype", "<!entity")):
        raise UnreadableFileError(_("The file declares a document type."))
    if not re.match(r"<\w", start):
        raise UnreadableFileError(_("This is not an XML file."))
    yield start
    yield from pieces


def _corrected(pieces: Iterator[str]) -> Iterator[str]:
    """Correct the mistakes of exports: characters and references that XML forbids.

    What may be cut in two at the end of a piece is left to the next one.
    """
    rest = ""
    for piece in pieces:
        text = rest + piece
        cut = _TAIL.search(text)
        end = cut.start() if cut else len(text)
        text, rest = text[:end], text[end:]
        yield _correct(text)
    yield _correct(rest)


def _correct(text: str) -> str:
    text = _CONTROLS.sub("", text)
    text = _REFERENCE.sub(_character, text)
    return _UNQUOTED.sub(r'\1"\2"', text)


def _character(reference: re.Match[str]) -> str:
    """Return what stands for a reference: itself, the character, or nothing."""
    number, name = reference.groups()
    if name is not None:
        if name in _OF_XML or f"{name};" not in html.entities.html5:
            return reference[0]
        return html.escape(html.entities.html5[f"{name};"])
    value = int(number[1:], 16) if number[0] in "xX" else int(number)
    if value > 0x10FFFF or _CONTROLS.match(chr(value)):
        return ""
    return reference[0]
