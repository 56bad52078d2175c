"""The pages of saved views and of the watch list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from auth.access.identity import needs
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from moderation.review.queue import redirects
from moderation.review.queue.services import desk_settings, filters, saved_views
from moderation.web.request import form_number

blueprint = Blueprint("saved_views", __name__, template_folder="../templates")


@blueprint.post("/queue/saved-views")
@needs(Permission.REVIEW)
def save_view() -> ResponseReturnValue:
    """Save the current view under a name."""
    view = redirects.sent_view()
    with unit_of_work(write=True) as work:
        saved_views.save(
            work.session,
            context=redirects.desk_context(work),
            name=request.form.get("name", ""),
            view=view,
            is_shared=request.form.get("is_shared") == "yes",
        )
    flash("Saved. You can find it among the views.", "success")
    return redirects.go(view)


@blueprint.get("/queue/saved-views")
@needs(Permission.REVIEW)
def show_views() -> str:
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
def remove_view(view_id: int) -> ResponseReturnValue:
    """Remove one's own view."""
    with unit_of_work(write=True) as work:
        name = saved_views.remove(
            work.session, context=redirects.desk_context(work), view_id=view_id
        )
    flash(f"The view {name} is removed.")
    return redirect(url_for("saved_views.show_views"), 303)


@blueprint.post("/queue/watch-list")
@needs(Permission.REVIEW)
def watch() -> ResponseReturnValue:
    """Add an article to the watch list or remove it, and return to the card."""
    key = request.form.get("article", "").strip()
    is_off = request.form.get("action") == "remove"
    change = saved_views.unwatch if is_off else saved_views.watch
    with unit_of_work(write=True) as work:
        article = change(work.session, context=redirects.desk_context(work), key=key)
        flash(f"{article.headline}: {'no longer watched' if is_off else 'watched'}.")
    item_id = form_number("item_id")
    if item_id is not None:
        return redirects.go(redirects.sent_view(), item_id)
    return redirect(url_for("saved_views.show_views") + "#watch-list", 303)


@blueprint.post("/queue/settings")
@needs(Permission.REVIEW)
def set_desk() -> ResponseReturnValue:
    """Switch the covering of violent text on or off."""
    is_on = request.form.get("veils_violence") == "yes"
    with unit_of_work(write=True) as work:
        moderator_id = redirects.desk_context(work).moderator_id
        desk_settings.set_veil(work.session, moderator_id, is_on=is_on)
    flash("Violent text is covered." if is_on else "Violent text is shown.")
    return redirect(url_for("saved_views.show_views") + "#desk", 303)
