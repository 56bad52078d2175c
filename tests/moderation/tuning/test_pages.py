from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from auth.access.carried_forms import unseal
from auth.core.models import LoginSession
from auth.core.permissions import Role
from moderation.policy.services import profiles
from moderation.scoring.base.labels import Label
from tests.calling import Newsroom
from tests.forms import form_to
from tests.pages import tags

FORM = {f"{label.value}-{kind}": "0.7" for label in Label for kind in ("flag", "hold")}
CHANGE = FORM | {"number": "1", "fallback": "flag", "reason": "A calmer week."}
PAGE = "/admin/profiles/general"


def test_a_moved_threshold_is_answered_for_the_whole_the_imported_and_by_label(
    called: Newsroom,
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    answer = ada.client.get(f"{PAGE}/effect", query_string=FORM).get_json()

    labels = {label.value for label in Label}
    assert set(answer["effects"]) == {"whole", "imported"} | labels
    assert answer["effects"]["whole"]["recall"] == "unknown"
    assert answer["bands"] == {"right": 0, "wrong": 0, "undecided": 0}


def test_the_button_shows_the_effect_without_a_script(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    page = ada.client.get(PAGE, query_string=FORM | {"fallback": "flag"})

    assert 'name="threat-hold" value="0.7"' in page.get_data(as_text=True)


def test_thresholds_and_handling_are_saved_as_a_new_version(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    ada.send(PAGE, **CHANGE, most_links="", first_held="2", unreadable="hold")

    with called.database.unit_of_work(write=False) as work:
        version = profiles.current_version(work.session, "general")
        assert (version.number, version.reason) == (2, "A calmer week.")
        assert version.handling == {
            "most_links": None,
            "first_held": 2,
            "unreadable": "hold",
        }


@pytest.mark.parametrize(
    ("said", "alone"),
    [({"bans_need_two": "no"}, True), ({"bans_need_two": "yes"}, False), ({}, False)],
    ids=["one is enough", "two", "nothing said"],
)
def test_a_ban_needs_a_second_person_unless_the_profiles_say_otherwise(
    called: Newsroom, said: dict[str, str], alone: bool
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    _, reader = called.person("Ruth")
    for key in ("general", "conflict"):
        ada.send(f"/admin/profiles/{key}", **CHANGE, **said)
        page = ada.client.get(f"/admin/profiles/{key}").get_data(as_text=True)
        assert ('<option value="no" selected>' in page) is alone

    ada.send(
        f"/staff/authors/{reader.account_id}/sanctions",
        kind="ban",
        reason="threat",
        note="Sent threats to three readers.",
    )

    told = ada.client.get(f"/staff/authors/{reader.account_id}").get_data(as_text=True)
    assert ("in force. The author is told." in told) is alone
    assert ("Another moderator must confirm it." in told) is not alone


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"threat-flag": "0.8"}, "flag is not above hold"),
        ({"threat-hold": "1.2"}, "lie from 0 to 1"),
        ({"threat-hold": "nan"}, "please give a number"),
        ({"threat-hold": ""}, "please give a number"),
        ({"first_held": "11"}, "from 0 to 10"),
        ({"most_links": "101"}, "from 0 to 100"),
        ({"most_links": "-1"}, "give a whole number"),
        ({"unreadable": "shred"}, "choose one of"),
        ({"reason": "  "}, "say why"),
        ({"number": "7"}, "newer version"),
    ],
)
def test_a_contradictory_change_is_refused_and_changes_nothing(
    called: Newsroom, change: dict[str, str], message: str
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()

    answer = ada.send(PAGE, **(CHANGE | change))

    assert answer.status_code in (409, 422)
    assert message in answer.get_data(as_text=True)
    assert called.rows() == before


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        pytest.param({"threat-flag": "0.8"}, "threat-flag", id="flag above hold"),
        pytest.param({"threat-hold": "many"}, "threat-hold", id="no number"),
        pytest.param({"first_held": "11"}, "first_held", id="too many"),
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"due": "2001-01-01T06:00"}, "due", id="a time gone by"),
        pytest.param({"number": "7"}, None, id="somebody was faster"),
    ],
)
def test_a_refused_form_is_shown_again_as_it_was_sent(
    called: Newsroom, change: dict[str, str], wrong: str | None
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    sent = {
        "insult-flag": "0.41",
        "most_links": "7",
        "first_held": "3",
        "fallback": "publish",
        "unreadable": "flag",
        "bans_need_two": "no",
        "reason": "A louder week.",
        "due": "2999-01-01T06:00" if "number" not in change else "",
    }

    page = ada.send(PAGE, **(CHANGE | sent | change)).get_data(as_text=True)

    kept = {**sent, **change}
    fields = {field["name"]: field for field in tags(page, "input") if "name" in field}
    chosen = [each["value"] for each in tags(page, "option") if "selected" in each]
    for name in ("insult-flag", "most_links", "first_held", "reason", "due"):
        assert fields[name]["value"] == kept[name]
    assert chosen == ["publish", "flag", "no"]
    marked = {name for name, field in fields.items() if "aria-invalid" in field}
    assert wrong in marked if wrong else not marked


def test_showing_the_effect_loses_nothing_that_was_entered(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    page = ada.client.get(PAGE, query_string=CHANGE | {"most_links": "9"})

    text = page.get_data(as_text=True)
    assert 'value="A calmer week."' in text
    assert 'value="9"' in text


def test_a_form_that_waits_for_the_password_is_carried_whole(
    called: Newsroom,
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    with called.database.unit_of_work(write=True) as work:
        stale = work.now - timedelta(minutes=11)
        work.session.execute(update(LoginSession).values(proved_at=stale))

    asked = ada.send(PAGE, **CHANGE)
    carried = unseal(
        form_to(asked.text, "/account/prove").value("kept"),
        secret=str(called.app.secret_key),
    )

    assert asked.status_code == 401
    assert carried is not None
    assert carried.path == PAGE
    assert dict(carried.fields) == CHANGE


def test_a_version_for_later_is_shown_and_can_be_taken_back(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    ada.send(PAGE, **CHANGE, due="2999-01-01T06:00")
    waiting = ada.client.get(PAGE).get_data(as_text=True)
    ada.send(f"{PAGE}/scheduled/1/cancel")
    after = ada.client.get(PAGE).get_data(as_text=True)

    assert "1 January 2999, 06:00 UTC</time>: <bdi>A calmer week.</bdi>" in waiting
    assert "A calmer week." not in after


def test_an_older_version_is_brought_back_with_a_reason(called: Newsroom) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)
    ada.send(PAGE, **CHANGE)

    ada.send(f"{PAGE}/roll-back", number="2", to="1", reason="Too much was held.")

    page = ada.client.get(PAGE).get_data(as_text=True)
    assert "Too much was held.</bdi> <strong>In force.</strong>" in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 200, "Find thresholds"),
        ("most_held=10", 200, "would have met your goals"),
        ("least_right=60", 200, "cannot be met"),
        ("most_held=many", 422, "A goal must be 0"),
        ("least_right=101", 422, "at most 100 per cent"),
    ],
)
def test_goals_are_answered_with_thresholds_or_why_there_are_none(
    called: Newsroom, query: str, status: int, words: str
) -> None:
    ada, _ = called.person("Ada", Role.ADMIN)

    answer = ada.client.get(f"{PAGE}/recommendation?{query}")

    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)
