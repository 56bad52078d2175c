"""The links with which the reader of a frame deletes a comment outside of it.

The page around a frame can cover it and steal a click, so nothing is deleted there. Our
own page asks for no log-in then: somebody whom a publisher's token logs in has none.
The key is known to the frame alone, and is worth nothing once its session has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from auth.access.identity import current_actor

LIFETIME = timedelta(hours=12)
"""How long a page in a frame may be open before its links are too old."""
_SALT = "a comment that the reader of a frame deletes"


@dataclass(frozen=True)
class Deletable:
    """A comment, and whose session of a frame may delete it."""

    comment_id: int
    account_id: int
    session_id: int


def deletion_url(comment_id: int) -> str:
    """Return the page on which this reader deletes a comment of their own."""
    actor = current_actor()
    if actor is None or not actor.has_frame_session or actor.session_id is None:
        return url_for("intake.confirm_delete", comment_id=comment_id)
    key = seal(Deletable(comment_id, actor.account_id, actor.session_id))
    return url_for("embed_deletion.confirm", key=key)


def seal(deletable: Deletable) -> str:
    """Return the key for a comment."""
    parts = [deletable.comment_id, deletable.account_id, deletable.session_id]
    return _serializer().dumps(parts)


def unseal(key: str) -> Deletable | None:
    """Return what a key is for; ``None`` if it is not ours or too old."""
    try:
        return Deletable(
            *_serializer().loads(key, max_age=int(LIFETIME.total_seconds()))
        )
    except BadData:
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)
