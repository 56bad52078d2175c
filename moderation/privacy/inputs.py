"""The inputs of the API for publishers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OfReader:
    """Act for a reader whom a publisher's token logs in.

    :param issuer: the claim ``iss``; empty for tokens made for Coral, which have none.
    """

    issuer: str
    subject: str
