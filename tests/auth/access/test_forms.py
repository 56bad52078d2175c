"""A schema parses the text of a form like the values of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from auth.access import forms
from auth.core.errors import InvalidError
from auth.core.permissions import Role
from auth.core.schemas import Choice, Count, Flag, Percent, RowNumber

PATH = "/things/7"


@dataclass(frozen=True)
class ChangeThing:
    """A change with a field of each kind."""

    thing_id: int
    text: str
    days: int | None
    other_id: int | None
    is_on: bool
    role: Role | None
    share: float | None
    names: list[str]
    lines: list[str]


class ThingForm(forms.InputSchema):
    """The schema of such a change."""

    input_type = ChangeThing

    text = fields.String(
        required=True, error_messages={"required": "Please write something."}
    )
    days = Count(
        load_default=None, error_messages={"invalid": "Please give a whole number."}
    )
    other_id = RowNumber(load_default=None)
    is_on = Flag(load_default=False)
    role = Choice(Role, load_default=None)
    share = Percent(load_default=None)
    names = fields.List(fields.String(), load_default=list)
    lines = forms.Lines(fields.String(), load_default=list)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/things/<int:thing_id>", methods=["POST"], view_func=lambda: "")
    return app


def read(app: Flask, *sent: tuple[str, str], **names: str) -> Any:
    """Return the input that the schema makes from a form with the fields *sent*."""
    with app.test_request_context(PATH, method="POST", data=MultiDict(sent)):
        return forms.read(ThingForm, names=names)


def test_the_input_has_what_the_form_and_the_address_say(app: Flask) -> None:
    found = read(
        app,
        ("text", "Some words"),
        ("days", " 3 "),
        ("other_id", "12"),
        ("is_on", "yes"),
        ("role", "admin"),
        ("share", "2.5"),
        ("names", "one"),
        ("names", "two"),
        ("lines", " first  line\r\n\r\nsecond"),
        ("csrf_token", "which no schema knows"),
    )

    assert found == ChangeThing(
        7,
        "Some words",
        3,
        12,
        True,
        Role.ADMIN,
        0.025,
        ["one", "two"],
        ["first line", "second"],
    )


def test_what_is_left_empty_is_as_if_it_were_not_sent(app: Flask) -> None:
    left_empty = [(name, " ") for name in ("days", "other_id", "is_on", "role")]

    assert read(app, ("text", ""), *left_empty) == read(app, ("text", ""))


@pytest.mark.parametrize("word", ["no", "off", "0", "false"])
def test_a_choice_may_say_no(app: Flask, word: str) -> None:
    assert read(app, ("text", ""), ("is_on", word)).is_on is False


def test_a_page_with_several_forms_calls_a_field_its_own_way(app: Flask) -> None:
    assert read(app, ("text-7", "Some words"), text="text-7").text == "Some words"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("days", "many", "Please give a whole number."),
        ("other_id", "many", str(forms.INCOMPLETE)),
        ("share", "nan", "A share must be a number from 0 to 100."),
        ("role", "queen", "Please choose one of: reader, moderator, admin."),
    ],
)
def test_a_wrong_field_is_named_with_what_is_wrong(
    app: Flask, name: str, value: str, message: str
) -> None:
    with pytest.raises(InvalidError, match=message) as refused:
        read(app, ("text", ""), (name, value))

    assert refused.value.details["field"] == name


def test_every_wrong_field_has_its_message(app: Flask) -> None:
    with pytest.raises(InvalidError) as refused:
        read(app, ("days", "many"), text="text-7")

    assert refused.value.details["fields"] == {
        "text-7": "Please write something.",
        "days": "Please give a whole number.",
    }
