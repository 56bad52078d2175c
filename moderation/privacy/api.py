"""The JSON API with which a publisher answers for readers whom its token logs in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from auth.access.browser import count_try
from auth.access.declarations import limited
from auth.access.identity import acting
from auth.accounts import erasure
from auth.core import audit
from auth.core.permissions import Permission, Role
from auth.core.settings import settings
from auth.db.database import unit_of_work
from auth.sites.origins import origin
from moderation.privacy import schemas
from moderation.privacy.inputs import OfReader
from moderation.privacy.services import copying, publishers_readers
from moderation.web.api_base import Blueprint
from moderation.web.request import current_site

blueprint = Blueprint(
    "privacy_api",
    __name__,
    description="Data of readers whom only a publisher's token logs in.",
)

guarded = blueprint.guarded(Permission.ANSWER_FOR_READERS)


@blueprint.route("/readers/copy", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.ReaderBody)
@blueprint.response(200, schemas.CopyOut)
def copy_reader(reader: OfReader) -> dict[str, Any]:
    """Return a copy of everything that belongs to a reader, five times a day at most.

    It is what other readers download by themselves. The audit log notes the call.
    """
    with unit_of_work(write=True) as work:
        site_id = current_site(work.session).id
        account = publishers_readers.account_of(work.session, reader, site_id=site_id)
        account_id = account.id
        _note(work.session, "reader.copy", account_id, site_id, work.now)
    count_try("own-copy", str(account_id))
    with unit_of_work(write=False) as work:
        return {"copy": copying.of_account(work.session, account_id, now=work.now)}


@blueprint.route("/readers/erasure", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.ReaderBody)
@blueprint.response(200, schemas.ErasureOut)
def erase_reader(reader: OfReader) -> dict[str, datetime]:
    """Erase a reader's account and comments after a day. A second call changes nothing.

    Until then the reader can go on, and the erasure can be withdrawn.
    """
    with unit_of_work(write=True) as work:
        site_id = current_site(work.session).id
        account = publishers_readers.account_of(work.session, reader, site_id=site_id)
        is_new = account.erasure_due_at is None
        due = erasure.ask(
            work.session,
            account,
            roles=frozenset({Role.READER}),
            base_url=origin(work.session),
            mailer=settings().mailer,
            now=work.now,
        )
        if is_new:
            _note(work.session, "reader.erase", account.id, site_id, work.now)
    return {"erasure_due_at": due}


@blueprint.route("/readers/erasure/withdrawal", methods=["POST"])
@guarded
@limited("newsroom")
@blueprint.arguments(schemas.ReaderBody)
@blueprint.response(200, schemas.ErasureOut)
def withdraw_erasure(reader: OfReader) -> dict[str, None]:
    """Keep a reader's account, if its erasure has not begun."""
    with unit_of_work(write=True) as work:
        site_id = current_site(work.session).id
        account = publishers_readers.account_of(work.session, reader, site_id=site_id)
        if account.erasure_due_at is not None:
            erasure.withdraw(account, now=work.now)
            _note(work.session, "reader.keep", account.id, site_id, work.now)
    return {"erasure_due_at": None}


def _note(
    session: Session, action: str, account_id: int, site_id: int, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=acting().account_id,
        action=action,
        subject=("account", account_id),
        site_id=site_id,
        detail={"key_id": acting().key_id},
        now=now,
    )
