"""Which solutions of a proof of work are accepted, and which are not."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.access.scripts import proof_of_work
from auth.access.scripts.proof_of_work import LIFETIME, Solved, key_of
from tests.auth.access.scripts.solving import packed, solution_of, tampered

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY = key_of("the newsroom's secret")
SITE = 1


@pytest.fixture(autouse=True, scope="module")
def easy() -> Iterator[None]:
    """One try of sixteen solves a challenge."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof_of_work, "PREFIX", "0")
        patch.setattr(proof_of_work, "COST", 10)
        yield


@pytest.fixture
def solution() -> str:
    """The solution of a challenge that was made at noon."""
    return solution_of(proof_of_work.challenge(key=KEY, site_id=SITE, now=NOW))


def judged(
    solution: str,
    *,
    key: str = KEY,
    site_id: int = SITE,
    after: timedelta = LIFETIME / 2,
) -> Solved | None:
    return proof_of_work.solved(solution, key=key, site_id=site_id, now=NOW + after)


def test_a_solution_is_accepted_until_its_challenge_expires(solution: str) -> None:
    accepted = judged(solution)

    assert accepted is not None
    assert accepted.until == NOW + LIFETIME
    assert len(accepted.nonce) == 32


def test_two_challenges_differ() -> None:
    made = [
        proof_of_work.challenge(key=KEY, site_id=SITE, now=NOW).parameters.nonce
        for _ in range(2)
    ]

    assert made[0] != made[1]


def test_an_expired_solution_is_refused(solution: str) -> None:
    assert judged(solution, after=LIFETIME) is None


def test_the_solution_for_another_site_is_refused(solution: str) -> None:
    assert judged(solution, site_id=SITE + 1) is None


def test_the_solution_for_another_newsroom_is_refused(solution: str) -> None:
    assert judged(solution, key=key_of("another newsroom's secret")) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"cost": 1},
        {"keyPrefix": ""},
        {"keyLength": 0},
        {"salt": "00" * 16},
        {"nonce": "00" * 16},
        {"algorithm": "SHA-256"},
        {"data": {"site": SITE + 1, "until": 4_000_000_000}},
        {"data": None},
        {"expiresAt": None},
        {"keySignature": "00"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_challenge_with_another_parameter_is_refused(
    solution: str, changed: dict[str, object]
) -> None:
    assert judged(tampered(solution, **changed)) is None


@pytest.mark.parametrize("signature", ["", None, "00" * 32, 7])
def test_a_challenge_without_our_signature_is_refused(
    solution: str, signature: object
) -> None:
    payload = json.loads(base64.b64decode(solution))
    payload["challenge"]["signature"] = signature

    assert judged(packed(payload)) is None


@pytest.mark.parametrize(
    "found",
    [
        {"counter": 2**40},
        {"counter": -1},
        {"counter": "1"},
        {"derivedKey": "0" * 64},
        {"derivedKey": None},
    ],
)
def test_a_wrong_solution_is_refused(solution: str, found: dict[str, object]) -> None:
    payload = json.loads(base64.b64decode(solution))
    payload["solution"] |= found

    assert judged(packed(payload)) is None


def test_a_counter_that_does_not_reach_the_prefix_is_refused() -> None:
    made = proof_of_work.challenge(key=KEY, site_id=SITE, now=NOW)
    made.parameters.key_prefix = ""
    unworked = json.loads(base64.b64decode(solution_of(made)))
    unworked["challenge"]["parameters"]["keyPrefix"] = "0" * 10

    assert judged(packed(unworked)) is None


def test_a_solution_that_is_too_long_is_refused(solution: str) -> None:
    assert judged(solution + " " * proof_of_work.LONGEST) is None


@given(
    st.text(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["challenge", "solution", "parameters", "signature", "data"]
                ),
                inner,
            )
        ),
        max_leaves=10,
    ).map(packed)
)
def test_nothing_that_a_script_makes_up_is_accepted_or_fails(invented: str) -> None:
    assert judged(invented) is None
