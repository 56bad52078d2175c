"""Disguises are undone, and honest texts stay unchanged."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.scoring.deobfuscation.unmasking import unmask


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("id\u200bi\u2060o\u00adt", id="invisible characters"),
        pytest.param("id\ufe0f\u200dio\u3164t", id="invisible without the category"),
        pytest.param("i\u0336d\u0336i\u0336o\u0336t\u0336", id="struck through"),
        pytest.param("i\u0301\u0327\u0330d\u0489io\u0308\u0302t", id="piled up"),
        pytest.param("\uff49\uff44\uff49\uff4f\uff54", id="full width"),
        pytest.param("\U0001d4f2\U0001d4ed\U0001d4f2\U0001d4f8\U0001d4fd", id="styled"),
        pytest.param("\u24d8\u24d3\u24d8\u24de\u24e3", id="circled"),
        pytest.param("\u026a\u1d05\u026a\u1d0f\u1d1b", id="small capitals"),
        pytest.param("idi\u043et", id="a Cyrillic letter"),
        pytest.param("\u03b9d\u03b9\u03bft", id="Greek letters"),
        pytest.param("1d10t", id="leet"),
        pytest.param("i d i o t", id="spaced"),
        pytest.param("i.d.i.o.t", id="dotted"),
        pytest.param("idiooooot", id="stretched"),
        pytest.param("id iot", id="split"),
        pytest.param("i-di-ot", id="split in three"),
        pytest.param("\uff49.d.i\u200b.o.t", id="several at once"),
    ],
)
def test_a_disguised_word_is_read_as_its_readers_read_it(written: str) -> None:
    assert unmask(f"You {written} there").text == "You idiot there"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("57up1d", "stupid"),
        ("1D107!", "iDiot!"),
        ("ki11", "kill"),
        ("5h17", "shit"),
        ("foo1", "fool"),
        ("1ick", "lick"),
        ("1D10T!!", "iDioT!!"),
    ],
)
def test_digits_are_read_as_letters_where_they_spell_a_word(
    written: str, read: str
) -> None:
    assert unmask(f"You {written}").text == f"You {read}"


@pytest.mark.parametrize(
    "honest",
    [
        pytest.param("", id="nothing"),
        pytest.param(
            "Caf\u00e9, na\u00efve, M\u00fcller, \u0141\u00f3d\u017a", id="accents"
        ),
        pytest.param("Vi\u1ec7t Nam, cafe\u0301", id="accents in either form"),
        pytest.param("\u042d\u0442\u043e \u0432\u043e\u0434\u0430", id="Russian"),
        pytest.param(
            "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1 \u03ba\u03b1\u03b9", id="Greek"
        ),
        pytest.param("\u0939\u093f\u0928\u094d\u0926\u0940", id="Hindi"),
        pytest.param(
            "\u05e2\u05b4\u05d1\u05b0\u05e8\u05b4\u05d9\u05ea", id="pointed Hebrew"
        ),
        pytest.param(
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f", id="emoji"
        ),
        pytest.param(
            "mp3 CO2 4th 50mm G20 F-16 B52 covid19 10k 3pm x86 5G", id="codes"
        ),
        pytest.param("$500 in the 1990s, 24/7, 3.5%, 100,000 people", id="numbers"),
        pytest.param("for (i=0;i<n;i++) a1[i]=b1;", id="code"),
        pytest.param("No new tax! Stop, man! Christ!", id="shouting"),
        pytest.param("top10 windows7 area51 1500s 31st 4x4 A55", id="more codes"),
        pytest.param(
            "Health care may be a way to e-mail some one, in to the U.S. of A.",
            id="common words beside each other",
        ),
        pytest.param("Shhhhh! Waaaaa", id="sounds"),
        pytest.param("Louis XIII, Article III, www, a well-known U.S. law", id="names"),
    ],
)
def test_an_honest_text_is_left_alone(honest: str) -> None:
    assert unmask(honest).text == honest


@given(st.text(alphabet=st.characters(), max_size=60))
def test_each_character_knows_where_it_stood(text: str) -> None:
    found = unmask(text)

    assert len(found.places) == len(found.text)
    assert list(found.places) == sorted(set(found.places))
    assert all(place < len(text) for place in found.places)


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "a ", "a1", "a.b", "\u00e9\u0336", "aab", "\u200b", "\u0430", "!"),
        *("1$a", "id iot ", "ab c1"),
    ],
)
def test_a_long_text_costs_little_whatever_it_repeats(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()

    unmask(text)

    # Far above what it takes, and far below what a quadratic step would.
    assert time.process_time() - begun < 5
