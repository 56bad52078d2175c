"""Targets of the rows of the data, and rows without any."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scoring.base.labels import Label
from moderation.scoring.training import rows
from tests.moderation.scoring.training.data import (
    civil_raw,
    kept_back,
    trained,
    write,
)


def target(row: rows.TrainingRow, label: Label) -> float | None:
    return row.targets[list(Label).index(label)]


def test_rows_kept_back_are_never_trained_on(tmp_path: Path) -> None:
    texts = [trained("A calm remark about the harbour"), kept_back("Another remark")]
    raw = [civil_raw(text, toxicity="0.0") for text in texts]
    write(tmp_path, "civil_comments.csv.gz", raw)

    assert [row.text for row in rows.civil(tmp_path)] == texts[:1]


@pytest.mark.parametrize(
    ("known", "toxicity"),
    [
        pytest.param({"toxicity": "1.0"}, 1.0, id="known"),
        pytest.param(
            {"obscene": "1.0"}, 0.9, id="a label that is hardly ever harmless"
        ),
        pytest.param({"insult": "0.0"}, 0.03, id="no insult"),
        pytest.param({"threat": "0.0"}, 0.08, id="no threat"),
        pytest.param({"sexual_explicit": "0.0"}, 0.11, id="nothing sexual"),
        pytest.param({"severe_toxicity": "0.0"}, None, id="too little is known"),
        pytest.param(
            {"toxicity": "1.0", "ts_nottoxic": "0.5"}, 0.6, id="raters who disagree"
        ),
    ],
)
def test_unknown_toxicity_follows_from_what_is_known(
    known: dict[str, str], toxicity: float | None
) -> None:
    row = rows.civil_row(civil_raw("A remark", **known))

    assert target(row, Label.TOXICITY) == pytest.approx(toxicity)


def test_a_threat_in_the_words_of_the_news_is_a_doubtful_one() -> None:
    news = rows.civil_row(civil_raw("Bomb the army of that country", threat="1.0"))
    plain = rows.civil_row(civil_raw("I will find your house", threat="1.0"))

    assert target(news, Label.THREAT) == 0.7
    assert target(plain, Label.THREAT) == 1.0


@pytest.mark.parametrize(
    ("text", "identity_attack", "weight"),
    [
        pytest.param("Farmers voted, too", "0.0", 1.0, id="harmless"),
        pytest.param("Muslims voted, too", "0.0", 3.0, id="harmless, names a group"),
        pytest.param("Soldiers voted, too", "0.0", 3.0, id="harmless, speaks of war"),
        pytest.param("They all breed", "1.0", 2.0, id="an identity attack"),
    ],
)
def test_rows_that_the_data_is_short_of_count_more(
    text: str, identity_attack: str, weight: float
) -> None:
    row = rows.civil_row(civil_raw(text, identity_attack=identity_attack))

    assert row.weight == weight


def test_neutral_rows_from_reddit_teach_only_where_they_name_a_group(
    tmp_path: Path,
) -> None:
    raw = [
        {"id": "1", "text": "My Muslim colleague bakes.", "labels": "Neutral"},
        {"id": "2", "text": "My colleague bakes.", "labels": "Neutral"},
    ]
    write(tmp_path, "contextual_abuse.csv.gz", raw)

    [row] = rows.contextual_abuse(tmp_path)

    assert target(row, Label.IDENTITY_ATTACK) == 0.0


def test_a_minimal_pair_is_one_toxic_and_one_polite_row(tmp_path: Path) -> None:
    write(
        tmp_path, "paradetox.csv.gz", [{"toxic": "damn rain", "neutral1": "bad rain"}]
    )

    toxic, polite = rows.paradetox(tmp_path)

    assert (target(toxic, Label.TOXICITY) or 0) > 0.9
    assert (target(polite, Label.TOXICITY) or 1) < 0.1
