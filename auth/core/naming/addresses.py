"""Normalizes names and e-mail addresses for comparison."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from auth.core.errors import InvalidError
from auth.core.translation import lazy_gettext

ADDRESS_LENGTH = 254


def name_key(name: str) -> str:
    """Return a key that is equal for names that differ only in case and punctuation.

    It does not depend on the database and is safe in a URL: ``/readers/{name}``.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = (char if char.isalnum() else "-" for char in folded)
    return re.sub("-+", "-", "".join(kept)).strip("-") or folded


def address(text: str) -> str:
    """Return an e-mail address as typed, without surrounding white space.

    Accepts only a plain address (``addr-spec`` of RFC 5322 without quotes and
    comments), so that one mailbox has one spelling.

    :raises InvalidError: if it is not a valid address.
    """
    typed = text.strip()
    _parsed(typed)
    return typed


def address_key(typed: str) -> str:
    """Return the form in which addresses are compared: lower case and NFKC.

    Keeps dots and tags, because with most providers they distinguish mailboxes.

    :raises InvalidError: if it is not a valid address.
    """
    parsed = _parsed(typed)
    local = unicodedata.normalize("NFKC", parsed.local_part).casefold()
    return f"{local}@{parsed.ascii_domain}"


def _parsed(typed: str) -> ValidatedEmail:
    try:
        # Mail to hosts of a house network is delivered as well, so a domain need not
        # be a public one; it is never looked up.
        parsed = validate_email(
            typed,
            check_deliverability=False,
            globally_deliverable=False,
            strict=True,
        )
    except EmailNotValidError as error:
        raise InvalidError(_NOT_ONE, {"field": "email"}) from error
    if len(typed) > ADDRESS_LENGTH or "." not in parsed.ascii_domain:
        raise InvalidError(_NOT_ONE, {"field": "email"})
    return parsed


_NOT_ONE = lazy_gettext("Please enter an e-mail address, such as name@example.org.")
