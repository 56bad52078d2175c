"""The JSON API for systems that moderate beside people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from auth.access.declarations import limited
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from moderation.exchange.verdicts import schemas
from moderation.exchange.verdicts.inputs import BringVerdict, BroughtBy
from moderation.exchange.verdicts.rules import OutsideOutcome
from moderation.exchange.verdicts.services import bringing, reading
from moderation.web.api_base import IDEMPOTENCY, NOT_MODIFIED, Blueprint
from moderation.web.repeats import once
from moderation.web.request import current_site

blueprint = Blueprint(
    "verdicts_api",
    __name__,
    description="Verdicts from outside: what waits, and what another system says.",
)


@blueprint.route("/waiting-comments", methods=["GET"])
@blueprint.guarded(Permission.READ_QUEUE)
@blueprint.arguments(schemas.WaitingQuery, location="query", unknown="raise")
@blueprint.response(200, schemas.WaitingPage)
@blueprint.doc(responses=NOT_MODIFIED)
def get_waiting_comments(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of comments that wait for a person, the longest waiting first."""
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        found, next_key = reading.waiting(
            work.session, site_id=site.id, after=query["after"]
        )
        return {"comments": [asdict(each) for each in found], "next_after": next_key}


@blueprint.route("/verdicts", methods=["POST"], parameters=[IDEMPOTENCY])
@blueprint.guarded(Permission.BRING_VERDICTS)
@limited("machine")
@blueprint.arguments(schemas.VerdictBody)
@blueprint.response(201, schemas.VerdictOut)
def bring_verdict(change: BringVerdict) -> dict[str, Any]:
    """Hold or publish a comment, or only note what another system says of it.

    Returns 409 if the text is not the newest, or if a moderator has decided it. A
    comment for which a person, a rule or a report has asked for a moderator is left to
    them: see ``outcome``.
    """
    actor = acting()
    by = BroughtBy(actor.key_id or 0, actor.display_name, actor.account_id)
    with unit_of_work(write=True) as work:

        def act() -> dict[str, Any]:
            site = current_site(work.session)
            stored = bringing.bring(
                work.session, change, by=by, site_id=site.id, now=work.now
            )
            return {
                "id": stored.id,
                "comment_id": stored.comment_id,
                "outcome": stored.outcome.value,
            }

        answer = once(work, change, act)
    return answer | {"outcome": OutsideOutcome(answer["outcome"])}


@blueprint.route("/verdict-sources", methods=["GET"])
@blueprint.guarded(Permission.BRING_VERDICTS)
@blueprint.response(200, schemas.SourcesOut)
@blueprint.doc(responses=NOT_MODIFIED)
def get_verdict_sources() -> dict[str, Any]:
    """Return, for each source, how often moderators decided as it said."""
    with unit_of_work(write=False) as work:
        found = reading.figures(work.session, site_id=current_site(work.session).id)
        return {"sources": [asdict(each) for each in found]}
