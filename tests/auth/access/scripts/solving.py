"""Solves challenges as the script of our pages does."""

from __future__ import annotations

import base64
import json
from typing import Any

from altcha import Challenge, Payload, solve_challenge


def solution_of(challenge: Challenge) -> str:
    """Return the solution of a challenge as a form sends it."""
    found = solve_challenge(challenge)
    assert found is not None
    return Payload(challenge, found).to_base64()


def tampered(solution: str, **parameters: Any) -> str:
    """Return a solution whose challenge has other parameters than we signed."""
    payload = json.loads(base64.b64decode(solution))
    payload["challenge"]["parameters"] |= parameters
    return packed(payload)


def packed(payload: Any) -> str:
    """Return anything in the packing of a solution."""
    return base64.b64encode(json.dumps(payload).encode()).decode()
