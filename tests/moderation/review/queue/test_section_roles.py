"""Who has a role for a section or a site, and how far it reaches."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.access.staff import roles
from auth.core.errors import InvalidError
from auth.core.models import RoleGrant, Site
from auth.core.permissions import Role
from auth.sites.lookup import ensure_site
from moderation.review.items.services import eligible_moderators
from tests.calling import Newsroom
from tests.moderation.review.queue.sections import POLITICS, SPORT, limit


def test_a_role_for_a_site_sees_the_figures_of_that_site_alone(
    called: Newsroom,
) -> None:
    moderator, mina = called.person("Mina")
    limit(called, mina.account_id, "")
    with called.database.unit_of_work(write=True) as work:
        ensure_site(work.session, name="The Herald", host="herald.test", now=work.now)

    own = moderator.client.get("/figures?site=localhost")
    others = moderator.client.get("/figures?site=herald.test")

    assert own.status_code == 200
    assert "All sites" not in own.get_data(as_text=True)
    assert others.status_code == 404


def test_a_role_for_the_site_outweighs_one_for_a_section(called: Newsroom) -> None:
    _, mina = called.person("Mina", Role.MODERATOR)
    limit(called, mina.account_id, SPORT)

    with called.database.unit_of_work(write=False) as work:
        site_id = work.session.scalars(select(Site.id)).one()
        powers = roles.role_scopes_of(work.session, mina.account_id, site_id)

    assert Role.MODERATOR in powers.roles
    assert powers.sections is None
    assert powers.wide_roles == {Role.MODERATOR}


@pytest.mark.parametrize(
    ("role", "has_site"), [(Role.ADMIN, True), (Role.MODERATOR, False)]
)
def test_a_role_that_cannot_be_limited_is_refused(
    called: Newsroom, role: Role, has_site: bool
) -> None:
    _, mina = called.person("Mina")

    with called.database.unit_of_work(write=True) as work:
        site_id = work.session.scalars(select(Site.id)).one() if has_site else None
        with pytest.raises(InvalidError):
            roles.grant(
                work.session,
                account_id=mina.account_id,
                role=role,
                site_id=site_id,
                section=SPORT,
                now=work.now,
            )


def test_an_admin_gives_and_takes_a_role_for_a_section(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    _, mina = called.person("Mina")
    with called.database.unit_of_work(write=False) as work:
        site_id = work.session.scalars(select(Site.id)).one()
    form = {"email": "Mina@reader.example", "role": "moderator"}

    admin.send(
        "/admin/staff", **form, action="grant", site=str(site_id), section=" sport "
    )

    with called.database.unit_of_work(write=False) as work:
        query = select(RoleGrant).where(RoleGrant.account_id == mina.account_id)
        grant = work.session.scalars(query).one()
        assert (grant.site_id, grant.section) == (site_id, SPORT)
        grant_id = grant.id
    page = admin.client.get("/admin/staff").get_data(as_text=True)
    assert "section <bdi>sport</bdi>" in page

    admin.send("/admin/staff", **form, action="revoke", grant=str(grant_id))
    with called.database.unit_of_work(write=False) as work:
        assert work.session.scalars(query).all() == []


@pytest.mark.parametrize(("section", "is_left"), [(SPORT, True), (POLITICS, False)])
def test_a_colleague_is_left_only_where_their_role_reaches(
    called: Newsroom, section: str, is_left: bool
) -> None:
    _, mina = called.person("Mina")
    limit(called, mina.account_id, SPORT)

    with called.database.unit_of_work(write=False) as work:
        site_id = work.session.scalars(select(Site.id)).one()
        assert is_left is eligible_moderators.is_left(
            work.session, site_id=site_id, section=section, excluded=[]
        )
