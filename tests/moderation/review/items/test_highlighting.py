from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.discussion.text import plain, render
from moderation.review.items.highlighting import drivers, marked
from moderation.scoring.base.labels import Label
from moderation.scoring.base.protocol import Span


def span(text: str, part: str, *, is_word: bool = True) -> Span:
    start = text.index(part)
    return Span(Label.INSULT, start, start + len(part), 0.9, is_word)


@pytest.mark.parametrize(
    ("written", "part", "expected"),
    [
        ("You fool.", "fool", "<p>You <mark>fool</mark>.</p>\n"),
        ("You *fool*.", "fool", "<p>You <em><mark>fool</mark></em>.</p>\n"),
        (
            "A fo*o*l & <b>",
            "fool &",
            (
                "<p>A <mark>fo</mark><em><mark>o</mark></em><mark>l &amp;</mark>"
                " &lt;b&gt;</p>\n"
            ),
        ),
        ("> quoted\n\nfool", "fool", None),
    ],
)
def test_a_word_is_marked_where_it_stands(
    written: str, part: str, expected: str | None
) -> None:
    rendered = render(written)
    text = plain(rendered)

    found = marked(rendered, text, [span(text, part)])

    if expected is not None:
        assert found == expected
    assert plain(found) == text
    assert "<mark>" in found


def test_a_sentence_that_is_the_whole_text_is_not_marked() -> None:
    rendered = render("You are a fool.")
    text = plain(rendered)

    assert marked(rendered, text, [span(text, text, is_word=False)]) == rendered


def test_one_sentence_of_several_is_marked_around_its_words() -> None:
    rendered = render("I waited an hour at the bridge. You fool. Nobody came.")
    text = plain(rendered)
    spans = [span(text, "You fool.", is_word=False), span(text, "fool")]

    assert (
        '<mark class="sentence">You </mark><mark>fool</mark>'
        '<mark class="sentence">.</mark>' in marked(rendered, text, spans)
    )
    assert [(each.text, each.labels) for each in drivers(text, spans)] == [
        ("fool", ("insult",))
    ]


@given(st.text(), st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60))))
def test_marks_never_change_what_is_read(
    written: str, places: list[tuple[int, int]]
) -> None:
    rendered = render(written.replace("\0", ""))
    text = plain(rendered)
    spans = [Span(Label.THREAT, start, end, 0.5) for start, end in places]

    assert plain(marked(rendered, text, spans)) == text
