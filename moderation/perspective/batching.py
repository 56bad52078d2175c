"""Google's batch: many calls in one ``multipart/mixed``, answered in one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus

from moderation.perspective.errors import malformed

MOST_CALLS = 1_000
"""Calls in one batch, as many as Google's clients send."""

_REQUEST_LINE = re.compile(r"([A-Z]+) (\S+) HTTP/[\d.]+\Z")


@dataclass(frozen=True)
class Call:
    """One call of a batch: a request without a connection."""

    content_id: str
    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """The answer to one call."""

    content_id: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


def split(content_type: str, body: bytes) -> list[Call]:
    """Return the calls of a batch.

    :raises PerspectiveError: if it is none, or has too many.
    """
    head = f"Content-Type: {_one_line(content_type)}\r\n\r\n".encode()
    whole = message_from_bytes(head + body, policy=policy.HTTP)
    if not isinstance(whole, EmailMessage) or not whole.is_multipart():
        raise malformed("A batch is multipart/mixed, with a boundary.")
    parts = [part for part in whole.iter_parts() if isinstance(part, EmailMessage)]
    if len(parts) > MOST_CALLS:
        raise malformed(f"A batch has at most {MOST_CALLS} calls.")
    return [_call(part) for part in parts]


def join(replies: Sequence[Reply]) -> tuple[str, bytes]:
    """Return the content type and the body of a batch's answer."""
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


def _call(part: EmailMessage) -> Call:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    head, _, body = content.replace(b"\r\n", b"\n").lstrip(b"\n").partition(b"\n\n")
    line, *fields = head.decode("latin-1").split("\n")
    matched = _REQUEST_LINE.match(line.strip())
    if matched is None:
        raise malformed("A part of a batch begins with a request line.")
    headers = [
        (name.strip(), value.strip())
        for name, found, value in (field.partition(":") for field in fields)
        if found
    ]
    name = _one_line(str(part.get("Content-ID", "")))
    return Call(name, matched[1], matched[2], headers, body)


def _reply_id(content_id: str) -> str:
    inner = content_id.strip().removeprefix("<").removesuffix(">")
    return f"<response-{inner}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
