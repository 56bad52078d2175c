"""The schemas of forms about single sign-on."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import fields, post_load

from auth.access import carried_forms
from auth.access.browser import safe_next
from auth.access.carried_forms import FIELD
from auth.access.forms import InputSchema, address
from auth.core.schemas import Choice, Flag
from auth.core.translation import marked
from auth.pages.schemas import text
from auth.sso.inputs import (
    AddProvider,
    ChangeProvider,
    ChooseName,
    ChooseRegistration,
    SetFirstPassword,
    StartLogIn,
)
from auth.sso.rules import ProviderKind

LONGEST_PATH = 2_000


class StartForm(InputSchema):
    """The button that leads to a provider: where to return, and a refused form."""

    next = text()
    kept = fields.String(load_default="", metadata={"form": FIELD})

    @post_load
    def build(self, values: dict[str, Any], **_arguments: Any) -> StartLogIn:
        """Return the input."""
        # Both are stored before anybody has logged in, so only what is ours is.
        form = carried_forms.unseal(values["kept"], secret=str(current_app.secret_key))
        return StartLogIn(
            next_path=safe_next(values["next"][:LONGEST_PATH]),
            kept=values["kept"] if form else "",
            **address(),
        )


class NameForm(InputSchema):
    """A display name."""

    input_type = ChooseName

    display_name = text()


class FirstPasswordForm(InputSchema):
    """The first password of an account."""

    input_type = SetFirstPassword

    password = text()


class RegistrationForm(InputSchema):
    """Whether readers can register with an address."""

    input_type = ChooseRegistration

    takes_registrations = Flag(load_default=False)


class ProviderFields(InputSchema):
    """What an admin sets for an identity provider."""

    name = text()
    issuer = text()
    client_id = text()
    secret = text()
    keys_url = text()
    allows_private_hosts = Flag(load_default=False)
    vouches_for_addresses = Flag(load_default=False)


class NewProviderForm(ProviderFields):
    """A new identity provider."""

    input_type = AddProvider

    kind = Choice(
        ProviderKind,
        required=True,
        error_messages=dict.fromkeys(
            ("required", "unknown"), marked("Please pick a kind.")
        ),
    )
    slug = text()


class ProviderForm(ProviderFields):
    """A changed identity provider."""

    input_type = ChangeProvider

    is_enabled = Flag(load_default=False)
