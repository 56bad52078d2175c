"""A refused form on its way through logging in.

The page that asks for the password or the code holds the form that was refused in one
signed hidden field, so nothing is stored on the server. The signature keeps anybody
else from making such a field; the form's own token keeps another site from sending it.
What is carried never acts by itself: a person sees it and presses the button.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

FIELD = "kept"
"""Name of the hidden field."""

LIFETIME = timedelta(hours=12)
"""How long a carried form can be sent on."""

MOST_CHARACTERS = 200_000
"""Most characters of names and values that are carried: twenty long comments."""

_SALT = "a form that was refused"


@dataclass(frozen=True)
class Carried:
    """A form as it was sent, without passwords, codes and its token.

    :param path: where it was sent to, on this site.
    """

    path: str
    fields: tuple[tuple[str, str], ...] = ()


def seal(form: Carried, *, secret: str) -> str:
    """Return *form* as text for a hidden field, empty if it is too long to carry."""
    size = sum(len(name) + len(value) for name, value in form.fields)
    if size > MOST_CHARACTERS:
        return ""
    return _serializer(secret).dumps([form.path, form.fields])


def unseal(text: str, *, secret: str) -> Carried | None:
    """Return what *text* carries, ``None`` if it is not ours or too old."""
    if not text:
        return None
    try:
        path, fields = _serializer(secret).loads(
            text, max_age=int(LIFETIME.total_seconds())
        )
    except BadData:
        return None
    return Carried(path, tuple((name, value) for name, value in fields))


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
