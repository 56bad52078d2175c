"""A comment's text: what is taken, how it is shown, what the classifier reads.

Markdown comes from markdown-it, sanitising from nh3; the HTML is stored with the
revision, so that a page costs no rendering.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt

from auth.errors import InvalidError

ALLOWED_TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a", "code"}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
LINK_RELATION = "ugc nofollow noopener"
ARTICLE_TAGS = ALLOWED_TAGS | {
    *("h2", "h3", "h4", "figure", "figcaption", "img", "cite", "q", "b", "i", "sup"),
    *("sub", "hr", "abbr", "time", "small"),
}

# Directional overrides and isolates can make a text read other than it is written.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = frozenset("\n\t")

_MARKDOWN = (
    MarkdownIt("zero", {"linkify": False, "breaks": True})
    .enable(["emphasis", "link", "autolink", "blockquote", "list", "newline"])
    .enable(["backticks", "escape", "entity"])
)
_LINK = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """One text in its three forms.

    :param written: as the author typed it, in NFC with plain newlines.
    :param html: as readers see it, sanitised.
    :param plain: what readers see, without markup: what the classifier reads beside
        ``written``.
    """

    written: str
    html: str
    plain: str


def read(text: str, *, longest: int) -> Text:
    """Return *text* in its three forms.

    :param longest: the most characters that are taken.
    :raises InvalidError: if it is empty, too long, or holds characters that could
        not be stored or would mislead a reader: NUL, other controls, lone
        surrogates, directional overrides.
    """
    written = _clean(text)
    if not written or not any(char.isprintable() for char in written):
        raise InvalidError("Please write something first.", {"field": "text"})
    if len(written) > longest:
        message = f"A comment may have {longest:,} characters; yours has"
        raise InvalidError(f"{message} {len(written):,}.", {"field": "text"})
    rendered = render(written)
    return Text(written, rendered, plain(rendered))


def render(written: str) -> str:
    """Return the sanitised HTML of a small Markdown subset."""
    return nh3.clean(
        _MARKDOWN.render(written),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes=ALLOWED_SCHEMES,
        link_rel=LINK_RELATION,
    )


def plain(rendered: str) -> str:
    """Return what a reader sees of *rendered*, without markup."""
    return html.unescape(nh3.clean(rendered, tags=set())).strip()


def count_links(written: str) -> int:
    """Return how many web addresses *written* holds."""
    return len(_LINK.findall(written))


def article_html(body: str) -> str:
    """Return the sanitised HTML of an article's own body."""
    return nh3.clean(
        body,
        tags=ARTICLE_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "time": {"datetime"}},
        url_schemes=ALLOWED_SCHEMES,
    )


def cleaned(text: str, *, field: str, longest: int) -> str:
    """Return *text* in NFC, without white space around it.

    :raises InvalidError: naming *field*, for a text that is longer than *longest* or
        holds characters that could not be stored or would mislead a reader.
    """
    text = _clean(text, field)
    if len(text) > longest:
        message = f"At most {longest:,} characters are taken here."
        raise InvalidError(message, {"field": field})
    return text


def _clean(text: str, field: str = "text") -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in text:
        if char in BIDI_CONTROLS or (
            unicodedata.category(char) in ("Cc", "Cs") and char not in KEPT_CONTROLS
        ):
            name = f"U+{ord(char):04X}"
            message = f"The text holds a character that cannot be shown ({name})."
            raise InvalidError(message, {"field": field, "character": name})
    return unicodedata.normalize("NFC", text).strip()
