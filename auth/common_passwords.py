"""Passwords that are tried first: a list of our own, read from the file beside it.

Common words, keyboard walks and repeated characters with the endings that people
add. It needs no network, and only holds what the shortest length would let pass.
"""

from __future__ import annotations

from pathlib import Path

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
