"""The subjects that are about armed conflict.

The codes are those of the IPTC Media Topics (CC BY 4.0) below ``medtop:16000000``,
conflict, war and peace. Retired codes stay, because old articles have them.
"""

from __future__ import annotations

from collections.abc import Iterable

CONFLICT_SUBJECTS = frozenset(
    f"medtop:{code}"
    for code in (
        16000000,  # conflict, war and peace
        20000053,  # act of terror
        20000056,  # armed conflict
        20000062,  # war
        20000065,  # civil unrest
        20000070,  # coup d'etat
        20000071,  # massacre
        20000072,  # genocide
        20000073,  # peace process
        20000077,  # post-war reconstruction
        20000080,  # prisoners of war
        20001361,  # cyber warfare
        20001377,  # war victims
    )
)


def canonical(subject: str) -> str:
    """Return *subject* as ``medtop:<code>``, however the publisher writes it."""
    code = subject.rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return f"medtop:{code}"


def is_conflict(subjects: Iterable[str]) -> bool:
    """Whether any of *subjects* is below "conflict, war and peace"."""
    return any(canonical(subject) in CONFLICT_SUBJECTS for subject in subjects)
