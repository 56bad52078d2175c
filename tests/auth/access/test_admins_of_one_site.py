"""An admin of one site runs that site, and nothing else of the newsroom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from auth.access import keys
from auth.access.declarations import declared_access
from auth.access.key_models import ApiKey
from auth.core import audit
from auth.core.models import Account, RoleGrant, Site
from auth.core.permissions import Permission, Role
from moderation.discussion.models import Article
from moderation.exchange.webhooks.services import endpoints
from moderation.policy.coverage_models import Coverage
from moderation.policy.services import coverages
from tests.auth.access.two_sites import (
    HERALD,
    SECRET,
    Caller,
    TwoSites,
    id_of,
    set_up_two_sites,
)
from tests.calling import Newsroom
from tests.routes import path_of, routes

OF_SITE = {Permission.RUN_SITE, Permission.MANAGE_WEBHOOKS}
FREE = {"kind", "name", "year", "key"}
"""Parameters of addresses that name no row of another site by its number."""
ENDPOINT: dict[str, Any] = {
    "url": "https://cms.example/",
    "types": [],
    "site_id": None,
    "note": "",
    "is_enabled": True,
}


@pytest.fixture
def sites(called: Newsroom) -> TwoSites:
    return set_up_two_sites(called)


def opened(caller: Caller, *permissions: Permission) -> list[tuple[str, str]]:
    """Return the routes for *permissions* that are not forbidden to *caller*."""
    return [
        (method, rule.rule)
        for rule, method in routes(caller.app)
        if declared_access(caller.app, rule.endpoint) in permissions
        and caller.open(path_of(rule), method).status_code != 403
    ]


def test_what_all_sites_share_is_closed_to_an_admin_of_one(sites: TwoSites) -> None:
    assert opened(sites.admin, Permission.RUN_NEWSROOM) == []


def test_another_site_is_closed_to_an_admin_of_one(sites: TwoSites) -> None:
    elsewhere = sites.logged_in("Bea", "localhost")

    assert opened(elsewhere, Permission.RUN_NEWSROOM, *OF_SITE) == []


def test_no_row_of_another_site_is_shown_or_changed(sites: TwoSites) -> None:
    app, before = sites.called.app, sites.called.rows()
    reached = []
    for rule, method in routes(app):
        if declared_access(app, rule.endpoint) not in OF_SITE:
            continue
        if not rule.arguments - FREE:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<int:{name}>", str(sites.numbers[name]))
        body = ENDPOINT if method == "PUT" else {}
        is_api = path.startswith("/api/")
        sent = {"json": body} if is_api else {"data": {"url": "https://cms.example/"}}
        answer = sites.admin.open(path, method, **sent)
        if answer.status_code not in (403, 404) or SECRET in answer.text:
            reached.append((method, path, answer.status_code))

    assert reached == []
    assert sites.called.rows() == before


def test_no_list_names_anything_of_another_site(sites: TwoSites) -> None:
    app = sites.called.app
    told = []
    for rule, method in routes(app):
        is_list = method == "GET" and not rule.arguments
        if is_list and declared_access(app, rule.endpoint) in OF_SITE:
            answer = sites.admin.open(rule.rule)
            if answer.status_code != 200 or SECRET in answer.text:
                told.append((rule.rule, answer.status_code))

    assert told == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
def test_an_admin_of_one_site_gives_roles_for_that_site_alone(
    sites: TwoSites, role: Role
) -> None:
    form = {"email": "Wanda@reader.example", "role": role.value, "action": "grant"}

    refused = sites.admin.send("/admin/staff", **form, site=str(sites.courier_id))
    taken = sites.admin.send("/admin/staff", **form)

    with sites.called.database.unit_of_work(write=False) as work:
        granted = work.session.scalars(
            select(RoleGrant.site_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(Account.display_name == "Wanda")
        ).all()
    assert (refused.status_code, taken.status_code) == (404, 303)
    assert granted == [sites.herald_id]


@pytest.mark.parametrize("named", [True, False])
def test_an_admin_of_one_site_removes_no_role_for_all_sites(
    sites: TwoSites, named: bool
) -> None:
    with sites.called.database.unit_of_work(write=False) as work:
        grant_id = work.session.scalars(
            select(RoleGrant.id).where(RoleGrant.site_id.is_(None))
        ).one()
    form = {"email": "Ada@reader.example", "role": "admin", "action": "revoke"}

    sites.admin.send(
        "/admin/staff", **form, **({"grant": str(grant_id)} if named else {})
    )

    with sites.called.database.unit_of_work(write=False) as work:
        assert work.session.get(RoleGrant, grant_id) is not None


def test_what_an_admin_of_one_site_adds_is_for_that_site(sites: TwoSites) -> None:
    sites.admin.send("/admin/keys", name="cms", scopes="articles")
    sites.admin.send("/admin/webhooks", url="https://cms.example/")
    sites.admin.send(
        "/admin/coverages", name="Trial", profile="general", subjects="a", reason="it"
    )

    with sites.called.database.unit_of_work(write=False) as work:
        found = [
            work.session.scalars(query).one()
            for query in (
                select(ApiKey.site_id).where(ApiKey.name == "cms"),
                select(Coverage.site_id).where(Coverage.name == "Trial"),
            )
        ]
        endpoint = endpoints.everything(work.session, only_site=sites.herald_id)
    assert found == [sites.herald_id, sites.herald_id]
    assert len(endpoint) == 1


def test_a_coverage_of_one_site_leaves_the_articles_of_others_alone(
    sites: TwoSites,
) -> None:
    sites.admin.send(
        "/admin/coverages",
        name="Trial",
        profile="strict",
        words="truce",
        reason="The court sits.",
    )

    with sites.called.database.unit_of_work(write=False) as work:
        article = work.session.scalars(select(Article)).one()
        assert coverages.key_for(work.session, article) is None


def test_only_an_admin_of_the_newsroom_changes_the_host(sites: TwoSites) -> None:
    answer = sites.admin.send("/admin/site", name="The Herald", host="localhost:5000")

    assert answer.status_code == 422
    with sites.called.database.unit_of_work(write=False) as work:
        assert work.session.get_one(Site, sites.herald_id).host == HERALD


@pytest.mark.parametrize("of_site", [True, False])
def test_a_key_works_where_its_owner_is_an_admin(
    sites: TwoSites, of_site: bool
) -> None:
    with sites.called.database.unit_of_work(write=True) as work:
        token = keys.create(
            work.session,
            name="cms",
            scopes=["articles"],
            account_id=id_of(work.session, "Bea"),
            site_id=sites.herald_id if of_site else None,
            now=work.now,
        )

        found = keys.find(work.session, token=token, host=HERALD)

    assert (found is not None) is of_site


def test_staff_of_one_site_see_its_part_of_the_audit_log(sites: TwoSites) -> None:
    with sites.called.database.unit_of_work(write=True) as work:
        for site_id, key in (
            (sites.courier_id, "of-the-courier"),
            (sites.herald_id, "of-the-herald"),
            (None, "of-all-sites"),
        ):
            audit.record(
                work.session,
                actor_id=None,
                action="article.change",
                subject=("article", key),
                site_id=site_id,
                now=work.now,
            )

    page = sites.logged_in("Mona").open("/admin/audit-log").text

    assert "of-the-herald" in page
    assert "of-the-courier" not in page
    assert "of-all-sites" not in page


def test_a_site_sees_which_of_its_roles_was_removed(sites: TwoSites) -> None:
    with sites.called.database.unit_of_work(write=False) as work:
        of_mona = select(RoleGrant.id).where(RoleGrant.role == Role.MODERATOR)
        grant_id = work.session.scalars(of_mona).one()

    sites.logged_in("Ada", "localhost").send(
        "/admin/staff",
        email="Mona@reader.example",
        role="admin",
        action="revoke",
        grant=str(grant_id),
    )

    with sites.called.database.unit_of_work(write=False) as work:
        of_act = select(audit.AuditEntry).filter_by(action="staff.revoke")
        entry = work.session.scalars(of_act).one()
        assert entry.site_id == sites.herald_id
        assert entry.detail["role"] == "moderator"
