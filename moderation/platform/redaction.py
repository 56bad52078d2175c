"""Removes secrets and control characters from text that is about to be logged.

Our own log entries are structured: numbers, routes, fixed words. This module is for
text from others: errors of the database, of the mail relay, of a library.

The time is linear in the length of the text, whatever it contains. Each pass splits the
text into runs of characters from one set, which is possible in only one way, and checks
each run with string methods that read it once. A pattern with two adjacent repetitions
would try every division between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 16_384
"""The most characters of one text that are logged. The middle is cut, because a
traceback says most at its end."""

TOKEN_LENGTH = 43
"""Characters of 32 random bytes in URL-safe base 64, as in our mailed links."""

SECRET_NAMES = (
    "key",
    "password",
    "passwd",
    "secret",
    "code",
    "token",
    "ticket",
    "authorization",
    "cookie",
)
"""The endings of names whose values are secret."""

WORD = re.compile(r"[^\s'\"]+")
ASSIGNMENT = re.compile(r"[^\s'\"&?]+")
NAME = re.compile(r"[^\s'\"<>(),;:=/&?{}|\[\]]+")
TOKEN = re.compile(r"[\w-]+")

CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    code: f"\\u{code:04x}" for code in (0x2028, 0x2029)
}
"""The escapes of characters that would end a line or control a terminal."""


def redact(text: str) -> str:
    """Return *text* without secrets, shortened if it is too long."""
    text = cut(text)
    for pattern, clean in PASSES:
        text = pattern.sub(_on_run(clean), text)
    return text


def cut(text: str) -> str:
    """Return *text*; if it is too long, only its beginning and its end."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} ({len(text) - 2 * half} characters cut) {text[-half:]}"


def one_line(text: str) -> str:
    """Return *text* with its control characters escaped, including line ends."""
    return text.translate(CONTROL)


def indented(text: str) -> str:
    """Return the lines of *text*, marked so that none looks like a log entry."""
    return "\n".join(f"  | {one_line(line)}" for line in text.split("\n"))


def is_secret(name: str) -> bool:
    """Whether the value called *name* is secret and never logged."""
    return name.lower().endswith(SECRET_NAMES)


def _without_sign_in(word: str) -> str:
    scheme, mark, rest = word.partition("://")
    authority, slash, path = rest.partition("/")
    sign_in, at, host = authority.rpartition("@")
    if not (mark and at and ":" in sign_in):
        return word
    return f"{scheme}://(sign-in)@{host}{slash}{path}"


def _without_value(word: str) -> str:
    name, mark, value = word.partition("=")
    return f"{name}=(…)" if mark and value and is_secret(name) else word


def _without_address(word: str) -> str:
    local, at, domain = word.replace("%40", "@").rpartition("@")
    return "(address)" if at and local and "." in domain else word


def _without_token(word: str) -> str:
    before, mark, rest = word.partition("cfk_")
    if mark and rest:
        return f"{before}(key)"
    return "(token)" if len(word) == TOKEN_LENGTH else word


PASSES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (WORD, _without_sign_in),
    (ASSIGNMENT, _without_value),
    (NAME, _without_address),
    (TOKEN, _without_token),
)
"""Each pass: a pattern for runs of characters, and the function that replaces a run."""


def _on_run(clean: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: clean(match[0])
