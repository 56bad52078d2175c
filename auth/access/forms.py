"""Parses the forms of pages into frozen inputs, in the same way as JSON.

A form is text. Its fields are first converted to the values that a JSON object would
have. Then the schema that parses the API's body parses them. No other module uses
``request.form``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

import marshmallow
from flask import Request, request
from marshmallow import fields, post_load
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import FileStorage, MultiDict

from auth.core.errors import InvalidError
from auth.core.numbers import parse
from auth.core.schemas import RowNumber, Schema
from auth.core.translation import catalogue, lazy_gettext

REQUIRED = fields.Field.default_error_messages["required"]
"""The library's message for a missing field, which the fields of forms replace."""
INCOMPLETE = lazy_gettext("The form is incomplete. Please reload the page.")
OFF = frozenset({"0", "no", "off", "false"})
"""Values of a checkbox or a choice that mean no."""
KEY = "idempotency_key"
"""The hidden field that makes a form safe to send twice."""


NO_NAMES: Mapping[str, str] = MappingProxyType({})

Field = fields.Field[Any]


class InputSchema(Schema):
    """The schema of a form or JSON body, which returns the frozen input of a change.

    The input gets the fields of the schema and the parameters of the route, such as
    ``item_id``, by name. If a form uses another name for a field, the field declares it
    with ``metadata={"form": …}``.
    """

    input_type: ClassVar[type[Any]]

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> Any:
        """Return the input."""
        return self.input_type(**values, **address())


class Lines(fields.List[str]):
    """A list that a form sends as one text, with one entry per line."""


def read(schema: type[Schema], *, names: Mapping[str, str] = NO_NAMES) -> Any:
    """Return the input that *schema* parses from the form of this request.

    :param names: the form's names of fields that differ from the schema's.
    :raises InvalidError: if the form is invalid. ``details`` has the first invalid
        ``field``, by its name in the form, and the messages of all invalid ``fields``.
    """
    return _FormParser(names).parse(
        schema, request, location="form", unknown=marshmallow.EXCLUDE
    )


def sent() -> MultiDict[str, str]:
    """Return the form as it was sent, to show it again."""
    return request.form


def address() -> dict[str, Any]:
    """Return the parameters of this request's route, such as ``item_id``."""
    return request.view_args or {}


def text(name: str) -> str:
    """Return a field outside the change, such as the page to return to."""
    return request.form.get(name, "")


def number(name: str) -> int | None:
    """Return a row's id that is outside the change; ``None`` if it is empty.

    :raises InvalidError: if it is not a whole number.
    """
    value = text(name).strip()
    found = parse(value)
    if value and found is None:
        raise InvalidError(INCOMPLETE, {"field": name})
    return found


def upload(name: str) -> FileStorage | None:
    """Return the file in the field *name*; ``None`` if none was chosen."""
    found = request.files.get(name)
    return found if found is not None and found.filename else None


def file_names() -> list[str]:
    """Return the names of the files that were sent with the form."""
    return [each.filename for each in request.files.values() if each.filename]


def repeat_key() -> str:
    """Return the idempotency key of a form or an API call; empty if there is none."""
    return (request.headers.get("Idempotency-Key") or text(KEY)).strip()


class _FormParser(FlaskParser):
    """Parses a form with a schema, and refuses it with the messages of a page."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def load_form(self, req: Request, schema: marshmallow.Schema) -> dict[str, Any]:
        """Return the form as the object that JSON would be."""
        body: dict[str, Any] = req.form.to_dict()
        for field_name, field in schema.load_fields.items():
            name = field.data_key or field_name
            found = _value_of(req.form, self._name_in_form(name, field), field)
            body.pop(name, None)
            if found is not marshmallow.missing:
                body[name] = found
        return body

    def handle_error(
        self,
        error: marshmallow.ValidationError,
        req: Request,  # noqa: ARG002  The library calls it so.
        schema: marshmallow.Schema,
        **_arguments: Any,
    ) -> NoReturn:
        """Refuse the form with the first message, and with each beside its field."""
        names = {
            name: self._name_in_form(name, field)
            for each, field in schema.load_fields.items()
            for name in [field.data_key or each]
        }
        messages: Mapping[str, Any] = error.messages["form"]  # type: ignore[call-overload]
        found = {
            names.get(name, name): _first(message) for name, message in messages.items()
        }
        name, message = next(iter(found.items()))
        raise InvalidError(message, {"field": name, "fields": found}) from error

    def _name_in_form(self, name: str, field: Field) -> str:
        return str(self.names.get(name) or field.metadata.get("form", name))


def _value_of(form: MultiDict[str, str], name: str, field: Field) -> Any:
    """Return a field as a JSON value. An empty field counts as missing."""
    if name not in form:
        return marshmallow.missing
    if isinstance(field, Lines):
        lines = (" ".join(each.split()) for each in form.get(name, "").split("\n"))
        return [each for each in lines if each]
    if isinstance(field, fields.List):
        return [_plain(each, field.inner, name) for each in form.getlist(name)]
    return _plain(form[name], field, name)


def _plain(value: str, field: Field, name: str) -> Any:
    if isinstance(field, fields.String):
        return value
    value = value.strip()
    if not value:
        return marshmallow.missing
    if isinstance(field, fields.Boolean):
        return value not in OFF
    if not isinstance(field, fields.Integer):
        return value
    number = parse(value)
    if number is None and isinstance(field, RowNumber):
        # Nobody types the number of a row: the page is broken or too old.
        raise InvalidError(INCOMPLETE, {"field": name})
    return value if number is None else number


def _first(message: Any) -> str:
    """Return the first text of a message, which nests where its field does."""
    while not isinstance(message, str):
        inner = message.values() if isinstance(message, Mapping) else message
        message = next(iter(inner))
    if message == REQUIRED:
        return str(INCOMPLETE)
    # The schemas hold the English text, for the API.
    return catalogue().gettext(message)
