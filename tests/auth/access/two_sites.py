"""A newsroom with two sites, and somebody who is logged in on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.access import keys, sessions
from auth.access.key_models import ApiKey
from auth.access.staff import roles
from auth.core.models import Account, Site
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.sites.lookup import ensure_site
from moderation.compliance.notices.inputs import NameFlagger
from moderation.compliance.notices.services import flaggers
from moderation.compliance.transparency.models import TransparencyStatement
from moderation.compliance.transparency.rules import Source, Target
from moderation.compliance.transparency.states import StatementState
from moderation.discussion.models import Article
from moderation.discussion.rules import Status
from moderation.exchange.webhooks.inputs import AddEndpoint, OfEndpoint
from moderation.exchange.webhooks.models import WebhookDelivery
from moderation.exchange.webhooks.services import endpoints
from moderation.policy.coverage import Matching
from moderation.policy.inputs import PlanCoverage
from moderation.policy.services import coverages
from moderation.review.items.models import ReviewItem
from tests.calling import Newsroom

SECRET, HERALD = "Courier alone", "herald.example"


@dataclass
class Caller:
    """Somebody who is logged in on one host."""

    app: Flask
    host: str
    session_token: str

    def open(self, path: str, method: str = "GET", **arguments: Any) -> Any:
        """Request *path* on the host."""
        return self.app.test_client(use_cookies=False).open(
            path,
            method=method,
            base_url=f"http://{self.host}",
            headers={"Cookie": f"sid={self.session_token}"},
            **arguments,
        )

    def send(self, page: str, **form: str) -> Any:
        """Send a page's form."""
        return self.open(page, "POST", data=form)


@dataclass
class TwoSites:
    """A newsroom with the Courier and the Herald, and an admin of the Herald alone."""

    called: Newsroom
    admin: Caller
    courier_id: int
    herald_id: int
    numbers: dict[str, int]
    """The ids of rows of the Courier, by the name of the parameter in addresses."""

    def logged_in(self, name: str, host: str = HERALD) -> Caller:
        """Return the person with this name, logged in on a host."""
        with self.called.database.unit_of_work(write=True) as work:
            token = sessions.open_session(
                work.session,
                account_id=id_of(work.session, name),
                host=host,
                user_agent="test",
                now=work.now,
                proved=True,
            )
        return Caller(self.called.app, host, token)


def id_of(session: Session, name: str) -> int:
    """Return the account with this name."""
    query = select(Account.id).where(Account.display_name == name)
    return session.scalars(query).one()


def rows_of_courier(called: Newsroom, session: Session, ada: int) -> dict[str, int]:
    """Store one of everything for the Courier, and return the ids."""
    now, seal = called.now, called.app.extensions[EXTENSION].seal
    site_id = session.scalars(select(Site.id).where(Site.host == "localhost")).one()
    keys.create(
        session,
        name=SECRET,
        scopes=["articles"],
        account_id=ada,
        site_id=site_id,
        now=now,
    )
    endpoint, _ = endpoints.add(
        session,
        AddEndpoint(url="https://courier-alone.example/", site_id=site_id, note=SECRET),
        seal=seal,
        actor_id=ada,
        now=now,
    )
    endpoints.test(session, OfEndpoint(endpoint.id), now=now)
    coverage = coverages.plan(
        session,
        PlanCoverage(
            name=SECRET,
            profile_key="general",
            matching=Matching(["a"], [], [], []),
            site_id=site_id,
            reason="election",
        ),
        actor_id=ada,
        now=now,
    )
    flaggers.name_one(
        session,
        NameFlagger(SECRET, "flagger@example.org"),
        site_id=site_id,
        admin_id=ada,
        now=now,
    )
    statement = TransparencyStatement(
        site_id=site_id,
        target=Target.OFF,
        source=Source.DECISION,
        source_id=1,
        puid="1",
        state=StatementState.PARKED,
        created_at=now,
    )
    session.add(statement)
    session.flush()
    return {
        "account_id": ada,
        "key_id": session.scalars(select(ApiKey.id)).one(),
        "endpoint_id": endpoint.id,
        "delivery_id": session.scalars(select(WebhookDelivery.id)).one(),
        "coverage_id": coverage.id,
        "flagger_id": 1,
        "statement_id": statement.id,
        "article_id": session.scalars(select(Article.id)).one(),
        "item_id": session.scalars(select(ReviewItem.id)).one(),
    }


def set_up_two_sites(called: Newsroom) -> TwoSites:
    """Set up the Herald beside the Courier, with rows of the Courier to protect."""
    # The form token is asked for before anything else; access is asked for here.
    called.app.config["WTF_CSRF_ENABLED"] = False
    _, author = called.person("Wanda")
    _, ada = called.person("Ada", Role.ADMIN)
    staff = {
        role: called.person_alone(name)
        for name, role in (("Bea", Role.ADMIN), ("Mona", Role.MODERATOR))
    }
    called.comment(author, SECRET, status=Status.HELD, waits=True)
    with called.database.unit_of_work(write=True) as work:
        session, now = work.session, work.now
        courier = session.scalars(select(Site)).one()
        courier.host = "localhost"
        herald = ensure_site(session, name="The Herald", host=HERALD, now=now)
        for role, person in staff.items():
            roles.grant(
                session,
                account_id=person.account_id,
                role=role,
                site_id=herald.id,
                now=now,
            )
        numbers = rows_of_courier(called, session, ada.account_id)
        courier_id, herald_id = courier.id, herald.id
    found = TwoSites(
        called, Caller(called.app, HERALD, ""), courier_id, herald_id, numbers
    )
    found.admin = found.logged_in("Bea")
    return found
