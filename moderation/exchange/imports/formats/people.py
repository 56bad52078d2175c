"""Recognises people whom a source knows only by what they typed."""

from __future__ import annotations

import hashlib

from moderation.exchange.imports.formats.records import ImportedAuthor


def person_of(name: str, email: str, *, comment_id: str) -> ImportedAuthor:
    """Return the author of a comment, known by name and address together.

    A name alone may be that of several people, so it is not compared.
    """
    if not email.strip():
        return ImportedAuthor(f"guest:{comment_id}", name)
    key = f"{name.strip()}\n{email.strip().casefold()}"
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return ImportedAuthor(f"person:{digest}", name, email)
