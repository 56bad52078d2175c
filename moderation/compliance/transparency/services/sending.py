"""Sends the statements of a site in batches, one batch at a time.

The database takes a batch as a whole or not at all. Statements that it refuses are
parked with its messages, those that it has already count as sent, and the rest is sent
again. If it does not answer, everything is tried again after a growing delay.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from auth.core.sealing import Seal
from auth.core.translation import LazyText, lazy_gettext
from auth.db.database import Database, UnitOfWork
from moderation.compliance.transparency import client
from moderation.compliance.transparency.client import (
    Answer,
    Connection,
    UnreachableError,
)
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.rules import SENT_TO, Target
from moderation.compliance.transparency.services import gathering
from moderation.compliance.transparency.states import StatementState
from moderation.compliance.transparency.vocabulary import MOST_IN_A_BATCH
from moderation.platform.chore_runner import isolated

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=6)
MOST_BATCHES = 50
"""The most batches of a site in one round of the chore."""

UNREADABLE_TOKEN = lazy_gettext("The stored token cannot be opened.")
ANY_FIELD = "statement"
"""The name under which a message about the whole statement is stored."""

Connect = Callable[[str, str], Connection]


@dataclass(frozen=True)
class Batch:
    """A claimed batch: its rows, and the connection to send it by."""

    setting_id: int
    token: str
    ids: tuple[int, ...]
    statements: tuple[dict[str, object], ...]
    connection: Connection


def do_round(
    database: Database, *, seal: Seal, base_url: str, connect: Connect = Connection
) -> int:
    """Gather and send the statements of every site; return how many were taken."""
    with database.unit_of_work(write=False) as work:
        ids = work.session.scalars(select(TransparencySetting.id)).all()
    sent = [
        isolated(
            "transparency.site",
            partial(_do_site, database, each, seal, base_url, connect),
        )
        for each in ids
    ]
    return sum(each or 0 for each in sent)


def _do_site(
    database: Database, setting_id: int, seal: Seal, base_url: str, connect: Connect
) -> int:
    """Gather and send the statements of one site; return how many were taken."""
    with database.unit_of_work(write=True) as work:
        setting = work.session.get_one(TransparencySetting, setting_id)
        gathering.gather(work.session, setting, base_url=base_url, now=work.now)
    sent = 0
    for _ in range(MOST_BATCHES):
        batch = _claim(database, setting_id, seal, connect)
        if batch is None:
            break
        sent += _send(database, batch)
    return sent


def _claim(
    database: Database, setting_id: int, seal: Seal, connect: Connect
) -> Batch | None:
    """Claim the next batch of a site, unless one is under way or has to wait."""
    token = secrets.token_hex(16)
    with database.unit_of_work(write=True) as work:
        table = TransparencySetting
        claimed = work.session.scalar(
            update(table)
            .where(
                table.id == setting_id,
                table.target.in_(SENT_TO),
                or_(table.lease_until.is_(None), table.lease_until < work.now),
                or_(table.retry_at.is_(None), table.retry_at <= work.now),
            )
            .values(lease_token=token, lease_until=work.now + LEASE)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        )
        if claimed is None:
            return None
        setting = work.session.get_one(table, setting_id, populate_existing=True)
        rows = _queued(work.session, setting)
        sealed = _sealed_token(setting)
        key = seal.open(sealed)
        if not rows or key is None:
            setting.problem = None if key else UNREADABLE_TOKEN
            _free(setting)
            return None
        return Batch(
            setting_id,
            token,
            tuple(each.id for each in rows),
            tuple(each.fields for each in rows),
            connect(_url(setting), key),
        )


def _queued(
    session: Session, setting: TransparencySetting
) -> Sequence[TransparencyStatement]:
    state = TransparencyStatement.state
    queued = bindparam(
        "queued", StatementState.QUEUED, literal_execute=True, type_=state.type
    )
    return session.scalars(
        select(TransparencyStatement)
        .where(
            TransparencyStatement.site_id == setting.site_id,
            TransparencyStatement.target == setting.target,
            state == queued,
        )
        .order_by(TransparencyStatement.id)
        .limit(MOST_IN_A_BATCH)
    ).all()


def _send(database: Database, batch: Batch) -> int:
    """Send a batch outside any transaction, and store what became of it."""
    try:
        answer = batch.connection.send(batch.statements)
    except UnreachableError as error:
        answer = Answer(status=0, message=str(error))
    with database.unit_of_work(write=True) as work:
        setting = work.session.get_one(
            TransparencySetting, batch.setting_id, with_for_update=True
        )
        if setting.lease_token != batch.token:
            # Another process sent it again, so the database knows each of them.
            return 0
        taken = _store(work, setting, batch, answer)
        _free(setting)
    return taken


def _store(
    work: UnitOfWork, setting: TransparencySetting, batch: Batch, answer: Answer
) -> int:
    rows = [work.session.get(TransparencyStatement, each) for each in batch.ids]
    if answer.status == client.CREATED:
        return _note_sent(work, setting, rows, answer)
    if answer.status == client.INVALID and answer.existing:
        known = [each for each in rows if each and each.puid in answer.existing]
        if known:
            return _note_sent(work, setting, known, answer)
    if answer.status == client.INVALID:
        _park(rows, answer)
        setting.failures, setting.problem, setting.retry_at = 0, None, None
        return 0
    _put_off(work, setting, answer)
    return 0


def _note_sent(
    work: UnitOfWork,
    setting: TransparencySetting,
    rows: Sequence[TransparencyStatement | None],
    answer: Answer,
) -> int:
    for each in rows:
        if each is not None:
            each.state, each.sent_at = StatementState.SENT, work.now
            each.uuid = answer.uuids.get(each.puid, "")
    setting.failures, setting.problem, setting.retry_at = 0, None, None
    return len(rows)


def _park(rows: Sequence[TransparencyStatement | None], answer: Answer) -> None:
    """Park the refused statements; all of them, if the answer names none."""
    for place, each in enumerate(rows):
        wrong = answer.wrong.get(place)
        if each is None or (answer.wrong and wrong is None):
            continue
        each.state = StatementState.PARKED
        each.errors = wrong or {ANY_FIELD: [answer.message] if answer.message else []}


def _put_off(work: UnitOfWork, setting: TransparencySetting, answer: Answer) -> None:
    setting.failures += 1
    delay = min(timedelta(minutes=2**setting.failures), LONGEST_DELAY)
    setting.problem = _problem(answer)
    setting.retry_at = work.now + delay
    log.warning("transparency.not_sent", site=setting.site_id, why=str(setting.problem))


def _problem(answer: Answer) -> LazyText:
    """Return what an admin reads of an answer, in their own language."""
    if answer.status in (client.UNAUTHORIZED, client.FORBIDDEN):
        return lazy_gettext("The database refuses the token.")
    if not answer.status:
        return lazy_gettext(
            "The database cannot be reached: %(why)s", why=answer.message
        )
    if not answer.message:
        return lazy_gettext("The database answers %(status)s.", status=answer.status)
    return lazy_gettext(
        "The database answers %(status)s: %(said)s",
        status=answer.status,
        said=answer.message,
    )


def _free(setting: TransparencySetting) -> None:
    setting.lease_token = setting.lease_until = None


def _url(setting: TransparencySetting) -> str:
    is_sandbox = setting.target is Target.SANDBOX
    return setting.sandbox_url if is_sandbox else client.PRODUCTION


def _sealed_token(setting: TransparencySetting) -> str:
    is_sandbox = setting.target is Target.SANDBOX
    return setting.sandbox_token if is_sandbox else setting.production_token
