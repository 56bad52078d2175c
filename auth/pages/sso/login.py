"""The pages for logging in with an identity provider."""

from __future__ import annotations

from flask import (
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from auth.access import carried_forms, cookies, forms, security_log
from auth.access.after_login import go_on_to, send_on, wanted_by
from auth.access.browser import count_try, network, open_session, safe_next
from auth.access.cookies import Cookie
from auth.access.declarations import limited, needs, public, takes_form
from auth.access.identity import acting, current_actor
from auth.access.security_log import SecurityEvent
from auth.core.errors import (
    CeasefireError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)
from auth.core.permissions import Permission
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.database import unit_of_work
from auth.pages import second_factor
from auth.pages.blueprint import blueprint
from auth.pages.sso import linking, visits
from auth.pages.sso.schemas import NameForm, StartForm
from auth.pages.sso.visits import Visit
from auth.sso.models import IdentityProvider
from auth.sso.protocol import openid
from auth.sso.protocol.claims import refused
from auth.sso.rules import Profile, Purpose
from auth.sso.services import attempts, identities, sessions

START_AGAIN = lazy_gettext(
    "This log-in was used before, took too long, or began in another browser. Please "
    "start again."
)
CONTINUE = lazy_gettext("Continue")


@blueprint.post("/sso/<slug>/start")
@public
@limited("open")
@takes_form(CONTINUE)
def start_sign_on(slug: str) -> ResponseReturnValue:  # noqa: ARG001  The form reads it.
    """Go to the provider to log in."""
    return visits.go(forms.read(StartForm), Purpose.LOG_IN)


@blueprint.get("/sso/<slug>/callback")
@public
def finish_sign_on(slug: str) -> ResponseReturnValue:
    """Read the provider's answer, and log in, link or prove."""
    count_try("sign-on-network", network())
    visit = visits.take(slug)
    try:
        return _answered(visit)
    except (InvalidError, ForbiddenError, ConflictError, UnavailableError) as error:
        security_log.note(SecurityEvent.SIGN_ON_REFUSED)
        return _failed(slug, visit, error)


@blueprint.get("/sso/name")
@public
def show_first_name() -> ResponseReturnValue:
    """Ask somebody who comes for the first time for a display name."""
    if current_actor() is not None:
        return redirect("/")
    _, profile, provider_name = _pending()
    return _name_page(provider_name, {"display_name": profile.name[:40]})


@blueprint.post("/sso/name")
@public
@limited("open")
@takes_form(lazy_gettext("Join"), {"display_name": lazy_gettext("Name")})
def choose_first_name() -> ResponseReturnValue:
    """Create the account and log in."""
    count_try("register-network", network())
    visit, profile, provider_name = _pending()
    change = forms.read(NameForm)
    try:
        with unit_of_work(write=True) as work:
            identity = identities.take_identity(work.session, profile)
            if identity is None:
                identity = identities.introduce(
                    work.session,
                    profile,
                    provider=work.session.get_one(IdentityProvider, visit.provider_id),
                    display_name=change.display_name,
                    by=visits.introduction(),
                    now=work.now,
                )
            attempts.settle(work.session, visit.attempt_id, identity.account_id)
            account_id, identity_id = identity.account_id, identity.id
    except InvalidError as error:
        return _name_page(provider_name, forms.sent(), error), 422
    return _log_in(visit, account_id, identity_id, profile)


@blueprint.get("/sso/resume")
@needs(Permission.OWN_ACCOUNT)
def resume_form() -> ResponseReturnValue:
    """Show the form that somebody wrote before they logged in at a provider."""
    with unit_of_work(write=False) as work:
        attempt = attempts.kept_form(
            work.session,
            browser=cookies.read(Cookie.SIGN_ON),
            account_id=acting().account_id,
            now=work.now,
        )
        kept = attempt.kept if attempt else ""
        target = safe_next(attempt.next_path if attempt else "/")
    form = carried_forms.unseal(kept, secret=str(current_app.secret_key))
    if form is None:
        return redirect(target, 303)
    if acting().withheld_roles:
        return second_factor.page(target, kept=kept)
    return send_on(form)


def _answered(visit: Visit | None) -> Response:
    """Return the response to a provider's answer that belongs to this browser.

    :raises InvalidError: if the answer belongs to no visit, or is wrong.
    """
    if visit is None:
        raise InvalidError(START_AGAIN)
    if request.args.get("error"):
        message = _("%(name)s did not log you in.", name=visit.client.name)
        raise InvalidError(message)
    # Where a provider names itself, another's answer is recognised (RFC 9207).
    if request.args.get("iss", visit.client.issuer) != visit.client.issuer:
        raise refused("the answer is from another provider")
    with unit_of_work(write=False) as work:
        now = work.now
    profile = openid.profile_of(
        visit.client,
        visits.directory(),
        visit.sent,
        code=request.args.get("code", ""),
        now=now,
    )
    if visit.purpose is Purpose.LINK:
        return linking.link(visit, profile)
    if visit.purpose is Purpose.PROVE:
        return linking.prove_by(visit, profile)
    return _recognised(visit, profile)


def _recognised(visit: Visit, profile: Profile) -> Response:
    """Log in the person, or ask for a name if they come for the first time."""
    with unit_of_work(write=True) as work:
        identity = identities.take_identity(work.session, profile)
        if identity is None:
            attempts.wait_for_name(work.session, visit.attempt_id, profile)
            return make_response(redirect(url_for("auth.show_first_name"), 303))
        account_id = identities.log_in(
            work.session,
            identity,
            profile,
            provider=work.session.get_one(IdentityProvider, visit.provider_id),
            by=visits.introduction(),
            now=work.now,
        )
        attempts.settle(work.session, visit.attempt_id, account_id)
        identity_id = identity.id
    return _log_in(visit, account_id, identity_id, profile)


def _log_in(
    visit: Visit, account_id: int, identity_id: int, profile: Profile
) -> Response:
    response = make_response()
    open_session(
        response, account_id, proved=visits.is_proof(profile, visit.started_at)
    )
    with unit_of_work(write=True) as work:
        sessions.attach(
            work.session,
            session_id=acting().session_id or 0,
            identity_id=identity_id,
            sid=profile.provider_session,
        )
    security_log.note(SecurityEvent.SIGNED_ON)
    cookies.delete(response, Cookie.TICKET)
    return go_back(response, visit)


def go_back(response: Response, visit: Visit) -> Response:
    """Return the response that leads to the form or the page where the visit began."""
    if visit.kept:
        response.status_code, response.location = 303, url_for("auth.resume_form")
        return response
    return go_on_to(response, wanted_by(safe_next(visit.next_path)), None)


def _pending() -> tuple[Visit, Profile, str]:
    """Return the visit of this browser that waits for a name.

    :raises NotFoundError: if there is none.
    """
    with unit_of_work(write=False) as work:
        found = attempts.pending(
            work.session, browser=cookies.read(Cookie.SIGN_ON), now=work.now
        )
        if found is None:
            raise NotFoundError(START_AGAIN)
        attempt, profile = found
        provider = work.session.get_one(IdentityProvider, attempt.provider_id)
        visit = visits.visit_of(work.session, attempt, provider, work.now)
        return visit, profile, provider.name


def _name_page(
    provider_name: str, form: object, error: InvalidError | None = None
) -> str:
    return render_template(
        "auth/sso/name.html", provider=provider_name, form=form, error=error
    )


def _failed(slug: str, visit: Visit | None, error: CeasefireError) -> tuple[str, int]:
    """Return the page about a log-in that failed, with what to do next."""
    statuses = {UnavailableError: 503, ForbiddenError: 403, ConflictError: 409}
    page = render_template(
        "auth/sso/failed.html",
        message=error.message,
        slug=slug,
        name=visit.client.name if visit else "",
        next_path=safe_next(visit.next_path if visit else "/"),
        kept=visit.kept if visit else "",
        is_log_in=visit is None or visit.purpose is Purpose.LOG_IN,
    )
    return page, statuses.get(type(error), 422)
