"""A name cannot imitate staff or another reader, and cannot be invisible."""

from __future__ import annotations

import pytest

from auth.accounts import lookup
from auth.core.errors import InvalidError
from auth.core.naming import names
from auth.db.database import Database
from tests import newsroom


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u0410\u043d\u043d\u0430 \u041a.", "\u0410\u043d\u043d\u0430 \u041a."),
        ("\u0645\u0631\u064a\u0645", "\u0645\u0631\u064a\u0645"),
        ("\u05d3\u05d5\u05d3", "\u05d3\u05d5\u05d3"),
        ("\u4f50\u85e4 \u3055\u304f\u3089", "\u4f50\u85e4 \u3055\u304f\u3089"),
        ("Siobh\u00e1n O'Hara-Li", "Siobh\u00e1n O'Hara-Li"),
        ("J. R. R. T.", "J. R. R. T."),
        ("reader_1987", "reader_1987"),
        ("Modesto Adminski", "Modesto Adminski"),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_persons_name_is_taken_as_typed_but_tidy(typed: str, shown: str) -> None:
    assert names.checked(typed) == shown


REFUSED = {
    "characters": ["", " ", "x", "x" * 41],
    "can contain": [
        "Ada\x00",
        "Ada\ud800",
        "Ada \u2713",
        "Ada\u0301\u0302\u0303\u0304\u0305",
    ],
    "visible letters": [
        "\u3164\u3164",
        "Ad\u115fa",
        "Ada\u202eLove",
        "Ada\u200bLove",
        "\u2800\u2800",
        "12",
        "..",
    ],
    "one alphabet": ["Rut\u04bb Calder", "\u0410da Lovelace", "\u03bfmar Li"],
    "reserved": [
        "admin",
        "Admin 2",
        "Adm1n",
        "a d m i n",
        "M\u00f8derator",
        "Moderat\u00f3r",
        "admins",
        "MODERATOR",
        "Moderator Anna",
        "The Newsroom",
        "Rnoderator",
        "rn0derator1",
        "staff",
        "Former  Reader",
        "The Morning Post",
    ],
    "address": [
        "ada@reader.example",
        "www.spam.example",
        "buy at spam.example",
        "https://x",
    ],
}


@pytest.mark.parametrize(
    ("typed", "why"),
    [(typed, why) for why, all_ in REFUSED.items() for typed in all_],
)
def test_an_invalid_name_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(InvalidError, match=why) as refused:
        names.checked(typed, reserved=["The Morning Post"])

    assert refused.value.details == {"field": "display_name"}


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [
        ("Ruth Calder", "ruth calder"),
        ("Ruth Calder", "Ruth-Calder"),
        ("Ruth Calder", "RuthCalder"),
        ("RuthCalder", "Ruth Calder."),
        ("J. R. Tolk", "JR Tolk"),
        ("Ruth Calder", "Ruth CaIder"),
        ("Ruth Calder", "Ruth Ca1der"),
        ("Ilias", "ILIAS"),
        ("Tomas", "Tornas"),
        ("Robert", "R0bert"),
        ("Strasse", "Stra\u00dfe"),
        # Only Cyrillic letters, and each looks like a Latin one.
        ("Cape", "\u0421\u0430\u0440\u0435"),
        ("Ada", "\uff21\uff44\uff41"),
    ],
)
def test_a_name_that_looks_like_one_that_is_taken_is_refused(
    database: Database, taken: str, wanted: str
) -> None:
    with database.unit_of_work(write=True) as work:
        newsroom.person(work.session, taken, now=work.now)

        with pytest.raises(InvalidError, match="looks too much like"):
            lookup.create(
                work.session,
                display_name=wanted,
                email="wanted@reader.example",
                password_hash="",
                now=work.now,
            )


@pytest.mark.parametrize(
    ("one", "other"), [("Alia", "Aila"), ("Ann Lee", "Anne Lee"), ("Jo", "Joe")]
)
def test_names_that_only_resemble_each_other_are_two_names(
    sqlite_database: Database, one: str, other: str
) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        newsroom.person(work.session, one, now=work.now)
        newsroom.person(work.session, other, now=work.now)


def test_nobody_takes_the_name_of_a_site(sqlite_database: Database) -> None:
    with sqlite_database.unit_of_work(write=True) as work:
        site = newsroom.ensure_newsroom(work.session, now=work.now)

        with pytest.raises(InvalidError, match="reserved"):
            newsroom.person(work.session, site.name, now=work.now)
