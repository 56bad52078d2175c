"""Threats differ from reports only in who does what to whom."""

from __future__ import annotations

import pytest

from moderation.scoring.evaluation import data_sets
from moderation.scoring.training.rows import TrainingRow
from moderation.scoring.training.threats import THREAT, book, compose, gather
from tests.moderation.scoring.training import data

MANY = 6000


@pytest.fixture(scope="module")
def composed() -> list[TrainingRow]:
    return list(compose(count=MANY, seed=0))


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> list[TrainingRow]:
    folder = tmp_path_factory.mktemp("data")
    raw = data.civil_raw
    civil = [
        raw(data.trained("The dog bites, and I hold the lead."), threat="1"),
        raw(data.trained("Troops bombed the town."), threat="1"),
        raw(data.trained("The soldiers went home."), threat="0"),
        raw(data.trained("A fine day."), toxicity="0"),
        raw(data.trained("What a fool."), toxicity="1"),
    ]
    data.write(folder, "civil_comments.csv.gz", civil)
    labels = ("toxic", "severe_toxic", "obscene", "identity_hate", "insult", "threat")
    talk = {"comment_text": "You will not see Monday."} | dict.fromkeys(labels, "1")
    data.write(folder, "jigsaw_2018.csv.gz", [talk])
    abuse = {"text": "Vermin.", "labels": "IdentityDirectedAbuse"}
    data.write(folder, "contextual_abuse.csv.gz", [abuse])
    return gather(folder, seed=0)


def test_the_same_seed_composes_the_same_sentences(composed: list[TrainingRow]) -> None:
    assert list(compose(count=MANY, seed=0)) == composed


def test_every_slot_is_filled(composed: list[TrainingRow]) -> None:
    assert not [row.text for row in composed if "{" in row.text or "}" in row.text]


def test_the_verbs_of_violence_stand_on_both_sides(composed: list[TrainingRow]) -> None:
    sides: dict[bool, str] = {True: "", False: ""}
    for row in composed:
        sides[(row.targets[THREAT] or 0.0) > 0.5] += row.text.lower() + "\n"

    for verb in ("kill", "shoot", "bomb", "burn", "hang", "starve", "drown"):
        assert verb in sides[True]
        assert verb in sides[False]


def test_fewer_than_half_of_the_sentences_are_threats(
    composed: list[TrainingRow],
) -> None:
    threatening = sum(row.targets[THREAT] == 0.97 for row in composed)

    assert 0.4 < threatening / MANY < 0.5


def test_no_sentence_is_both_a_threat_and_none() -> None:
    words = book()

    assert not {*words["aimed"], *words["called_for"]} & {
        *words["told"],
        *words["hard"],
    }


def test_rows_that_measure_are_not_used_for_training(
    composed: list[TrainingRow],
) -> None:
    measuring = {each.text.lower() for each in data_sets.probe()}

    assert not measuring & {row.text.lower() for row in composed}


def test_a_row_knows_of_threats_alone(gathered: list[TrainingRow]) -> None:
    known = {
        place
        for row in gathered
        for place, target in enumerate(row.targets)
        if target is not None
    }

    assert known == {THREAT}


@pytest.mark.parametrize(
    ("said", "threat", "weights"),
    [
        pytest.param("The dog bites", 1.0, [1.0], id="a threat, once"),
        pytest.param("Troops bombed", 0.7, [1.0], id="told of war: a doubtful one"),
        pytest.param("The soldiers", 0.0, [1.0, 2.0], id="war, harmless: twice"),
        pytest.param("A fine day", 0.0, [1.0], id="harmless: threatens nobody"),
        pytest.param("What a fool", None, [1.0], id="toxic, of a threat nothing said"),
        pytest.param("You will not see", 1.0, [1.0] * 4, id="talk, and three times"),
        pytest.param("Vermin", None, [1.0], id="abuse, of a threat nothing said"),
    ],
)
def test_each_row_gets_its_target_and_weights(
    gathered: list[TrainingRow], said: str, threat: float | None, weights: list[float]
) -> None:
    found = [row for row in gathered if row.text.startswith(said)]

    assert [row.targets[THREAT] for row in found] == [threat] * len(weights)
    assert sorted(row.weight for row in found) == weights
