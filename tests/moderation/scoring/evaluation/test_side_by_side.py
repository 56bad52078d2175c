"""Checkpoints are compared line by line."""

from __future__ import annotations

from moderation.scoring.evaluation.side_by_side import as_text, beside


def test_one_checkpoint_has_one_column() -> None:
    assert "| AUC | 0.9 |" in as_text(("War", [("AUC", "0.9")]))


def test_each_checkpoint_has_a_column() -> None:
    text = beside(
        {
            "old": [("War", [("AUC", "0.7"), ("recall", "0.1")])],
            "new": [("War", [("AUC", "0.9")]), ("Peace", [("AUC", "1")])],
        }
    )

    assert "| measured | old | new |" in text
    assert "| AUC | 0.7 | 0.9 |" in text
    assert "| recall | 0.1 | not measured |" in text
    assert "| AUC | not measured | 1 |" in text
