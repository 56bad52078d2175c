"""Requests that once stopped the server, for tests and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """An expensive request without a valid key."""

    method: str
    path: str
    content_type: str
    body: bytes


def nested_batch(levels: int = 200, lines: int = 20_000) -> Attack:
    """Return a batch of multiparts within multiparts, about 40 kB by default."""
    inner = b"\n" * lines
    for level in range(levels):
        boundary = b"b%d" % level
        head = b"Content-Type: multipart/mixed; boundary=" + boundary
        inner = head + b"\n\n--" + boundary + b"\n" + inner
    head, _, body = inner.partition(b"\n\n")
    content_type = head.partition(b": ")[2].decode()
    return Attack("POST", "/batch", content_type, body)


def discovery_batch(calls: int = 1_000, key: str = "") -> Attack:
    """Return a batch that requests the discovery document many times."""
    query = f"?key={key}" if key else ""
    call = (
        "--x\r\nContent-Type: application/http\r\n\r\n"
        f"GET /$discovery/rest{query} HTTP/1.1\r\n\r\n\r\n"
    )
    body = (call * calls + "--x--\r\n").encode()
    return Attack("POST", "/batch", "multipart/mixed; boundary=x", body)
