"""Asks open forms for a proof of work, on a site that has switched it on.

The form has the macro ``proof``, whose script fetches a challenge and solves it when
the form is sent. A browser without scripts may send a few forms without a proof: see
:data:`auth.core.rules.UNPROVED`.
"""

from __future__ import annotations

from functools import partial

from flask import Flask, current_app, request
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from auth.access import forms, security_log
from auth.access.identity import current_actor
from auth.access.scripts import proof_of_work
from auth.access.scripts.proof_of_work import Solved
from auth.core import throttles
from auth.core.errors import InvalidError, TooManyError
from auth.core.models import Site, Throttle
from auth.core.rules import UNPROVED, UNPROVED_OF_NETWORK
from auth.core.translation import gettext as _
from auth.db.database import unit_of_work
from auth.db.upserts import add_once
from auth.sites.lookup import site_on

ACCOUNTS = "auth"
"""The blueprint of the pages of accounts. It also sends the challenges."""

FIELD = "proof"
"""The name of the field that holds the solution."""


def key() -> str:
    """Return the key that signs this newsroom's challenges."""
    return proof_of_work.key_of(str(current_app.secret_key))


def asking_site(session: Session) -> Site | None:
    """Return the site of this request if it asks for proofs.

    An account is for all sites of the newsroom. So every site asks before one is made,
    as long as any of them does.
    """
    site = site_on(session, request.host)
    if site is None or site.wants_proof_of_work:
        return site
    any_asks = select(exists().where(Site.wants_proof_of_work))
    is_of_all = request.blueprint == ACCOUNTS
    return site if is_of_all and session.scalar(any_asks) else None


def is_asked() -> bool:
    """Whether open forms on the site of this request need a proof of its sender."""
    if current_actor() is not None:
        return False
    with unit_of_work(write=False) as work:
        return asking_site(work.session) is not None


def check() -> None:
    """Refuse an open form without a proof, where the site asks for one.

    :raises InvalidError: if the solution is wrong, has expired or was used before.
    :raises TooManyError: if the site takes no more forms without a proof at present.
    """
    with unit_of_work(write=False) as work:
        site = asking_site(work.session)
        if site is None:
            return
        site_id, now = site.id, work.now
    solution = forms.text(FIELD)
    if not solution:
        _count_unproved(site_id)
        return
    found = proof_of_work.solved(solution, key=key(), site_id=site_id, now=now)
    if found is None or not _is_unused(found):
        security_log.note(security_log.SecurityEvent.FORM_REFUSED)
        raise InvalidError(
            _("The check of your browser has expired. Please send the form again.")
        )


def use(session: Session, found: Solved) -> bool:
    """Use a solved challenge up; return whether it was still unused."""
    values = {
        "key": f"proof:{found.nonce}",
        "window": 0,
        "count": 1,
        "expires_at": found.until,
    }
    return add_once(session, Throttle, values, key=["key", "window"])


def setup(app: Flask) -> None:
    """Let the templates ask for a proof."""
    app.jinja_env.globals["is_proof_asked"] = is_asked


def _is_unused(found: Solved) -> bool:
    with unit_of_work(write=True) as work:
        return use(work.session, found)


def _count_unproved(site_id: int) -> None:
    """Count a form without a proof against what its site still takes of this form.

    What its network may not send any more counts for no other network.
    """
    subject = f"unproved-form:{site_id}:{request.endpoint}"
    network = throttles.wide_network_of(request.remote_addr)
    with unit_of_work(write=True) as work:
        count = partial(throttles.count, work.session, now=work.now)
        wait = count(key=f"{subject}:{network}", limit=UNPROVED_OF_NETWORK).wait
        if not wait:
            wait = count(key=subject, limit=UNPROVED).wait
    if wait:
        security_log.note(security_log.SecurityEvent.FORM_REFUSED)
        raise TooManyError(
            _(
                "Automated programs are attacking this site, so this form needs "
                "JavaScript at the moment. Please turn it on, log in, or write to the "
                "address on our contact page."
            ),
            {"retry_after": wait},
        )
