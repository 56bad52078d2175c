"""Parses and writes Google's batches: many calls in one ``multipart/mixed`` body.

The body is split at its delimiters, in time that is linear in its length. A general
mail parser would follow nested parts, without a bound on the cost.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.http import parse_options_header

from moderation.perspective.protocol.errors import malformed

MOST_CALLS = 1_000
"""The most calls in one batch; Google's clients send up to this many."""

MOST_LINES = 100_000
"""The most lines of one batch: a hundred for each of a thousand calls."""

MOST_HEAD = 8 * 1024
"""The most bytes of the header of a part, and of the header of the call within it."""

KEY_WITHIN = 16 * 1024
"""The key of the first call must be within this many bytes of the batch."""

_REQUEST_LINE = re.compile(r"([A-Z]+) (\S+) HTTP/[\d.]+\Z")
_FOLD = re.compile(rb"\n[ \t]+")
_KEY = re.compile(
    rb"[?&](?:key|access_token|oauth_token)=([^&\s]{1,200})"
    rb"|\n(?i:authorization:[ ]?bearer|x-goog-api-key:)[ ]?(\S{1,200})"
)
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Call:
    """One call of a batch: a request without a connection."""

    content_id: str
    method: str
    target: str
    headers: Fields
    body: bytes


@dataclass(frozen=True)
class Reply:
    """The response to one call."""

    content_id: str
    status: int
    headers: Fields
    body: bytes


def first_key(body: bytes) -> str:
    """Return the key of the first call of a batch; empty if there is none.

    Google's clients send no key for the batch itself. Nothing else is parsed before
    the key has been checked.
    """
    found = _KEY.search(body[:KEY_WITHIN])
    return (found[1] or found[2]).decode("latin-1") if found else ""


def names_a_key(call: Call) -> bool:
    """Whether a call of a batch has its own key, in its URL or its header."""
    names = {name.lower() for name, value in call.headers if value}
    in_address = _KEY.search(call.target.encode("latin-1"))
    return bool(in_address or names & {"authorization", "x-goog-api-key"})


def split(content_type: str, body: bytes) -> list[Call]:
    """Return the calls of a batch.

    :raises PerspectiveError: if it is not a batch, has more than :data:`MOST_CALLS`
        calls or :data:`MOST_LINES` lines, or if a part is not a single call.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "").encode()
    if kind != "multipart/mixed" or not 0 < len(boundary) <= 200:
        raise malformed("A batch is multipart/mixed, with a boundary.")
    plain = body.replace(b"\r\n", b"\n")
    if plain.count(b"--" + boundary) > MOST_CALLS + 1:
        raise malformed(f"A batch has at most {MOST_CALLS} calls.")
    if plain.count(b"\n") > MOST_LINES:
        raise malformed(f"A batch has at most {MOST_LINES} lines.")
    calls = [_call(part) for part in _parts(boundary, plain)]
    if not calls:
        raise malformed("A batch has at least one call.")
    return calls


def join(replies: Sequence[Reply]) -> tuple[str, bytes]:
    """Return the content type and the body of a batch response."""
    boundary = f"batch_{secrets.token_hex(16)}"
    parts = []
    for reply in replies:
        lines = [
            f"--{boundary}",
            "Content-Type: application/http",
            f"Content-ID: {_reply_id(reply.content_id)}",
            "",
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            *(f"{name}: {value}" for name, value in reply.headers),
            "",
            "",
        ]
        parts.append("\r\n".join(lines).encode() + reply.body + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return f"multipart/mixed; boundary={boundary}", b"".join(parts)


def _parts(boundary: bytes, body: bytes) -> Iterator[bytes]:
    """Yield the parts between the delimiters, including one after the last."""
    delimiter = re.compile(
        rb"(?:\A|\n)--" + re.escape(boundary) + rb"(--)?[ \t]{0,64}(?=\n|\Z)"
    )
    begin: int | None = None
    for found in delimiter.finditer(body):
        if begin is not None:
            yield body[begin : found.start()]
        if found[1]:
            return
        begin = found.end()
    if begin is not None and body[begin:].strip():
        yield body[begin:]


def _call(part: bytes) -> Call:
    outer, content = _head(part.removeprefix(b"\n"))
    about = {name.lower(): value for name, value in _fields(outer)}
    if about.get("content-type", "application/http").partition(";")[0].strip() != (
        "application/http"
    ):
        raise malformed("Each part of a batch is application/http: one call.")
    if about.get("content-transfer-encoding", "").lower() not in _PLAIN_ENCODINGS:
        raise malformed("A part of a batch is sent as it is, without an encoding.")
    inner, body = _head(content.lstrip(b"\n"))
    line, *fields = inner
    matched = _REQUEST_LINE.match(line.strip())
    if matched is None:
        raise malformed("A part of a batch begins with a request line.")
    name = " ".join(about.get("content-id", "").split())
    return Call(name, matched[1], matched[2], _fields(fields), body)


def _head(content: bytes) -> tuple[list[str], bytes]:
    """Return the unfolded lines before the first empty one, and the rest."""
    if content.startswith(b"\n"):
        return [], content[1:]
    head, _, rest = content.partition(b"\n\n")
    if len(head) > MOST_HEAD:
        raise malformed(f"The fields of a part have at most {MOST_HEAD} bytes.")
    return _FOLD.sub(b" ", head).decode("latin-1").split("\n"), rest


def _fields(lines: Sequence[str]) -> Fields:
    return [
        (name.strip(), value.strip())
        for name, found, value in (line.partition(":") for line in lines)
        if found
    ]


def _reply_id(content_id: str) -> str:
    inner = content_id.strip().removeprefix("<").removesuffix(">")
    return f"<response-{inner}>"
