"""Turns the HTML of other systems into the Markdown that comments are written in.

nh3 removes everything that a comment cannot have, scripts with their content. Then
:mod:`.simple_html` writes Markdown, in which every character that Markdown could read
as markup is escaped. Where there is more than paragraphs and links, markdownify does.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Any

import nh3
from markdownify import MarkdownConverter

from moderation.exchange.imports import simple_html
from moderation.exchange.imports.formats.records import TextFormat
from moderation.exchange.imports.markdown_escapes import escaped, target

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "blockquote", "pre"}) | _HEADINGS
_TAGS = _BLOCKS | {"a", "b", "br", "code", "em", "i", "img", "strong"}

_BESIDE_BREAK = re.compile(r"[ \t]*\n(?: (?=\S))?")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_AFTER_BLOCK = re.compile(rf"(</?(?:{'|'.join(_BLOCKS)}|br)\b[^>]*>)[ \t]*\r?\n")
_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
_MENTION = re.compile(r"(@[\w-]+):disqus\b")


class _Converter(MarkdownConverter):
    """Writes Markdown that our own renderer reads back as the same text."""

    class Options:
        bullets = "-"
        heading_style = "atx"

    def escape(self, text: str, parent_tags: AbstractSet[str]) -> str:
        """Escape what could be markup, but not inside a web address."""
        return escaped(text)

    def convert_a(self, el: Any, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write a link; one whose text is its address as the bare address."""
        address = target(str(el.get("href") or ""))
        if not address or not text.strip():
            return text
        if el.get_text().strip() == address:
            return f"<{address}>"
        return f"[{text.strip()}](<{address}>)"

    def convert_img(self, el: Any, text: str, parent_tags: AbstractSet[str]) -> str:
        """Write an image as a link with its description."""
        address = target(str(el.get("src") or ""))
        if not address or "a" in parent_tags:
            return escaped(str(el.get("alt") or ""))
        words = str(el.get("alt") or "").strip()
        if not words:
            return f"<{address}>"
        return f"[{escaped(words)}](<{address}>)"

    def convert_hN(  # noqa: N802  The library looks for this name.
        self, n: int, el: Any, text: str, parent_tags: AbstractSet[str]
    ) -> str:
        """Write a heading in bold, because comments have no headings."""
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""


def to_markdown(text: str, text_format: TextFormat) -> str:
    """Return *text* as Markdown. Markdown itself is returned unchanged."""
    if text_format is TextFormat.MARKDOWN:
        return text
    if text_format is TextFormat.HTML_WITH_BREAKS:
        text = _with_breaks(text)
    else:
        text = _on_one_line(text)
    clean = nh3.clean(
        text,
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    written = simple_html.written(clean)
    if written is None:
        written = _Converter().convert(clean)
    written = _BESIDE_BREAK.sub("\n", _MENTION.sub(r"\1", written))
    return _BLANK_LINES.sub("\n\n", written).strip()


def _with_breaks(text: str) -> str:
    """Return HTML in which each line break of the text is one of the HTML."""
    parts = _PREFORMATTED.split(_AFTER_BLOCK.sub(r"\1", text.strip()))
    return "".join(
        part if at % 2 else re.sub(r"\r?\n|\r", "<br>", part)
        for at, part in enumerate(parts)
    )


def _on_one_line(text: str) -> str:
    """Return HTML whose line breaks outside preformatted text are spaces."""
    parts = _PREFORMATTED.split(text)
    return "".join(
        part if at % 2 else re.sub(r"\s*[\r\n]\s*", " ", part)
        for at, part in enumerate(parts)
    )
