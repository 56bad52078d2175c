"""Which rows a pass over judged rows trains on, with which weights."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.training import judged
from moderation.scoring.training.guideline import known_by
from tests.moderation.scoring.training.data import (
    civil_raw,
    contrast_raw,
    judged_raw,
    trained,
    write,
)


def test_rows_and_sets_that_measure_never_train(tmp_path: Path) -> None:
    write(
        tmp_path,
        judged.JUDGED,
        [judged_raw("Measures", measure="1"), judged_raw("Trains", measure="0")],
    )
    write(
        tmp_path,
        judged.CONTRAST,
        [
            contrast_raw("W1", 1005, "-", "Measures"),
            contrast_raw("W1", 1006, "TI", "Trains"),
        ],
    )

    assert [each.text for each in judged.judged(tmp_path)] == ["Trains"]
    assert [each.text for each in judged.contrasts(tmp_path)] == ["Trains"]


@pytest.mark.parametrize(
    ("text", "known", "weight"),
    [
        ("A calm remark", {}, judged.BASE),
        ("A rude remark", {"toxicity": "1.0"}, judged.BASE),
        ("The Muslim choir", {}, judged.COUNTERWEIGHT),
        ("The army came", {"insult": "1.0"}, judged.COUNTERWEIGHT),
        ("The army came", {"toxicity": "1.0"}, judged.BASE),
        ("Throw them out", {"identity_attack": "1.0"}, judged.RARE),
        ("Shoot him", {"threat": "1.0"}, judged.RARE),
    ],
)
def test_rare_labels_and_harmless_mentions_weigh_more(
    tmp_path: Path, text: str, known: dict[str, str], weight: float
) -> None:
    write(tmp_path, judged.JUDGED, [judged_raw(text, measure="0", **known)])

    [row] = judged.judged(tmp_path)

    assert row.weight == weight


def test_a_split_panel_teaches_one_half(tmp_path: Path) -> None:
    raw = judged_raw("A text", measure="0", identity_attack="0.5")
    write(tmp_path, judged.JUDGED, [raw])

    [row] = judged.judged(tmp_path)

    assert known_by(row)[Label.IDENTITY_ATTACK] == 0.5
    assert known_by(row)[Label.INSULT] == 0.0


def test_our_own_sets_can_be_read_and_are_mostly_harmless() -> None:
    rows = list(judged.own_contrasts())

    assert len(rows) > 400
    assert 0.5 < sum(not any(row.targets) for row in rows) / len(rows) < 0.6
    assert len({row.text for row in rows}) == len(rows)


def test_a_comment_that_was_only_rude_teaches_no_toxicity(tmp_path: Path) -> None:
    labels = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
    calm = dict.fromkeys(labels, "0") | {"comment_text": "Please cite a source."}
    rude = calm | {"toxic": "1", "obscene": "1", "comment_text": "Damn edit."}
    vile = calm | {"toxic": "1", "threat": "1", "comment_text": "I will find you."}
    write(tmp_path, "jigsaw_2018.csv.gz", [calm, rude, vile])

    rows = judged.talk(tmp_path, random.Random(0))

    toxicity = {row.text: known_by(row)[Label.TOXICITY] for row in rows}
    assert toxicity == {
        "Please cite a source.": 0.0,
        "Damn edit.": None,
        "I will find you.": 1.0,
    }


def test_rows_judged_anew_teach_nothing_by_their_old_labels(tmp_path: Path) -> None:
    texts = [trained("First row"), trained("Second row")]
    write(
        tmp_path,
        "civil_comments.csv.gz",
        [civil_raw(text, sexual_explicit="1.0", toxicity="1.0") for text in texts],
    )
    write(tmp_path, judged.JUDGED, [judged_raw(texts[1], measure="0")])

    [row] = judged.explicit(tmp_path)

    assert row.text == texts[0]
    assert known_by(row)[Label.TOXICITY] is None
    assert known_by(row)[Label.SEXUAL_EXPLICIT] == 1.0
