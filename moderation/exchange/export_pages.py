"""Downloads of everything of a site, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from auth.access.declarations import needs
from auth.access.identity import acting
from auth.core import audit
from auth.core.errors import NotFoundError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.db.database import current_database, unit_of_work
from moderation.exchange.exports import coral_csv, json_lines, reading
from moderation.exchange.exports.rows import ExportedComment
from moderation.web.request import config, current_site

blueprint = Blueprint("exchange_exports", __name__, template_folder="templates")

JSON_LINES = "discussion.jsonl"
FILES: dict[str, Callable[[Iterable[ExportedComment]], Iterator[str]]] = {
    JSON_LINES: json_lines.lines,
    **{name: partial(coral_csv.lines, name=name) for name in coral_csv.FILES},
}


@blueprint.get("/admin/exports/<name>")
@needs(Permission.RUN_SITE, fresh=True)
def download(name: str) -> ResponseReturnValue:
    """Send one of :data:`FILES`. Addresses of readers are left out.

    :raises NotFoundError: if there is no such file.
    """
    if name not in FILES:
        raise NotFoundError(_("There is no such file."))
    database = current_database()
    with unit_of_work(write=True) as work:
        site_id = current_site(work.session).id
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="export.download",
            subject=("site", site_id),
            site_id=site_id,
            now=work.now,
            detail={"file": name},
        )
    base_url = config().base_url.rstrip("/")
    found = reading.comments(database, site_id=site_id, base_url=base_url)
    lines = FILES[name](found)
    kind = "application/jsonl" if name == JSON_LINES else "text/csv"
    answer = Response(lines, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
