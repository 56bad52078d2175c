from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.core.errors import InvalidError
from moderation.discussion.text import (
    ALLOWED_TAGS,
    BLANK,
    FORBIDDEN,
    count_links,
    in_one_line,
    read,
)

RELATION = 'rel="ugc nofollow noopener"'

PIECES = st.sampled_from(
    [
        "&nbsp;",
        "&#8238;",
        "&#x202e;",
        "&shy;",
        "&#x3164;",
        "&amp;",
        "#8238;",
        "&lt;b&gt;",
        "[",
        "](",
        ")",
        "//spam.example",
        "https://a.example/*b*",
        "![",
        "<",
        ">",
        "`",
        "```",
        "\n",
        "\n> ",
        "- ",
        "1. ",
        "*",
        "\\",
        " ",
        "a",
        "\u200b",
        "ㅤ",
        "é",
    ]
)
"""Texts that Markdown and entities may turn into something else."""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n\t ", id="white space"),
        pytest.param("\u200b\u200b", id="only invisible characters"),
        pytest.param("a\x00b", id="NUL"),
        pytest.param("a\x1bb", id="another control"),
        pytest.param("a\ud800b", id="a lone surrogate"),
        pytest.param("safe \u202e elif", id="a directional override"),
        pytest.param("x" * 101, id="too long"),
        pytest.param("safe &#8238; elif", id="an override as an entity"),
        pytest.param("&nbsp;", id="a space as an entity"),
        pytest.param("&shy;&zwj;&zwnj;", id="joiners as entities"),
        pytest.param("\u3164\u115f\u2800", id="letters that are drawn as nothing"),
        pytest.param("&#x3164;", id="one of them as an entity"),
        pytest.param("\u0301", id="an accent without a letter"),
        pytest.param("> ", id="an empty quote"),
        pytest.param("- \n- ", id="an empty list"),
        pytest.param("```\n\n```", id="an empty block of code"),
        pytest.param("[](https://example.org)", id="a link without words"),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        read(text, longest=100)


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("a *calm* word", "<p>a <em>calm</em> word</p>"),
        (
            "> quoted\n\nanswer",
            "<blockquote>\n<p>quoted</p>\n</blockquote>\n<p>answer</p>",
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "[news](https://example.org)",
            f'<p><a href="https://example.org" {RELATION}>news</a></p>',
        ),
        ("# not a heading", "<p># not a heading</p>"),
        (
            "![a dog](https://example.org/a.png)",
            f'<p><a href="https://example.org/a.png" {RELATION}>a dog</a></p>',
        ),
        (
            "![](https://example.org/a.png)",
            (
                f'<p><a href="https://example.org/a.png" {RELATION}>'
                "https://example.org/a.png</a></p>"
            ),
        ),
        (
            "[![a dog](https://x.example/a.png)](https://y.example)",
            f'<p><a href="https://y.example" {RELATION}>a dog</a></p>',
        ),
        ("2024. It was hard", "<p>2024. It was hard</p>"),
        ("1. one\n3. three", "<p>1. one<br>\n3. three</p>"),
        ("- 2024. It", "<ul>\n<li>2024. It</li>\n</ul>"),
        ("```\na\n*b*\n```\nc", "<pre><code>a\n*b*\n</code></pre>\n<p>c</p>"),
    ],
)
def test_markdown_becomes_safe_html(written: str, html: str | None) -> None:
    rendered = read(written, longest=1_000).html.strip()

    assert "<script" not in rendered
    assert "<img" not in rendered
    assert html is None or rendered == html


def test_markup_does_not_hide_a_word_from_the_classifier() -> None:
    assert read("you f**o**ol", longest=100).plain == "you fool"


@given(st.text(max_size=200))
def test_any_text_is_either_refused_or_rendered_with_the_allowed_tags(
    text: str,
) -> None:
    try:
        rendered = read(text, longest=1_000).html
    except InvalidError:
        return
    opened = {
        part.split(">")[0].split()[0].strip("/") for part in rendered.split("<")[1:]
    }
    assert opened <= ALLOWED_TAGS


@given(st.lists(PIECES, max_size=12).map("".join))
def test_whatever_markup_makes_of_a_text_readers_see_something_and_nothing_forbidden(
    typed: str,
) -> None:
    try:
        text = read(typed, longest=1_000)
    except InvalidError:
        return

    assert not FORBIDDEN.search(text.plain)
    assert any(char.isprintable() and char not in BLANK for char in text.plain.strip())
    assert count_links(text) >= text.html.count("<a ")


@pytest.mark.parametrize(
    ("typed", "address", "after"),
    [
        ("see https://x.example/*a*b now", "https://x.example/*a*b", " now"),
        ("(https://x.example/a).", "https://x.example/a", ")."),
        ("https://x.example/A_(b)", "https://x.example/A_(b)", ""),
        ("**https://x.example/a_b_c**", "https://x.example/a_b_c", "</strong>"),
        ('"https://x.example"', "https://x.example", '"'),
        ("https://x.example/?a=1&b=2", "https://x.example/?a=1&amp;b=2", ""),
    ],
)
def test_a_web_address_becomes_a_link_to_all_of_it(
    typed: str, address: str, after: str
) -> None:
    html = read(typed, longest=100).html

    assert f'<a href="{address}" {RELATION}>{address}</a>{after}' in html


@pytest.mark.parametrize(
    "typed",
    ["`https://x.example`", "xhttps://x.example", "https://", "ftp://x.example"],
)
def test_text_that_is_no_web_address_stays_text(typed: str) -> None:
    assert "<a" not in read(typed, longest=100).html


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("[context](//spam0.example)" * 6, 6),
        ("https://a.example www.b.example", 2),
        ("[a](https://a.example) and https://b.example", 2),
        ("no link at all", 0),
    ],
)
def test_links_are_counted_as_readers_see_them(typed: str, links: int) -> None:
    assert count_links(read(typed, longest=1_000)) == links


@pytest.mark.parametrize(
    "piece",
    ["http://", "a://", "://", "https://a.b/(", "[a", "![[", "<http://", "*a"],
)
def test_a_text_is_rendered_in_time_that_grows_with_its_length(piece: str) -> None:
    def work(length: int) -> int:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1

        typed = (piece * length)[:length] + "x"
        sys.setprofile(count)
        try:
            read(typed, longest=20_000)
        finally:
            sys.setprofile(None)
        return steps

    assert work(4_000) < 6 * work(1_000)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "One *word*\nand  another.\n\nA paragraph.",
            "One word and another. A paragraph.",
        ),
        ("a < b & c > d", "a < b & c > d"),
        ("&lt;script&gt; as text", "<script> as text"),
        ("- one\n- [two](https://a.example/?a=1&b=2)", "one two"),
        ("> quoted\n\nanswered", "quoted answered"),
    ],
)
def test_programs_read_the_words_of_a_comment_in_one_line(
    typed: str, words: str
) -> None:
    assert in_one_line(read(typed, longest=1_000).html) == words
