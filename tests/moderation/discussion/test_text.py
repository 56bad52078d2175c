from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import InvalidError
from moderation.discussion.text import ALLOWED_TAGS, read


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
            '<p><a href="https://example.org" rel="ugc nofollow noopener">news</a></p>',
        ),
        ("# not a heading", "<p># not a heading</p>"),
        ("![image](https://example.org/a.png)", None),
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
