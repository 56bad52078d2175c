"""HTML of other systems becomes Markdown that shows the same text, and no markup."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.discussion import text as texts
from moderation.exchange.imports.formats.records import TextFormat
from moderation.exchange.imports.html_text import to_markdown
from moderation.exchange.imports.names import cleaned_text

LONGEST = 1_000_000_000


def shown(source: str) -> texts.CommentText:
    """Return what readers see of HTML from another system."""
    return texts.read(to_markdown(source, TextFormat.HTML), longest=LONGEST)


AS_TEXT = {
    "an escaped tag": "a &lt;b&gt; c",
    "an escaped entity": "a &amp;lt; b",
    "asterisks": "2 * 3 * 4 and *so*",
    "underscores": "snake_case and _so_",
    "backticks": "`code`",
    "a link in brackets": "[a](//evil.example)",
    "the start of a list": "- one",
    "the start of a quotation": "&gt; one",
    "a number": "1. one",
    "a fence": "~~~",
    "a backslash": r"C:\new\*",
    "a heading": "# one",
    "another alphabet": "שלום عليكم 🙂",
}


@pytest.mark.parametrize("source", AS_TEXT.values(), ids=AS_TEXT)
def test_text_stays_text(source: str) -> None:
    found = shown(f"<p>{source}</p>")

    assert found.plain == html.unescape(source)
    assert "<a" not in found.html
    assert "<em" not in found.html


HARMFUL = {
    "a script": "ok<script>alert(1)</script>",
    "a style": "ok<style>p {}</style>",
    "a nested script": "ok<scr<script>x</script>ipt>",
    "an event": "<p onclick='x()'>ok</p>",
    "a drawing": "ok<svg onload=alert(1)></svg>",
    "a link to a script": '<a href="javascript:alert(1)">ok</a>',
    "a link to data": '<a href="data:text/html,x">ok</a>',
    "an image of a script": 'ok<img src="javascript:alert(1)">',
}


@pytest.mark.parametrize("source", HARMFUL.values(), ids=HARMFUL)
def test_nothing_harmful_is_left(source: str) -> None:
    found = shown(source)

    assert found.plain.startswith("ok")
    for word in ("<script", "javascript:", "data:", "onclick", "<svg", "<img", "href"):
        assert word not in found.html


MARKUP = {
    "a paragraph": ("<p>a</p><p>b</p>", "a\n\nb"),
    "a line break": ("a<br>b<br/>c", "a\nb\nc"),
    "white space": ("a\n  b", "a b"),
    "bold and italics": ("<b>a</b> <i>b</i>", "**a** *b*"),
    "a heading": ("<h2>a</h2>b", "**a**\n\nb"),
    "a list": ("<ul><li>a<li>b</ul>", "- a\n- b"),
    "a link": ('<a href="https://a.example/x_y">b</a>', "[b](<https://a.example/x_y>)"),
    "a bare link": (
        '<a href="https://a.example/x_y">https://a.example/x_y</a>',
        "<https://a.example/x_y>",
    ),
    "an address": ("see https://a.example/x_y", "see https://a.example/x_y"),
    "an image": (
        '<img src="https://a.example/b.png" alt="A dog">',
        "[A dog](<https://a.example/b.png>)",
    ),
    "a redirect": (
        '<a href="https://disq.us/url?url=https%3A%2F%2Fa.example%2Fb:SIG">b</a>',
        "[b](<https://a.example/b>)",
    ),
    "a mention": ("@ada:disqus yes", "@ada yes"),
    "many blank lines": ("a<br><br><br><br>b", "a\n\nb"),
}


@pytest.mark.parametrize(("source", "expected"), MARKUP.values(), ids=MARKUP)
def test_markup_becomes_markdown(source: str, expected: str) -> None:
    assert to_markdown(source, TextFormat.HTML) == expected


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8
).filter(lambda word: not any(each in word for each in ("://", "www.", "disqus")))


def tag(name: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return inner.map(lambda words: f"<{name}>{words}</{name}>")


PLAIN = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
INLINE = PLAIN.map(html.escape) | tag("b", PLAIN.map(html.escape))
PARAGRAPHS = st.lists(tag("p", INLINE), min_size=1, max_size=3).map("".join)


@given(PARAGRAPHS)
def test_the_words_are_the_same_after_the_way_there_and_back(source: str) -> None:
    before = texts.plain(source.replace("</p>", " </p>"))

    found = texts.plain(texts.render(to_markdown(source, TextFormat.HTML)))

    assert found.split() == before.split()


def test_markdown_is_left_as_it_was_typed() -> None:
    assert to_markdown("*a* [b](c)", TextFormat.MARKDOWN) == "*a* [b](c)"


def test_characters_that_cannot_be_stored_are_removed() -> None:
    assert cleaned_text("a\x00b\u202ec\ud800d\r\ne") == "abcd\ne"
