"""The audit log, for all staff."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from auth.access.declarations import needs
from auth.access.identity import acting
from auth.accounts.lookup import id_of_name
from auth.core import audit
from auth.core.audit import AuditFilter
from auth.core.dates import day
from auth.core.errors import InvalidError
from auth.core.naming import addresses
from auth.core.numbers import query_number
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from auth.pages.blueprint import blueprint
from auth.sites.lookup import site_for

FIELDS = ("actor", "action", "subject", "number", "since", "until")
NOBODY = -1


@blueprint.get("/admin/audit-log")
@needs(Permission.SEE_FIGURES)
def audit_log() -> ResponseReturnValue:
    """Show the acts of staff, the newest first, filtered by the query string.

    Staff of one site see the acts that concern it. An entry names no section, so staff
    whose role is limited to some sections see only their own acts.
    """
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    error: InvalidError | None = None
    with unit_of_work(write=False) as work:
        session = work.session
        reach = _reach(session)
        try:
            wanted = _wanted(session, asked, reach)
            entries, next_key = audit.page(session, wanted=wanted)
        except InvalidError as refused:
            error, entries, next_key = refused, [], None
        actions, subjects = audit.offered(session, wanted=reach)
        page = render_template(
            "auth/audit_log.html",
            entries=entries,
            next_key=next_key,
            asked=asked,
            is_own=reach.actor_id is not None,
            error=error,
            actions=sorted({*actions, asked["action"]} - {""}),
            subjects=sorted({*subjects, asked["subject"]} - {""}),
        )
    return page, 422 if error else 200


def _reach(session: Session) -> AuditFilter:
    """Return the filter of the entries that the actor may see."""
    actor = acting()
    return AuditFilter(
        actor_id=None if actor.sections is None else actor.account_id,
        site_id=None if actor.is_newsroom_wide else site_for(session, request.host).id,
    )


def _wanted(session: Session, asked: dict[str, str], reach: AuditFilter) -> AuditFilter:
    """Return the filter in the query string. An unknown name matches nothing.

    :raises InvalidError: for an invalid date.
    """
    actor_id = reach.actor_id
    if actor_id is None and asked["actor"]:
        actor_id = id_of_name(session, addresses.name_key(asked["actor"])) or NOBODY
    until = day(asked["until"], field="until")
    return AuditFilter(
        actor_id=actor_id,
        site_id=reach.site_id,
        action=asked["action"],
        subject_kind=asked["subject"],
        subject_id=asked["number"],
        since=day(asked["since"], field="since"),
        until=until + timedelta(days=1) if until else None,
        before=query_number("before"),
    )
