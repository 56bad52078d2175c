"""The base of all schemas of JSON bodies and forms, and its fields."""

from __future__ import annotations

from datetime import UTC
from enum import Enum
from typing import Any

import marshmallow
from marshmallow import fields

from auth.core.numbers import LARGEST
from auth.core.translation import marked


class Schema(marshmallow.Schema):
    """An object that refuses unknown fields and documents this."""

    class Meta:
        """What holds for every schema."""

        unknown = marshmallow.RAISE


class Count(fields.Integer):
    """A whole number: an integer or an integral float, never a boolean or text."""

    least = 0

    def __init__(self, **arguments: Any) -> None:
        limits = marshmallow.validate.Range(min=self.least, max=LARGEST)
        super().__init__(validate=limits, **arguments)

    def _validated(self, value: Any) -> int:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid", input=value)
        return int(value)


class RowNumber(Count):
    """The number of a row."""

    least = 1


class Flag(fields.Boolean):
    """True or false. Refuses anything that only means it."""

    def _deserialize(self, value: Any, *_place: Any, **_arguments: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Percent(fields.Float):
    """A share that is written in per cent and parsed as 0 to 1."""

    default_error_messages = dict.fromkeys(
        ("required", "invalid", "special"),
        marked("A share must be a number from 0 to 100."),
    )

    def _deserialize(self, *arguments: Any, **keywords: Any) -> float:
        return float(super()._deserialize(*arguments, **keywords) or 0) / 100


class Choice(fields.Enum[Any]):
    """One of the values of an enumeration."""

    default_error_messages = {"unknown": "Please choose one of: {choices}."}  # noqa: RUF012  The library's own name and type.

    def __init__(self, kind: type[Enum], **arguments: Any) -> None:
        super().__init__(kind, by_value=True, **arguments)


class Moment(fields.AwareDateTime):
    """A time in ISO 8601. Without a zone it is in UTC."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **arguments)
