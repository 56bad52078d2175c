"""Each site has its rules; readers accept them, and statements cite them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.core.permissions import Role
from auth.sites.page_models import Acceptance
from auth.sites.page_rules import TITLES, PageKind, blocks
from auth.sites.page_texts import default_text
from moderation.review.items.rules import Reason
from tests.calling import Caller, Newsroom

RULES = default_text(PageKind.RULES)
NEW_RULES = "[spam] Buy nothing here.\n\n[insult] Be kind.\n\nNo tag."


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


def publish(admin: Caller, kind: str, text: str, version: str = "0") -> int:
    answer = admin.send(f"/admin/pages/{kind}", text=text, version=version)
    return int(answer.status_code)


def text_of(caller: Caller, path: str) -> str:
    answer = caller.client.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("kind", PageKind)
def test_every_page_of_the_site_links_to_a_page_with_a_text(
    called: Newsroom, kind: PageKind
) -> None:
    visitor = called.visitor()

    assert f'href="/{kind.value}"' in text_of(visitor, "/")
    page = text_of(visitor, f"/{kind.value}")
    assert str(TITLES[kind]) in page
    assert blocks(kind, default_text(kind))[0].text.split(",")[0] in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PageKind.RULES, "Keine Werbung"),
        (PageKind.TERMS, "Ihre Kommentare bleiben Ihre."),
        (PageKind.PRIVACY, "Was wir speichern"),
        (PageKind.CONTACT, "Impressum"),
    ],
)
def test_a_built_in_text_is_in_the_language_of_the_site(
    called: Newsroom, kind: PageKind, words: str
) -> None:
    with called.database.unit_of_work(write=True) as work:
        work.session.get_one(Site, 1).languages = ["de", "en"]

    # Its rules are in one language, whichever language a reader has chosen.
    page = text_of(called.visitor(), f"/{kind.value}?lang=en")

    assert words in page
    assert 'lang="de"' in page


def test_the_default_rules_explain_every_reason_for_a_rejection_once() -> None:
    rules = default_text(PageKind.RULES)
    explained = [block.reason for block in blocks(PageKind.RULES, rules)]

    assert sorted(explained) == sorted(Reason)


def test_a_new_version_is_in_force_and_the_old_one_stays_readable(
    called: Newsroom, admin: Caller
) -> None:
    assert publish(admin, "rules", NEW_RULES) == 303

    visitor = called.visitor()
    assert "Buy nothing here." in text_of(visitor, "/rules")
    assert "Buy nothing here." not in text_of(visitor, "/rules?version=0")
    assert visitor.client.get("/rules?version=7").status_code == 404


@pytest.mark.parametrize(
    ("text", "version", "status", "message"),
    [
        ("", "0", 422, "A page must have 1 to"),
        ("x" * 40_001, "0", 422, "A page must have 1 to"),
        (RULES, "0", 422, "You have not changed anything."),
        (NEW_RULES, "3", 409, "Someone else has changed this page"),
    ],
)
def test_an_invalid_page_is_refused_and_its_text_kept(
    admin: Caller, text: str, version: str, status: int, message: str
) -> None:
    answer = admin.send("/admin/pages/rules", text=text, version=version)

    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert message in page
    assert text.strip()[:30] in page


def test_what_an_admin_writes_is_shown_as_text(called: Newsroom, admin: Caller) -> None:
    publish(admin, "contact", "# Write to us\n\n<script>alert(1)</script>")

    page = text_of(called.visitor(), "/contact")
    assert "<script>alert" not in page
    assert "Write to us</h2>" in page


@pytest.mark.parametrize(("kind", "is_told"), [("rules", True), ("contact", False)])
def test_readers_are_told_that_the_rules_changed(
    called: Newsroom, admin: Caller, kind: str, is_told: bool
) -> None:
    reader, _ = called.person("Nour")

    publish(admin, kind, NEW_RULES)

    assert ("terms of use have changed" in text_of(reader, "/")) is is_told
    assert "have changed" not in text_of(called.visitor(), "/")


def test_registering_accepts_the_versions_in_force(
    called: Newsroom, admin: Caller
) -> None:
    publish(admin, "rules", NEW_RULES)
    visitor = called.visitor()
    form = text_of(visitor, "/register")
    assert "By registering you accept" in form
    token = form.split('name="csrf_token" value="')[1].split('"')[0]

    visitor.client.post(
        "/register",
        data={
            "csrf_token": token,
            "display_name": "Wanda",
            "email": "wanda@reader.example",
            "password": "nineteen quiet herons",
        },
    )

    with called.database.unit_of_work(write=False) as work:
        [accepted] = work.session.scalars(select(Acceptance))
        assert (accepted.rules_version, accepted.terms_version) == (1, 0)
