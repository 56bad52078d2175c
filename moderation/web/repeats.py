"""Makes a change once, even if its form or JSON call is sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from auth.access import forms
from auth.access.identity import acting
from auth.db.database import UnitOfWork
from moderation.platform import idempotency

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def once(
    work: UnitOfWork, change: DataclassInstance, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return the result of *act*, or its earlier result for the same key.

    The key is the header ``Idempotency-Key`` of a call, or a hidden field of a form.

    :raises InvalidError: if the key was used for another change.
    """
    return idempotency.once(
        work.session,
        change,
        account_id=acting().account_id,
        key=forms.repeat_key(),
        act=act,
        now=work.now,
    )
