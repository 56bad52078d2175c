"""Names and addresses in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

from auth.errors import InvalidError

NAME_LENGTHS = (2, 40)
ADDRESS_LENGTH = 254

_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]+\.[^@\s.]{2,63}")


def display_name(text: str) -> str:
    """Return a name fit to be shown.

    :raises InvalidError: if it is too short or long, or holds invisible characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    shortest, longest = NAME_LENGTHS
    if not shortest <= len(name) <= longest:
        raise InvalidError(
            f"A name has {shortest} to {longest} characters.", {"field": "display_name"}
        )
    if any(unicodedata.category(char)[0] == "C" for char in name):
        raise InvalidError(
            "The name holds characters that cannot be shown.", {"field": "display_name"}
        )
    return name


def name_key(name: str) -> str:
    """Return what two names share that would be taken for each other.

    The same in every database, and fit for an address: ``/readers/{name}``.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = (char if char.isalnum() else "-" for char in folded)
    return re.sub("-+", "-", "".join(kept)).strip("-") or folded


def address(text: str) -> str:
    """Return an e-mail address as typed, without white space around it.

    :raises InvalidError: if it cannot be one.
    """
    typed = text.strip()
    if len(typed) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(typed):
        raise InvalidError("Please give an e-mail address.", {"field": "email"})
    return typed


def address_key(typed: str) -> str:
    """Return the form in which addresses are compared: all lower case, NFKC.

    Dots and tags of some providers are left alone: they may tell people apart.
    """
    local, _, domain = unicodedata.normalize("NFKC", typed).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InvalidError(
            "Please give an e-mail address.", {"field": "email"}
        ) from error
    return f"{local.casefold()}@{domain.lower()}"
