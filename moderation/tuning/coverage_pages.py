"""The pages of coverages: plan, end, their cost, and suggestions."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from auth.access import forms
from auth.access.declarations import limited, needs, takes_form
from auth.access.identity import acting, site_within_reach
from auth.core import audit
from auth.core.errors import InvalidError
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.sites.lookup import all_sites
from moderation.policy.services import conflict_suggestions, coverages, profiles
from moderation.tuning.schemas import CoverageForm, SuggestionForm
from moderation.tuning.services.profile_costs import price
from moderation.tuning.services.site_filters import Area

blueprint = Blueprint("tuning_coverage", __name__)

COVERAGE_LABELS = {
    "name": lazy_gettext("Name"),
    "subjects": lazy_gettext("Subjects"),
    "sections": lazy_gettext("Sections"),
    "tags": lazy_gettext("Tags"),
    "words": lazy_gettext("Words"),
    "starts_at": lazy_gettext("Begins"),
    "ends_at": lazy_gettext("Ends"),
    "review_at": lazy_gettext("To be reviewed"),
    "reason": lazy_gettext("Why"),
}


@blueprint.get("/admin/coverages")
@needs(Permission.RUN_SITE)
def show() -> str:
    """List the coverages with their cost, and articles that may belong to one."""
    return _page(request.args)


@blueprint.post("/admin/coverages")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Plan the coverage"), COVERAGE_LABELS)
def plan() -> ResponseReturnValue:
    """Plan a coverage. An invalid form is shown again."""
    try:
        _plan()
    except InvalidError as error:
        return _page(forms.sent(), error), 422
    flash(_("Saved. The coverage applies to its articles while it lasts."))
    return redirect(url_for("tuning_coverage.show"), 303)


def _plan() -> None:
    with unit_of_work(write=True) as work:
        change = forms.read(CoverageForm)
        coverage = coverages.plan(
            work.session,
            replace(change, site_id=site_within_reach(change.site_id)),
            actor_id=acting().account_id,
            now=work.now,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="coverage.plan",
            subject=("coverage", coverage.id),
            site_id=coverage.site_id,
            now=work.now,
            detail={"name": coverage.name, "reason": coverage.reason},
        )


def _page(sent: MultiDict[str, str], error: InvalidError | None = None) -> str:
    own = acting().only_site_id
    with unit_of_work(write=False) as work:
        sites = all_sites(work.session)
        found = coverages.newest(work.session, only_site=own)
        sinces = {each.profile_id: each.begun_at for each in found if each.begun_at}
        review_at = work.now + coverages.REVIEWED_AFTER
        return render_template(
            "tuning/coverages.html",
            coverages=found,
            only_site=own,
            site_names={each.id: each.name for each in sites},
            places=[
                ("", _("every site")),
                *((each.id, each.name) for each in sites),
            ],
            prices={
                profile_id: price(
                    work.session, profile_id=profile_id, since=since, area=Area(own)
                )
                for profile_id, since in sinces.items()
            },
            profiles=profiles.all_current(work.session),
            suggestions=conflict_suggestions.suggestions(
                work.session, now=work.now, only_site=own
            ),
            matched=coverages.matched(
                work.session,
                [each for each in found if not each.ended_at],
                only_site=own,
            ),
            now=work.now,
            form={"review_at": f"{review_at:%Y-%m-%dT%H:%M}"} | sent.to_dict(),
            error=error,
        )


@blueprint.post("/admin/coverages/<int:coverage_id>/end")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("End the coverage"))
def end(coverage_id: int) -> ResponseReturnValue:
    """End a coverage."""
    with unit_of_work(write=True) as work:
        ended = coverages.end(
            work.session,
            coverage_id=coverage_id,
            now=work.now,
            only_site=acting().only_site_id,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="coverage.end",
            subject=("coverage", coverage_id),
            site_id=ended.site_id,
            now=work.now,
        )
    flash(_("The coverage has ended. Its articles use their usual profiles again."))
    return redirect(url_for("tuning_coverage.show"), 303)


@blueprint.post("/admin/coverages/suggestions/<int:article_id>")
@needs(Permission.RUN_SITE, fresh=True)
@limited("newsroom")
@takes_form(lazy_gettext("Answer the suggestion"))
def answer(article_id: int) -> ResponseReturnValue:
    """Confirm or deny that an article is about armed conflict."""
    change = forms.read(SuggestionForm)
    with unit_of_work(write=True) as work:
        article = conflict_suggestions.answer(
            work.session,
            change,
            actor_id=acting().account_id,
            now=work.now,
            only_site=acting().only_site_id,
        )
        audit.record(
            work.session,
            actor_id=acting().account_id,
            action="coverage.suggestion",
            subject=("article", article_id),
            site_id=article.site_id,
            now=work.now,
            detail={"is_conflict": change.is_confirmed},
        )
    flash(
        _("New comments on this article are now handled as conflict coverage.")
        if change.is_confirmed
        else _("The article keeps its profile and will not be suggested again.")
    )
    return redirect(url_for("tuning_coverage.show"), 303)
