"""Text from others is logged without secrets, on one line, at a bounded cost."""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]  # They have no types.

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.platform.redaction import (
    LONGEST,
    PASSES,
    cut,
    indented,
    one_line,
    redact,
)

HOSTILE = st.text(alphabet="a@.:/=&%'\" -_c\n0", max_size=60)


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Key (email)=(mina@reader.example) exists", "Key (email)=((address)) exists"),
        (
            "SMTPRecipientsRefused({'m.b+c@x.example': 1})",
            "SMTPRecipientsRefused({'(address)': 1})",
        ),
        ("mail to mina%40reader.example failed", "mail to (address) failed"),
        ("GET /verify/" + "aB3_-" * 8 + "xyz HTTP/1.1", "GET /verify/(token) HTTP/1.1"),
        ("Bearer cfk_" + "a" * 43, "Bearer (key)"),
        ("/comments:analyze?key=short&x=1", "/comments:analyze?key=(…)&x=1"),
        ("/login?password=a(b;c<d", "/login?password=(…)"),
        ("smtp://me:secret@mail.example:587", "smtp://(sign-in)@mail.example:587"),
        ("model bundled, version " + "0a" * 32, "model bundled, version " + "0a" * 32),
        ("account_id=7 @needs(COMMENT)", "account_id=7 @needs(COMMENT)"),
    ],
)
def test_a_text_is_redacted_and_stays_readable(said: str, logged: str) -> None:
    assert redact(said) == logged


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in PASSES])
def test_a_pass_can_cut_a_text_in_one_way_only(pattern: re.Pattern[str]) -> None:
    """A repeated set of characters needs no backtracking."""
    [(kind, (least, most, repeated))] = _parser.parse(pattern.pattern)

    assert (kind, least, most) == (
        _constants.MAX_REPEAT,
        1,
        _constants.MAXREPEAT,
    )
    assert [part for part, _ in repeated] in (
        [_constants.IN],
        [_constants.NOT_LITERAL],
    )


@given(HOSTILE, st.integers(1, 2_000))
def test_every_character_is_looked_at_once_in_each_pass(piece: str, times: int) -> None:
    text = cut(piece * times)

    for pattern, clean in PASSES:
        runs = pattern.findall(text)
        assert sum(len(run) for run in runs) <= len(text)
        text = pattern.sub(lambda match, clean=clean: clean(match[0]), text)  # type: ignore[misc]
        assert len(text) <= 4 * LONGEST


@given(st.text(max_size=300), st.integers(0, 500))
def test_a_long_text_is_cut_before_it_is_looked_at(piece: str, times: int) -> None:
    assert len(cut(piece * times)) <= LONGEST + 40


@given(st.text())
def test_nothing_in_a_text_ends_its_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert all(line.startswith("  | ") for line in indented(text).splitlines())
