from __future__ import annotations

import pytest

from moderation.review.items.differences import (
    MOST_WORDS,
    PieceKind,
    differences,
    may_turn_the_meaning,
)

SAID = "The bridge should be closed to lorries from Monday on."


def shown(there: str, here: str) -> str:
    """Return a comparison as one line: (-gone-), (+new+)."""
    signs = {PieceKind.ONLY_HERE: "(+{}+)", PieceKind.ONLY_THERE: "(-{}-)"}
    return " ".join(
        signs.get(piece.kind, "{}").format(piece.text)
        for piece in differences(there, here)
    )


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        (SAID, ""),
        ("the bridge SHOULD be closed, to lorries, from Monday on!!", ""),
        (
            "The bridge should not be closed to lorries from Monday on.",
            "The bridge should (+not+) be closed to …",
        ),
        (
            "The bridge should be open to lorries from Monday on.",
            "… bridge should be (-closed-) (+open+) to lorries from …",
        ),
        (
            "The bridge should be closed to lorries.",
            "… closed to lorries. (-from Monday on.-)",
        ),
    ],
)
def test_a_difference_is_shown_with_a_few_words_around_it(
    here: str, expected: str
) -> None:
    assert shown(SAID, here) == expected


@pytest.mark.parametrize(
    ("there", "here", "turns"),
    [
        ("They should leave", "They should leave now", False),
        ("They should leave", "They should not leave", True),
        ("They shouldn't leave", "They should leave", True),
        ("They shouldn\u2019t leave", "They should leave", True),
        ("Sie sollen gehen", "Sie sollen nicht gehen", True),
        ("Il faut partir", "Il ne faut pas partir", True),
        ("Они должны уйти", "Они не должны уйти", True),
        ("Call me at 555-0100", "Call me at 555-0199", True),
        ("It cost 5 million", "It cost many million", True),
        ("No, they should leave", "no they should leave", False),
    ],
)
def test_a_negation_or_a_number_may_turn_the_meaning(
    there: str, here: str, turns: bool
) -> None:
    assert may_turn_the_meaning(differences(there, here)) is turns


def test_the_end_of_a_very_long_text_is_compared_as_a_whole() -> None:
    long = " ".join(["word"] * MOST_WORDS)

    assert shown(f"{long} yes", f"{long} not at all").endswith("(+not at all+)")
    assert shown(f"{long} yes", f"{long} yes") == ""
