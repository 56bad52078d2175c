"""The text of a comment: its checks, its HTML, and the form that the classifier reads.

markdown-it parses the Markdown and nh3 sanitises the HTML. The HTML is stored with the
revision, so that a page does not render it again.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

import nh3

from auth.core.errors import InvalidError
from auth.core.formats import number
from auth.core.translation import gettext as _
from moderation.discussion.markdown import new_markdown, without_markup

ALLOWED_TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "li", "a"} | {
    *("code", "pre"),
}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
LINK_RELATION = "ugc nofollow noopener"
_TAG = re.compile(r"<[^>]*>")
ARTICLE_TAGS = ALLOWED_TAGS | {
    *(
        "ol",
        "h2",
        "h3",
        "h4",
        "figure",
        "figcaption",
        "img",
        "cite",
        "q",
        "b",
        "i",
        "sup",
    ),
    *("sub", "hr", "abbr", "time", "small"),
}

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
"""Control characters but newline and tab, lone surrogates, and the directional
overrides and isolates that can make a text read other than it is written."""

# Invisible letters and signs: Hangul fillers and an empty Braille cell.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")

MENTION = '<a class="mention" href="'
"""The beginning of the link on a mentioned name. It leads to that person's comment."""

_MARKDOWN = new_markdown()
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class CommentText:
    """One text in its three forms.

    :param written: the text as the author typed it, in NFC with plain newlines.
    :param html: the sanitised HTML that readers see.
    :param plain: the visible text without markup. The classifier reads this and
        ``written``.
    """

    written: str
    html: str
    plain: str


def with_origin(rendered: str, origin: str) -> str:
    """Return the HTML of a comment for a place outside our pages.

    The links of names lead to *origin*. Readers cannot write such a link themselves.
    """
    return rendered.replace(f"{MENTION}/", f"{MENTION}{origin}/")


def read(text: str, *, longest: int) -> CommentText:
    """Return *text* in its three forms.

    Checks both the typed and the visible text, because markup and entities can turn one
    into the other.

    :param longest: the most characters of the typed text.
    :raises InvalidError: if nothing would be visible, if it is too long, or if it has
        characters that cannot be stored or that mislead a reader: NUL, other control
        characters, lone surrogates, directional overrides.
    """
    written = _clean(text)
    if len(written) > longest:
        message = _(
            "A comment can have at most %(most)s characters. Yours has %(found)s.",
            most=number(longest),
            found=number(len(written)),
        )
        raise InvalidError(message, {"field": "text"})
    rendered, shown = _in_two_forms(written)
    _refuse_forbidden(shown, "text")
    if not any(map(_is_visible, shown)):
        raise InvalidError(_("Please write something first."), {"field": "text"})
    return CommentText(written, rendered, shown)


def _in_two_forms(written: str) -> tuple[str, str]:
    """Return the HTML of a text, and its words."""
    if (found := without_markup(written)) is not None:
        return found
    rendered = render(written)
    return rendered, plain(rendered)


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
    """Return the visible text of *rendered*, without markup."""
    return html.unescape(nh3.clean(rendered, tags=set())).strip()


def in_one_line(sanitised: str) -> str:
    """Return the words of HTML that was sanitised, for programs that read pages."""
    return html.unescape(" ".join(_TAG.sub("", sanitised).split()))


def count_links(text: CommentText) -> int:
    """Return the number of visible links or of typed addresses, whichever is larger.

    Counts every link of the rendered text, whatever its address looks like.
    """
    return max(len(_LINK.findall(text.html)), len(_ADDRESS.findall(text.written)))


def article_html(body: str) -> str:
    """Return the sanitised HTML of an article's own body."""
    return nh3.clean(
        body,
        tags=ARTICLE_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "time": {"datetime"}},
        url_schemes=ALLOWED_SCHEMES,
    )


def cleaned(text: str, *, field: str, longest: int) -> str:
    """Return *text* in NFC, without surrounding white space.

    :raises InvalidError: naming *field*, if the text is longer than *longest* or has
        characters that cannot be stored or that mislead a reader.
    """
    text = _clean(text, field)
    if len(text) > longest:
        message = _(
            "At most %(most)s characters are allowed here.", most=number(longest)
        )
        raise InvalidError(message, {"field": field})
    return text


def _clean(text: str, field: str = "text") -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_forbidden(text, field)
    return unicodedata.normalize("NFC", text).strip()


def _is_visible(char: str) -> bool:
    """Whether *char* is visible by itself: a letter, digit, mark or sign."""
    return unicodedata.category(char)[0] in "LNPS" and char not in BLANK


def _refuse_forbidden(text: str, field: str) -> None:
    found = FORBIDDEN.search(text)
    if found is None:
        return
    name = f"U+{ord(found[0]):04X}"
    message = _(
        "The text contains a character that cannot be shown (%(name)s).", name=name
    )
    raise InvalidError(message, {"field": field, "character": name})
