"""The schemas of forms about accounts, keys, roles and site pages."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, pre_load

from auth.access.browser import safe_next
from auth.access.forms import InputSchema
from auth.access.inputs import ChangeStaff, CreateBoundKey, CreateKey
from auth.accounts.inputs import (
    AnswerMail,
    AskReset,
    ChangeAddress,
    ChangePassword,
    LogIn,
    ProvePassword,
    Register,
    RenamePasskey,
    ResetPassword,
    UseCode,
    UsePasskey,
)
from auth.core.permissions import Role
from auth.core.schemas import Choice, Count, Flag, RowNumber
from auth.core.translation import marked
from auth.pages.mailed_links import NOT_ME
from auth.sites.inputs import PublishPage


def text() -> fields.String:
    """Return a field for a text, which is empty if the form lacks it."""
    return fields.String(load_default="")


class RegisterForm(InputSchema):
    """A new account."""

    display_name = text()
    email = text()
    password = text()
    next = text()

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> Register:
        """Return the input."""
        return Register(next_path=safe_next(values.pop("next")), **values)


class LogInForm(InputSchema):
    """An address and a password."""

    email = text()
    password = text()

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> LogIn:
        """Return the input."""
        return LogIn(email=values["email"].strip(), password=values["password"])


class AskResetForm(InputSchema):
    """The address of an account with a forgotten password."""

    input_type = AskReset

    email = text()


class ResetForm(InputSchema):
    """A new password."""

    input_type = ResetPassword

    password = text()


class PasswordForm(InputSchema):
    """The password of the account that is logged in."""

    input_type = ProvePassword

    password = text()


class CodeForm(InputSchema):
    """A code of the second factor."""

    input_type = UseCode

    code = text()


class PasskeyForm(InputSchema):
    """What a browser says of a passkey, and the name of a new one."""

    input_type = UsePasskey

    answer = text()
    name = text()


class PasskeyNameForm(InputSchema):
    """A new name of a passkey."""

    input_type = RenamePasskey

    name = text()


class ChangePasswordForm(InputSchema):
    """A new password, with the current one and a code."""

    input_type = ChangePassword

    password = text()
    current_password = text()
    code = text()


class ChangeAddressForm(InputSchema):
    """A new address, with the password and a code."""

    input_type = ChangeAddress

    email = text()
    address_password = fields.String(attribute="password", load_default="")
    address_code = fields.String(attribute="code", load_default="")


class MailedForm(InputSchema):
    """The answer to a mail: whether it was asked for, and proof of it."""

    input_type = AnswerMail

    is_mine = Flag(load_default=True)
    sure = Flag(attribute="is_sure", load_default=False)
    password = text()
    code = text()

    @pre_load
    def read_button(self, body: dict[str, Any], **_arguments: Any) -> dict[str, Any]:
        """Turn the pressed button into an answer."""
        return body | {"is_mine": body.get("answer") != NOT_ME}


class BoundKeyForm(InputSchema):
    """A key for a tool that relays its owner's decisions."""

    input_type = CreateBoundKey

    name = text()


class KeyForm(InputSchema):
    """A new API key."""

    name = text()
    scopes = fields.List(fields.String(), load_default=())
    site = RowNumber(attribute="site_id", load_default=None)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> CreateKey:
        """Return the input."""
        return CreateKey(**values | {"scopes": tuple(values["scopes"])})


class StaffForm(InputSchema):
    """A role to give or to take away."""

    email = text()
    role = Choice(
        Role,
        required=True,
        error_messages=dict.fromkeys(
            ("required", "unknown"), marked("Please pick a role.")
        ),
    )
    action = text()
    grant = RowNumber(attribute="grant_id", load_default=None)
    site = RowNumber(attribute="site_id", load_default=None)
    section = text()
    keys = text()

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> ChangeStaff:
        """Return the input. A section counts only together with a site."""
        section = " ".join(values.pop("section").split())
        return ChangeStaff(
            is_removal=values.pop("action") == "revoke",
            takes_keys=values.pop("keys") == "take-over",
            section=section if values["site_id"] is not None else "",
            **values,
        )


class SitePageForm(InputSchema):
    """A new text of a site's page, and the version that was edited."""

    text = text()
    version = Count(attribute="after", load_default=0)

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> PublishPage:
        """Return the input."""
        return PublishPage(**values)
