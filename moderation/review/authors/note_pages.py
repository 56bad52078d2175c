"""The forms for writing and removing staff notes on an author."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.review.authors.inputs import RemoveNote
from moderation.review.authors.schemas import NoteBody
from moderation.review.authors.services import notes
from moderation.review.queue import redirects

blueprint = Blueprint("authors_notes", __name__)


@blueprint.post("/staff/authors/<int:account_id>/notes")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Keep the note"), {"text": lazy_gettext("Note")})
def write(account_id: int) -> ResponseReturnValue:
    """Write a note that only staff read."""
    with unit_of_work(write=True) as work:
        notes.write(
            work.session,
            forms.read(NoteBody),
            context=redirects.desk_context(work),
        )
    flash(_("The note is saved. Only staff can read it."))
    return _back(account_id)


@blueprint.post("/staff/notes/<int:note_id>/remove")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Remove the note"))
def remove(note_id: int) -> ResponseReturnValue:
    """Remove one's own note."""
    with unit_of_work(write=True) as work:
        account_id = notes.remove(
            work.session, RemoveNote(note_id), context=redirects.desk_context(work)
        )
    flash(_("The note is removed."))
    return _back(account_id)


def _back(account_id: int) -> ResponseReturnValue:
    place = url_for("authors.show_author", account_id=account_id)
    return redirect(f"{place}#notes-title", 303)
