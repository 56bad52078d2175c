"""Open forms on a site that asks for a proof of work while scripts attack it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from altcha import Challenge
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from auth.access.scripts import proof_of_work, proofs
from auth.core.models import Site, Throttle
from auth.core.rules import UNPROVED, UNPROVED_OF_NETWORK
from auth.db.database import Database
from auth.sites.lookup import ensure_site
from moderation import app as application
from moderation.discussion.models import Article
from tests.auth.access.scripts.solving import solution_of, tampered
from tests.calling import TOKEN, Newsroom, founded

REGISTRATION = {
    "display_name": "Nora",
    "email": "nora@reader.example",
    "password": "nineteen quiet herons",
    "next": "/",
}
FORMS = {
    "registration": ("/register", "/register", REGISTRATION),
    "report": ("/comments/1/report", "/comments/1/report", {"reason": "insult"}),
    "notice": ("/notices/new", "/notices", {"explanation": "It insults me."}),
}
ALERT = re.compile(r'role="alert"[^>]*>([^<]+)<')
EXPIRED = "The check of your browser has expired. Please send the form again."
Solve = Callable[[FlaskClient], str]


@pytest.fixture
def attacked(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Newsroom:
    """A newsroom that asks for proofs. One of sixteen tries finds one."""
    monkeypatch.setattr(proof_of_work, "PREFIX", "0")
    monkeypatch.setattr(proof_of_work, "COST", 10)
    config = application.testing_config(tmp_path)
    made = founded(
        application.create_app(config, application.Parts(sqlite_database)),
        sqlite_database,
    )
    made.comment(made.person_alone("Rita"), "A thought.")
    with sqlite_database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(wants_proof_of_work=True))
    return made


def solve(client: FlaskClient) -> str:
    """Return the solution of a challenge that the site gives."""
    return solution_of(Challenge.from_dict(client.get("/proof-of-work").get_json()))


def sent(
    client: FlaskClient, form: str, *, address: str = "192.0.2.1", **more: str
) -> TestResponse:
    """Open a form and send it."""
    opened_at, sent_to, fields = FORMS[form]
    token = TOKEN.findall(client.get(opened_at).text)[0]
    return client.post(
        sent_to,
        data={"csrf_token": token} | fields | more,
        environ_base={"REMOTE_ADDR": address},
    )


def said(answer: TestResponse) -> str:
    found = ALERT.search(answer.text)
    return " ".join(found[1].split()) if found else ""


def use_up(client: FlaskClient, form: str) -> None:
    """Send from many networks what the site accepts of a form without a proof."""
    for number in range(UNPROVED.count):
        answer = sent(client, form, address=f"198.51.{number}.1")
        assert answer.status_code != 429


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_a_proof_is_let_through(attacked: Newsroom, form: str) -> None:
    client = attacked.app.test_client()

    answer = sent(client, form, proof=solve(client))

    assert said(answer) != EXPIRED
    assert answer.status_code == (422 if form == "notice" else 303)


@pytest.mark.parametrize("form", FORMS)
def test_a_proof_that_was_used_is_refused(attacked: Newsroom, form: str) -> None:
    client = attacked.app.test_client()
    proof = solve(client)
    sent(client, "registration", proof=proof)

    again = sent(client, form, proof=proof)

    assert (again.status_code, said(again)) == (422, EXPIRED)


def forge(client: FlaskClient) -> str:
    return tampered(solve(client), cost=1, keyPrefix="")


def invent(_client: FlaskClient) -> str:
    return "invented"


@pytest.mark.parametrize("solving", [forge, invent])
def test_a_forged_proof_is_refused(attacked: Newsroom, solving: Solve) -> None:
    client = attacked.app.test_client()

    answer = sent(client, "registration", proof=solving(client))

    assert (answer.status_code, said(answer)) == (422, EXPIRED)


def test_an_expired_proof_is_refused(attacked: Newsroom) -> None:
    client = attacked.app.test_client()
    with attacked.app.app_context():
        made = proof_of_work.challenge(
            key=proofs.key(), site_id=1, now=datetime.now(UTC) - timedelta(minutes=11)
        )

    answer = sent(client, "registration", proof=solution_of(made))

    assert (answer.status_code, said(answer)) == (422, EXPIRED)


def test_what_was_typed_comes_back_without_the_used_proof(attacked: Newsroom) -> None:
    client = attacked.app.test_client()

    page = sent(client, "registration", proof="invented").text

    assert 'value="nora@reader.example"' in page
    assert 'name="proof"' not in page
    assert 'data-proof="/proof-of-work"' in page


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_a_proof_is_accepted_a_few_times_an_hour(
    attacked: Newsroom, form: str
) -> None:
    client = attacked.app.test_client()
    use_up(client, form)

    answer = sent(client, form)

    assert answer.status_code == 429
    assert said(answer).startswith("Automated programs are attacking this site")


def test_one_network_does_not_use_up_what_all_may_send(attacked: Newsroom) -> None:
    client = attacked.app.test_client()
    for number in range(UNPROVED.count + 1):
        answer = sent(client, "notice", address=f"198.51.100.{number}")
        assert (answer.status_code == 429) is (number >= UNPROVED_OF_NETWORK.count)

    assert sent(client, "notice").status_code == 422


def test_scripts_that_register_leave_notices_their_share(attacked: Newsroom) -> None:
    client = attacked.app.test_client()
    use_up(client, "registration")

    assert sent(client, "notice").status_code == 422


def test_readers_who_are_logged_in_are_not_asked(attacked: Newsroom) -> None:
    otto, _ = attacked.person("Otto")

    assert "data-proof" not in otto.client.get("/comments/1/report").text
    assert otto.send("/comments/1/report", reason="insult").status_code == 303


def test_a_site_that_is_not_attacked_asks_for_nothing(
    attacked: Newsroom, sqlite_database: Database
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        work.session.execute(update(Site).values(wants_proof_of_work=False))
    client = attacked.app.test_client()

    assert "data-proof" not in client.get("/register").text
    assert client.get("/proof-of-work").status_code == 404


def test_a_sister_site_asks_only_before_it_makes_an_account_for_the_attacked_one(
    attacked: Newsroom, sqlite_database: Database
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        attacked_site = work.session.scalars(select(Site)).one()
        attacked_site.host = "attacked.example"
        sister = ensure_site(
            work.session, name="Sister", host="localhost", now=work.now
        )
        work.session.execute(update(Article).values(site_id=sister.id))
    client = attacked.app.test_client()

    asking = {form for form in FORMS if "data-proof" in client.get(FORMS[form][0]).text}
    use_up(client, "registration")

    assert asking == {"registration"}
    assert sent(client, "registration").status_code == 429
    otto = {"display_name": "Otto", "email": "otto@reader.example"}
    answer = sent(client, "registration", proof=solve(client), **otto)
    assert answer.status_code == 303


def test_a_challenge_is_stored_only_once_it_is_solved(
    attacked: Newsroom, sqlite_database: Database
) -> None:
    client = attacked.app.test_client()
    proof = solve(client)
    assert client.get("/proof-of-work").headers["Cache-Control"] == "no-store"

    sent(client, "registration", proof=proof)

    with sqlite_database.unit_of_work(write=False) as work:
        used = work.session.scalars(
            select(Throttle.key).where(Throttle.key.startswith("proof:"))
        ).all()
    assert len(used) == 1
