"""The short way of rendering a text without markup."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.discussion import text
from moderation.discussion.markdown import without_markup

LINES = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "Well said.",
                " ",
                "\n",
                "\n\n",
                "  \n",
                "1. ",
                "2) ",
                "# ",
                "=",
                "-",
            ),
            *(
                "--",
                "---",
                "+",
                "&amp;",
                "&",
                "*a*",
                "_b_",
                "<b>",
                "`",
                "~~~",
                "\t",
                ">",
            ),
            *(
                "http",
                "://x.y",
                "(",
                ")",
                "[",
                "]",
                "!",
                '"',
                "'",
                "|",
                "\u2003",
                "\x0c",
            ),
            *("\xa0", "\u2028", "\u200b", "é", "😀", "ש", "    code", "\\"),
        ]
    )
).map("".join)


@given(LINES | st.text())
def test_the_html_is_that_of_the_parser(source: str) -> None:
    written = unicodedata.normalize("NFC", text.FORBIDDEN.sub("", source)).strip()
    found = without_markup(written)
    if written and found is not None:
        rendered = text.render(written)
        assert found == (rendered, text.plain(rendered))


@pytest.mark.parametrize("written", ["Well said.", "One.\nTwo!\n\n\"Three\" & 'four'"])
def test_plain_prose_takes_it(written: str) -> None:
    assert (without_markup(written) is None) == ("&" in written)
