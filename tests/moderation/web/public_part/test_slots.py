"""What stands in the slots of a page."""

from __future__ import annotations

import itertools

import pytest

from moderation.web.public_part.slots import Outline, Slot, length, pieces_of, slot

TOKEN, PICK = Slot(("token", None)), Slot(("pick", 7), ("Pick",))
COMMENT = Slot(("comment", 7), ("Hello. ", TOKEN, PICK, " Bye. ", TOKEN))
PAGE = Outline(("A ", COMMENT, " Z ", TOKEN))


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, "A Hello. Pick Bye.  Z "),
        ({("pick", 7): "Picked"}, "A Hello. Picked Bye.  Z "),
        ({("comment", 7): "Gone."}, "A Gone. Z "),
        ({("comment", 7): "Gone.", ("pick", 7): "Picked"}, "A Gone. Z "),
        ({("pick", 7): "Picked", ("comment", 7): "Gone."}, "A Gone. Z "),
        ({("comment", 8): "Of another page."}, "A Hello. Pick Bye.  Z "),
        ({("token", None): "t"}, "A Hello. tPick Bye. t Z t"),
    ],
)
def test_a_section_replaces_what_its_slot_covers(
    sections: dict[tuple[str, int | None], str], expected: str
) -> None:
    assert PAGE.filled(sections) == expected


def test_every_place_of_a_value_gets_a_new_one() -> None:
    numbers = itertools.count(1)

    page = PAGE.filled(values={"token": lambda: str(next(numbers))})

    assert page == "A Hello. 1Pick Bye. 2 Z 3"


def test_a_section_comes_before_a_value() -> None:
    page = PAGE.filled({("token", None): "mine"}, {"token": lambda: "anybody's"})

    assert page == "A Hello. minePick Bye. mine Z mine"


def test_a_page_is_filled_again_from_its_slots() -> None:
    PAGE.filled({("comment", 7): "Gone."}, {"token": lambda: "t"})

    assert PAGE.filled() == "A Hello. Pick Bye.  Z "


def test_marks_of_a_template_become_slots() -> None:
    pieces = pieces_of(f"A {slot('token')} B {slot('comment', 12)}")

    assert pieces == ("A ", TOKEN, " B ", Slot(("comment", 12)))
    assert length(pieces) == len("A  B ")
