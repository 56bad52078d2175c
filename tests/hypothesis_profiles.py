"""How random the property tests are: not at all in the suite, fully in ``make walk``.

In the suite the test itself determines every draw, so a run fails only because of a
change. ``make walk`` draws at random and ten times as often, to find new faults.
"""

from __future__ import annotations

from hypothesis import settings

SUITE, WALK = "suite", "walk"

EXAMPLES = 100
"""Examples of a property in the suite; Hypothesis's own default."""

WALK_TIMES = 10
"""How many times as many examples a walk draws."""


def register_profiles() -> None:
    """Make both profiles known to Hypothesis and load that of the suite.

    ``pytest --hypothesis-profile=walk`` loads the other afterwards. Both say whether
    they draw at random: where the environment names CI, Hypothesis would decide it.
    """
    settings.register_profile(
        SUITE, max_examples=EXAMPLES, derandomize=True, deadline=None, database=None
    )
    settings.register_profile(
        WALK,
        max_examples=EXAMPLES * WALK_TIMES,
        derandomize=False,
        deadline=None,
        print_blob=True,
    )
    settings.load_profile(SUITE)


def examples(in_suite: int) -> int:
    """Return the number of examples where the suite uses *in_suite*."""
    is_walk = settings.get_current_profile_name() == WALK
    return in_suite * WALK_TIMES if is_walk else in_suite
