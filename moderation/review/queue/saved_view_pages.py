"""The pages of saved views and of the watch list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from moderation.review.queue import redirects, typed_texts
from moderation.review.queue.schemas import DeskForm, SavedViewForm, WatchForm
from moderation.review.queue.services import desk_settings, filters, saved_views

WATCHED = lazy_gettext("“%(headline)s” is now on the watch list.")
UNWATCHED = lazy_gettext("“%(headline)s” is no longer on the watch list.")

blueprint = Blueprint("queue_saved_views", __name__, template_folder="../templates")


@blueprint.post("/queue/saved-views")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Save the filter"), {"name": lazy_gettext("Name of the saved view")}
)
def save() -> ResponseReturnValue:
    """Save the order and filter of the queue under a name."""
    change = forms.read(SavedViewForm)
    with unit_of_work(write=True) as work:
        saved_views.save(work.session, change, context=redirects.desk_context(work))
    flash(_("Saved. You can find it among the saved views."), "success")
    return redirects.go(change.view)


@blueprint.get("/queue/saved-views")
@needs(Permission.REVIEW)
def show() -> str:
    """Show the saved views and the watch list."""
    with unit_of_work(write=False) as work:
        context = redirects.desk_context(work)
        return render_template(
            "review/saved_views.html",
            context=context,
            kept=saved_views.kept(work.session, context=context),
            veils_violence=desk_settings.veils_violence(
                work.session, context.moderator_id
            ),
            watched=saved_views.watched(work.session, context=context),
            offered=filters.offered(work.session, site_id=context.site_id),
        )


@blueprint.post("/queue/saved-views/<int:view_id>/remove")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Remove the saved view"))
def remove(view_id: int) -> ResponseReturnValue:
    """Remove a saved view of one's own."""
    with unit_of_work(write=True) as work:
        name = saved_views.remove(
            work.session, context=redirects.desk_context(work), view_id=view_id
        )
    flash(_("The saved view %(name)s is removed.", name=name))
    return redirect(url_for("queue_saved_views.show"), 303)


@blueprint.post("/queue/watch-list")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(
    lazy_gettext("Change the watch list"),
    {"article": lazy_gettext("Article key"), **typed_texts.LABELS},
)
def watch() -> ResponseReturnValue:
    """Add an article to the watch list or remove it, and return to the card."""
    change = forms.read(WatchForm)
    set_to = saved_views.watch if change.is_watched else saved_views.unwatch
    with unit_of_work(write=True) as work:
        context = redirects.desk_context(work)
        article = set_to(work.session, context=context, key=change.article)
        text = WATCHED if change.is_watched else UNWATCHED
        flash(text % {"headline": article.headline})
    item_id = forms.number("item_id")
    if item_id is not None:
        return typed_texts.go(redirects.sent_view(), item_id, item_id=item_id)
    return redirect(url_for("queue_saved_views.show") + "#watch-list", 303)


@blueprint.post("/queue/settings")
@needs(Permission.REVIEW)
@limited("desk")
@takes_form(lazy_gettext("Save the settings"))
def set_desk() -> ResponseReturnValue:
    """Switch the covering of violent text on or off."""
    is_on = forms.read(DeskForm).veils_violence
    with unit_of_work(write=True) as work:
        moderator_id = redirects.desk_context(work).moderator_id
        desk_settings.set_veil(work.session, moderator_id, is_on=is_on)
    flash(_("Violent text is covered.") if is_on else _("Violent text is shown."))
    return redirect(url_for("queue_saved_views.show") + "#desk", 303)
