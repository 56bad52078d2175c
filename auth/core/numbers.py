"""Parses row numbers from URLs and forms, and refuses those too large to exist."""

from __future__ import annotations

from flask import request
from werkzeug.routing import IntegerConverter, Map, ValidationError

from auth.core.errors import InvalidError
from auth.core.translation import gettext as _

LARGEST = 2**63 - 1
_DIGITS = len(str(LARGEST))


class RowNumber(IntegerConverter):
    """The ``int`` converter of every route. A number that no row can have gives 404."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)

    def to_python(self, value: str) -> int:
        """Return the number; refuse one that is too large for the database."""
        number = parse(value)
        if number is None:
            raise ValidationError
        return number


def parse(text: str) -> int | None:
    """Return the row number in *text*; ``None`` if it is not one."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST else None


def query_number(name: str) -> int | None:
    """Return the row number in the query parameter *name*; ``None`` if it is empty.

    :raises InvalidError: if it is not a number.
    """
    text = request.args.get(name, "")
    if not text:
        return None
    number = parse(text)
    if number is None:
        raise InvalidError(_("There is no such page."), {"field": name})
    return number
