"""A quote of the parent does not count as the author's words; a false quote does."""

from __future__ import annotations

import pytest

from moderation.discussion.quotes import own_words
from moderation.discussion.text import read

PARENT = "You are all vermin & liars.\n\nGo back to where you came from."


def owned(written: str, parent: str = PARENT) -> tuple[str, str]:
    text = read(written, longest=10_000)
    found = own_words(text.written, text.html, text.plain, parent)
    assert [len(each) for each in found] == [len(text.written), len(text.plain)]
    return found


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("> You are all vermin & liars.\n\nShame on you.", id="a line"),
        pytest.param("> you are all vermin\n\nShame on you.", id="a part of it"),
        pytest.param(
            "> You are *all* vermin & liars.\n> Go back to where you came from.\n\n"
            "Shame on you.",
            id="two lines and emphasis",
        ),
        pytest.param(">> You are all vermin\n\nShame on you.", id="a quote of a quote"),
        pytest.param("Shame on you.\n\n> You are all vermin", id="at the end"),
    ],
)
def test_what_is_quoted_from_the_parent_is_left_out(written: str) -> None:
    for text in owned(written):
        assert text.strip() == "Shame on you."


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("> They are vermin and rats.", id="not in the parent"),
        pytest.param("You are all vermin & liars.", id="not marked as a quote"),
        pytest.param("> vermin\n>\n> you came", id="put together from pieces"),
        pytest.param("> You are all\n> vermin and rats, all", id="half of it added"),
    ],
)
def test_what_only_looks_like_a_quote_counts(written: str) -> None:
    assert any("vermin" in text for text in owned(written))


def test_what_is_said_beside_a_quote_keeps_its_place() -> None:
    text = read("> You are all vermin & liars.\n\nShame on you.", longest=10_000)

    _, shown = own_words(text.written, text.html, text.plain, PARENT)

    assert shown.index("Shame") == text.plain.index("Shame")


def test_without_a_parent_every_quote_counts() -> None:
    assert "vermin" in owned("> You are all vermin", parent="")[1]
