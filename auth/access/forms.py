"""The forms of pages: read into the frozen input of a change, as JSON is.

A form is text. Its fields are first put as a JSON object would hold them. Then the same
schema that reads the API's body reads them. No other module reads ``request.form``.
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
"""What the library says of a missing field that has no words of its own."""
INCOMPLETE = lazy_gettext("The form is incomplete. Please reload the page.")
OFF = frozenset({"0", "no", "off", "false"})
"""Values of a checkbox or a choice that mean no."""
KEY = "idempotency_key"
"""The hidden field that makes a form safe to send twice."""


NO_NAMES: Mapping[str, str] = MappingProxyType({})

Field = fields.Field[Any]


class InputSchema(Schema):
    """A form or a JSON body that is read into the frozen input of one change.

    The input gets the fields of the schema and what the route's address names, such as
    ``item_id``, each by its name. A field whose form calls it otherwise says so with
    ``metadata={"form": …}``.
    """

    input_type: ClassVar[type[Any]]

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> Any:
        """Return the input."""
        return self.input_type(**values, **address())


class Lines(fields.List[str]):
    """A list that a form holds as one text, with an entry on each line."""


def read(schema: type[Schema], *, names: Mapping[str, str] = NO_NAMES) -> Any:
    """Return what *schema* makes of the form that this request holds.

    :param names: what this form calls a field, where the schema does not say.
    :raises InvalidError: if it cannot be taken. ``details`` says which ``field`` is
        wrong, by its name in the form, and has the messages of all ``fields`` that are.
    """
    return _FormParser(names).parse(
        schema, request, location="form", unknown=marshmallow.EXCLUDE
    )


def sent() -> MultiDict[str, str]:
    """Return the form as it was sent, to show it again."""
    return request.form


def address() -> dict[str, Any]:
    """Return what the address of this request names, such as ``item_id``."""
    return request.view_args or {}


def text(name: str) -> str:
    """Return a field that is no part of the change, such as the page to go back to."""
    return request.form.get(name, "")


def number(name: str) -> int | None:
    """Return a row's number that is no part of the change, ``None`` if it is empty.

    :raises InvalidError: if it is not a whole number.
    """
    value = text(name).strip()
    found = parse(value)
    if value and found is None:
        raise InvalidError(INCOMPLETE, {"field": name})
    return found


def upload(name: str) -> FileStorage | None:
    """Return the file in the field *name*, ``None`` if none was chosen."""
    found = request.files.get(name)
    return found if found is not None and found.filename else None


def file_names() -> list[str]:
    """Return the names of the files that were sent with the form."""
    return [each.filename for each in request.files.values() if each.filename]


def repeat_key() -> str:
    """Return what marks a repeated form or call as the same one, empty if nothing."""
    return (request.headers.get("Idempotency-Key") or text(KEY)).strip()


class _FormParser(FlaskParser):
    """Reads a form by a schema, and refuses it in the words of a page."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def load_form(self, req: Request, schema: marshmallow.Schema) -> dict[str, Any]:
        """Return the form as a JSON object would hold it."""
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
        """Refuse the form with the first message, and each beside its field."""
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
    """Return a field as JSON would hold it; what is left empty is missing."""
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
