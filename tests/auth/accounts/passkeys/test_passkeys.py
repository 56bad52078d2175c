"""Passkeys: made and used on one host, by one person, in one session, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from auth.access import sessions
from auth.accounts.passkeys import passkeys
from auth.accounts.passkeys.passkey_models import Passkey
from auth.accounts.passkeys.passkeys import CHALLENGE_LIFETIME, RelyingParty
from auth.core.errors import InvalidError
from auth.core.models import LoginSession
from auth.db.database import Database
from tests.auth.authenticator import HOST, ORIGIN, Authenticator
from tests.auth.conftest import People

HERE = RelyingParty(origin=ORIGIN, host=HOST)


class Desk:
    """A member of staff at a browser that is logged in."""

    def __init__(self, database: Database, account_id: int) -> None:
        self.database, self.account_id = database, account_id
        with database.unit_of_work(write=True) as work:
            self.now = work.now
            sessions.open_session(
                work.session,
                account_id=account_id,
                host=HOST,
                user_agent="test",
                now=work.now,
                proved=True,
            )
            self.session_id = work.session.scalars(
                select(LoginSession.id).order_by(LoginSession.id.desc())
            ).first()

    def begin_adding(self) -> str:
        with self.database.unit_of_work(write=True) as work:
            return passkeys.begin_adding(
                work.session,
                self.account_id,
                session_id=self.session_id or 0,
                user_name="mona@reader.example",
                newsroom="The Courier",
                relying_party=HERE,
                now=self.now,
            )

    def add(self, answer: str, name: str = "Work phone") -> None:
        with self.database.unit_of_work(write=True) as work:
            passkeys.add(
                work.session,
                self.account_id,
                session_id=self.session_id or 0,
                answer=answer,
                name=name,
                relying_party=HERE,
                now=self.now,
            )

    def begin_using(self, host: str = HOST) -> str | None:
        with self.database.unit_of_work(write=True) as work:
            return passkeys.begin_using(
                work.session,
                self.account_id,
                session_id=self.session_id or 0,
                relying_party=RelyingParty(origin=ORIGIN, host=host),
                now=self.now,
            )

    def use(self, answer: str, now: datetime | None = None) -> None:
        with self.database.unit_of_work(write=True) as work:
            passkeys.use(
                work.session,
                self.account_id,
                session_id=self.session_id or 0,
                answer=answer,
                relying_party=HERE,
                now=now or self.now,
            )

    def with_passkey(self, authenticator: Authenticator) -> Desk:
        self.add(authenticator.make(self.begin_adding()))
        return self

    def challenge(self) -> str:
        options = self.begin_using()
        assert options
        return options


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """One database is enough: what happens at once is tested as races."""
    return sqlite_database


@pytest.fixture
def desk(database: Database, account: People) -> Desk:
    return Desk(database, account("Mona"))


def test_a_passkey_is_made_and_used_again_and_again(desk: Desk) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)

    for _ in range(2):
        desk.use(phone.sign(desk.challenge()))

    with desk.database.unit_of_work(write=False) as work:
        [stored] = passkeys.of_account(work.session, desk.account_id)
        assert (stored.name, stored.sign_count) == ("Work phone", 2)
        assert stored.last_used_at


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            lambda phone, options: phone.sign(options, origin="https://evil.example"),
            id="another origin",
        ),
        pytest.param(
            lambda phone, options: phone.sign(options, host="evil.example"),
            id="another host",
        ),
        pytest.param(
            lambda phone, _: phone.sign('{"challenge": "AAAA"}'), id="another challenge"
        ),
        pytest.param(
            lambda phone, options: _impostor(phone).sign(options), id="another key"
        ),
        pytest.param(
            lambda _, options: Authenticator().sign(options), id="an unknown passkey"
        ),
        pytest.param(lambda phone, options: phone.make(options), id="a new passkey"),
        pytest.param(lambda *_: "{}", id="an empty answer"),
        pytest.param(lambda *_: "nonsense", id="no answer"),
    ],
)
def test_a_wrong_answer_is_refused(desk: Desk, answer: object) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)
    assert callable(answer)
    wrong = answer(phone, desk.challenge())

    with pytest.raises(InvalidError):
        desk.use(wrong)


def test_a_copied_device_is_noticed_by_its_counter(desk: Desk) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)
    desk.use(phone.sign(desk.challenge()))
    phone.count = 0

    with pytest.raises(InvalidError):
        desk.use(phone.sign(desk.challenge()))


def test_a_passkey_that_asks_for_no_finger_and_no_code_is_refused(desk: Desk) -> None:
    bare = Authenticator(verifies=False)

    with pytest.raises(InvalidError):
        desk.with_passkey(bare)


def test_an_answer_is_good_once_and_for_ten_minutes(desk: Desk) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)
    used = phone.sign(desk.challenge())
    desk.use(used)
    late = phone.sign(desk.challenge())

    with pytest.raises(InvalidError):
        desk.use(used)
    desk_later = desk.now + CHALLENGE_LIFETIME + timedelta(seconds=1)
    with pytest.raises(InvalidError):
        desk.use(late, now=desk_later)


def test_a_passkey_is_of_no_use_in_another_session_or_account(
    desk: Desk, database: Database, account: People
) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)
    elsewhere = Desk(database, desk.account_id)
    another = Desk(database, account("Nora"))

    with pytest.raises(InvalidError):
        elsewhere.use(phone.sign(desk.challenge()))
    with pytest.raises(InvalidError):
        another.use(phone.sign(desk.challenge()))
    assert another.begin_using() is None
    assert desk.begin_using(host="sports.example") is None


def test_a_passkey_belongs_to_one_account(
    desk: Desk, database: Database, account: People
) -> None:
    phone = Authenticator()
    desk.with_passkey(phone)
    another = Desk(database, account("Nora"))

    with pytest.raises(InvalidError):
        another.add(phone.make(another.begin_adding()))
    with database.unit_of_work(write=False) as work:
        assert work.session.scalar(select(Passkey.account_id)) == desk.account_id


def _impostor(phone: Authenticator) -> Authenticator:
    other = Authenticator()
    other.id, other.count = phone.id, phone.count
    return other
