"""Claims about a people: the frame around one decides what it teaches."""

from __future__ import annotations

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation import data_sets
from moderation.scoring.training.claims import book, compose
from moderation.scoring.training.rows import TrainingRow

TOXICITY, IDENTITY = 0, list(Label).index(Label.IDENTITY_ATTACK)
MANY = 6000


@pytest.fixture(scope="module")
def composed() -> list[TrainingRow]:
    return list(compose(count=MANY, seed=0))


def saying(rows: list[TrainingRow], *parts: str) -> list[TrainingRow]:
    """Return the rows in which each of *parts* is said."""
    return [row for row in rows if all(part in row.text.lower() for part in parts)]


def test_the_same_seed_composes_the_same_claims(composed: list[TrainingRow]) -> None:
    assert list(compose(count=MANY, seed=0)) == composed


def test_every_slot_is_filled(composed: list[TrainingRow]) -> None:
    assert not [row.text for row in composed if "{" in row.text or "|" in row.text]


def test_about_a_third_are_hateful(composed: list[TrainingRow]) -> None:
    hateful = sum(row.targets[IDENTITY] in (1.0, 0.97) for row in composed)

    assert 0.25 < hateful / MANY < 0.4


@pytest.mark.parametrize(
    ("said", "is_hateful"),
    [
        pytest.param(("let us be honest", " are liars"), True, id="a slander"),
        pytest.param(
            ("let us be honest", " are not liars"), False, id="a slander denied"
        ),
        pytest.param(("let us be honest", " are made like"), False, id="a due"),
        pytest.param(
            ("let us be honest", " are not made like"), True, id="a due denied"
        ),
        pytest.param(("should be ashamed", " are liars"), False, id="answered"),
        pytest.param(("only fools", " are liars"), False, id="a slander doubted"),
        pytest.param(("only fools", " are made like"), True, id="a due doubted"),
    ],
)
def test_the_frame_and_the_form_decide_together(
    said: tuple[str, ...], is_hateful: bool
) -> None:
    found = saying(list(compose(count=60_000, seed=1)), *said)

    assert found
    assert {(row.targets[IDENTITY] or 0.0) > 0.5 for row in found} == {is_hateful}


def test_rudeness_to_one_person_is_toxic_and_attacks_no_people(
    composed: list[TrainingRow],
) -> None:
    found = saying(composed, "spoils my breakfast")

    assert found
    assert all((row.targets[TOXICITY] or 0.0) > 0.5 for row in found)
    assert all((row.targets[IDENTITY] or 0.0) < 0.5 for row in found)


def test_a_claim_has_two_forms() -> None:
    forms = [claim.split(" | ") for claim in book()["slanders"] + book()["dues"]]

    assert all(len(set(pair)) == 2 for pair in forms)


def test_rows_that_measure_are_not_claimed(composed: list[TrainingRow]) -> None:
    texts = {row.text.lower() for row in composed}

    assert not texts & {each.text.lower() for each in data_sets.probe()}
