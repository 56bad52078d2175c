"""Names that look rude are no reason to look at a comment."""

from __future__ import annotations

import pytest

from moderation.policy.builtin import BUILTIN_PROFILES
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.loading import load_scorer
from tests.founded import OnceARun

pytestmark = pytest.mark.model

NAMES = (
    *("Assmann", "Bich", "Cockburn", "Cox", "Dickinson", "Dikshit", "Dong"),
    *("Fokker", "Fuchs", "Gay", "Gaylord", "Hancock", "Hitchcock", "Hooker"),
    *("Kuntz", "Lipschitz", "Penistone", "Phuc", "Pratt", "Sandcock", "Scunthorpe"),
    *("Seaman", "Shital", "Sidebottom", "Slutsky", "Titchmarsh", "Wang", "Weiner"),
)
LIMITS = BUILTIN_PROFILES[0].thresholds


@pytest.fixture(scope="module")
def scorer(once_a_run: OnceARun) -> Scorer:
    """Return the bundled classifier as it serves: unmasking and calibrated."""
    return load_scorer("bundled", once_a_run.classifier())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_rude_is_not_flagged(scorer: Scorer, name: str) -> None:
    [scores] = scorer.score([f"Dr {name} explained it well."])

    flagged = [
        label for label, limit in LIMITS.items() if (scores[label] or 0) >= limit.flag
    ]

    assert flagged == []
