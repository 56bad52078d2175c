"""Carries a refused form through a log-in, so that the input is not lost.

The page that asks for the password or the code contains the refused form in one signed
hidden field, so nothing is stored on the server. The signature prevents forged fields,
and the form's CSRF token prevents other sites from sending it. A carried form is never
submitted automatically: the person sees it and presses the button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

FIELD = "kept"
"""The name of the hidden field."""

LIFETIME = timedelta(hours=12)
"""How long a carried form is valid."""

MOST_CHARACTERS = 200_000
"""The most characters of names and values that are carried: twenty long comments."""

_SALT = "a form that was refused"


@dataclass(frozen=True)
class CarriedForm:
    """A form as it was sent, without passwords, codes and its CSRF token.

    :param path: the path on this site that it was sent to.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()


def seal(form: CarriedForm, *, secret: str) -> str:
    """Return *form* as text for a hidden field; empty if it is too long to carry."""
    size = sum(len(name) + len(value) for name, value in form.fields)
    if size > MOST_CHARACTERS:
        return ""
    return _serializer(secret).dumps([form.path, form.fields])


def unseal(text: str, *, secret: str) -> CarriedForm | None:
    """Return the form in *text*; ``None`` if the signature is wrong or too old."""
    if not text:
        return None
    try:
        path, fields = _serializer(secret).loads(
            text, max_age=int(LIFETIME.total_seconds())
        )
    except BadData:
        return None
    return CarriedForm(path, tuple((name, value) for name, value in fields))


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
