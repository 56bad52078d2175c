"""The word list: where phrases are found, and which ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.core.errors import InvalidError
from moderation.intake.phrases import checked, matching


def is_found(phrase: str, text: str) -> bool:
    return bool(matching(checked([phrase]), [text]))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("don't tread", "Don\u2019t tread on me"),
        ("co-op scam", "It is a Co\u2010op scam."),
        ("हिन्दी", "यह हिन्दी है"),
        ("傻逼", "你是傻逼吗"),
        ("ไทย", "ภาษาไทยดี"),
        ("spam", "买spam吧"),
        ("spam.example", "see https://spam.example/x"),
        ("c++", "I like C++ a lot"),
        ("stop it", "Stop, it hurts"),
        ("free money", "FREE\nmoney"),
        ("fool", "the fool's errand"),
        ("straße", "STRASSE"),
        ("naïve", "nai\u0308ve"),
        ("spam", "sp\u00adam"),
        ("spam", "\uff53\uff50\uff41\uff4d"),
        ("🍉", "x🍉y"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert is_found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("spam", "spammer"),
        ("ass", "a class"),
        ("वि", "विष"),
        ("free money", "freemoney"),
        ("c++", "the letter c"),
    ],
)
def test_a_part_of_a_word_is_not_the_word(phrase: str, text: str) -> None:
    assert not is_found(phrase, text)


@pytest.mark.parametrize("phrase", ["...", "\u200b", "\u3164", "\u202e", "x" * 101])
def test_a_phrase_that_cannot_be_found_is_refused_and_named(phrase: str) -> None:
    with pytest.raises(InvalidError, match=r"cannot be found|at most 100"):
        checked(["fine", phrase])


@given(st.text(max_size=30), st.sampled_from(["", "Well, ", "…", "好"]))
def test_a_phrase_that_is_taken_is_found_wherever_it_stands_by_itself(
    phrase: str, before: str
) -> None:
    try:
        taken = checked([phrase])
    except InvalidError:
        return

    assert matching(taken, [f"{before} {phrase} ."]) == taken


def test_a_list_is_kept_once_each_and_in_order() -> None:
    assert checked(["Spam", " ", "free  money", "spam"]) == ["spam", "free money"]
