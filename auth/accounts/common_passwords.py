"""The passwords that attackers try first, read from the file beside this module.

The file has the 4,000 most frequent passwords of zxcvbn's list (MIT licence, see
NOTICE) that are long enough to be allowed. It also has common words, keyboard walks and
repeated characters with the endings that people add. OWASP ASVS 5.0 (6.2.4) requires at
least 3,000.
"""

from __future__ import annotations

from pathlib import Path

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
