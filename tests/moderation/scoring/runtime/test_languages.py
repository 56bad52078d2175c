"""The classifier recognizes what it cannot read, and does not guess from few words."""

from __future__ import annotations

import pytest

from moderation.scoring.runtime.languages import UNKNOWN, read, reads

GERMAN = "Das ist doch alles gelogen, was hier in der Zeitung steht."
RUSSIAN = "Это позор для всей нашей страны."
ENGLISH = "The ministry said on Tuesday that forty people had died in the strike."
GREEK = (
    "\u0391\u03c5\u03c4\u03cc "
    "\u03b5\u03af\u03bd\u03b1\u03b9 "
    "\u03bd\u03c4\u03c1\u03bf\u03c0\u03ae "
    "\u03b3\u03b9\u03b1 "
    "\u03bc\u03b1\u03c2 "
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(ENGLISH, "en", id="English"),
        pytest.param(GERMAN, "de", id="German"),
        pytest.param("C'est une honte pour notre pays.", "fr", id="French"),
        pytest.param(RUSSIAN, "ru", id="Russian"),
        pytest.param(GREEK, "el", id="Greek"),
        pytest.param("هذا عار على بلدنا كله", "ar", id="Arabic"),
        pytest.param("これは我が国の恥だ。", UNKNOWN, id="a script of no known one"),
        pytest.param("", UNKNOWN, id="nothing"),
        pytest.param("123 !!! \U0001f600", UNKNOWN, id="no letters"),
        pytest.param("https://example.org/das-ist-gut", UNKNOWN, id="a link"),
    ],
)
def test_a_text_has_its_language(text: str, language: str) -> None:
    assert read(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GERMAN, id="German"),
        pytest.param("Hurensohn", id="an insult in German"),
        pytest.param("suka blyat", id="Russian in Latin letters"),
        pytest.param("kurwa mać", id="two words of Polish"),
        pytest.param("perkele saatana", id="two words of Finnish"),
        pytest.param("Позор", id="one word in another script"),
        pytest.param("これは我が国の恥だ。", id="Japanese"),
        pytest.param(f"{GERMAN} {GERMAN} I see.", id="German with a word of English"),
    ],
)
def test_a_foreign_text_is_unreadable(text: str) -> None:
    assert read(text).is_unreadable


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("lol", id="one word"),
        pytest.param("haha", id="a short word in no list"),
        pytest.param("Vermin.", id="a word of readers"),
        pytest.param("vermin 0", id="a word of readers and a number"),
        pytest.param("My condolences", id="sympathy"),
        pytest.param("Hypocrites!", id="a word of readers in the plural"),
        pytest.param("Dr Fuchs", id="a title and a surname"),
        pytest.param("Szymborska, Pessoa and Yeats.", id="poets"),
        pytest.param("Aaaaargh!!!", id="a drawn-out word"),
        pytest.param("My son said «Слава Україні» before he left.", id="a quotation"),
        pytest.param("He told us suka blyat and walked off.", id="a foreign insult"),
        pytest.param("Bashar al-Assad, Deir ez-Zour", id="names"),
        pytest.param("Putin is a war criminal", id="a short sentence"),
        pytest.param(
            "Y\u043eu \u0430r\u0435 \u0430n idi\u043et",
            id="English in look-alike letters",
        ),
        pytest.param(f"{ENGLISH} C'est la vie.", id="English with a foreign phrase"),
        pytest.param("", id="nothing"),
        pytest.param("\u00af\\_(\u30c4)_/\u00af", id="a face of one strange letter"),
        pytest.param("\ud800", id="a lone surrogate"),
    ],
)
def test_what_may_be_english_is_not_called_unreadable(text: str) -> None:
    assert not read(text).is_unreadable


def test_a_mixed_text_says_how_much_of_it_is_not_read() -> None:
    reading = read(f"{ENGLISH} {ENGLISH} {GERMAN}")

    assert 0.2 < reading.unread < 0.45


def test_the_multilingual_model_reads_russian_but_no_german() -> None:
    readable = reads("multilingual")

    assert not read(RUSSIAN, readable=readable).is_unreadable
    assert read(GERMAN, readable=readable).is_unreadable


def test_a_model_of_unknown_name_is_taken_to_read_english_alone() -> None:
    assert reads("an-own-one") == {"en"}
