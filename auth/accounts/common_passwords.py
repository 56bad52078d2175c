"""Passwords that are tried first, read from the file beside it.

The file holds the 4,000 most frequent passwords of zxcvbn's list (MIT licence, see
NOTICE) that the shortest length would let pass, and common words, keyboard walks and
repeated characters with the endings that people add. OWASP ASVS 5.0 (6.2.4) asks for
3,000 at least.
"""

from __future__ import annotations

from pathlib import Path

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
