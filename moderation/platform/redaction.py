"""Takes secrets and control characters out of text that is about to be logged.

What we log ourselves is structured: numbers, routes, fixed words. This is for the text
that others write: errors of the database, of the mail relay, of a library.

The work grows with the length of the text and no faster, whatever the text is. Each
pass cuts it into runs of characters from one set, which can be done in one way only,
and looks at each run with string methods that read it once. A pattern with two
repetitions in a row would not do: it tries every division between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 16_384
"""Characters of one text that are logged. The middle is cut: a traceback says most at
its end."""

TOKEN_LENGTH = 43
"""Characters of 32 random bytes in URL-safe base 64, as our mailed links have them."""

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
"""What holds a secret, where a name ends like this."""

WORD = re.compile(r"[^\s'\"]+")
ASSIGNMENT = re.compile(r"[^\s'\"&?]+")
NAME = re.compile(r"[^\s'\"<>(),;:=/&?{}|\[\]]+")
TOKEN = re.compile(r"[\w-]+")

CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    code: f"\\u{code:04x}" for code in (0x2028, 0x2029)
}
"""How characters are written that would end a line or steer a terminal."""


def redact(text: str) -> str:
    """Return *text* without what must not stand in a log, and not too long."""
    text = cut(text)
    for pattern, clean in PASSES:
        text = pattern.sub(_on_run(clean), text)
    return text


def cut(text: str) -> str:
    """Return *text* if it is not too long, else its beginning and its end."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} ({len(text) - 2 * half} characters cut) {text[-half:]}"


def one_line(text: str) -> str:
    """Return *text* with its control characters written out, line ends included."""
    return text.translate(CONTROL)


def indented(text: str) -> str:
    """Return the lines of *text* so that none can be taken for a line of the log."""
    return "\n".join(f"  | {one_line(line)}" for line in text.split("\n"))


def is_secret(name: str) -> bool:
    """Whether what is called *name* is never logged."""
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
"""Each a set of characters whose runs are looked at, and what becomes of a run."""


def _on_run(clean: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    return lambda match: clean(match[0])
