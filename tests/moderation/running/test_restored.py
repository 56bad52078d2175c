"""After a restore nothing is served until the erasures are carried out again."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from auth.core.actor import Actor
from auth.core.models import Account
from auth.core.permissions import Role
from auth.db.database import Database, sqlite_module
from moderation import app as application
from moderation.app import Parts, create_app
from moderation.discussion.models import Revision
from moderation.event_table import open_database
from moderation.privacy.ledger import Ledger
from moderation.running import doctor, purge, restored
from tests import newsroom
from tests.calling import Newsroom

WORDS = "Seventy chrysanthemums for the harbour master"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """The ledger of the newsroom's settings."""
    return Ledger(application.testing_config(tmp_path).ledger_path)


@pytest.fixture
def leaver(called: Newsroom) -> Actor:
    """A reader who wrote and whose erasure is asked for after the backup."""
    _, reader = called.person("Wanda Velvet")
    called.comment(reader, WORDS)
    return reader


@pytest.fixture
def backup(called: Newsroom, leaver: Actor, tmp_path: Path) -> Path:
    """A copy of the database with the reader, before the erasure."""
    assert leaver
    path = tmp_path / "backup.sqlite"
    back_up(called.database, path)
    return path


def back_up(database: Database, path: Path) -> None:
    """Copy the database while it is in use, as the docs advise."""
    source, copy = database.engine.raw_connection(), sqlite_module().connect(path)
    source.driver_connection.backup(copy)  # type: ignore[union-attr]
    source.close()
    copy.close()


def is_due(database: Database, account_id: int, *, at: datetime) -> None:
    """Store that an account asked for its erasure, which is due since *at*."""
    with database.unit_of_work(write=True) as work:
        work.session.get_one(Account, account_id).erasure_due_at = at


def erased(called: Newsroom, leaver: Actor, ledger: Ledger) -> None:
    is_due(called.database, leaver.account_id, at=called.now - timedelta(hours=1))
    assert purge.erase(called.database, ledger=ledger) == 1


def restored_from(backup: Path) -> Database:
    copy = backup.with_name("restored.sqlite")
    shutil.copy(backup, copy)
    return open_database(f"sqlite:///{copy}")


def texts(database: Database) -> list[str]:
    """Return the texts that are left."""
    with database.unit_of_work(write=False) as work:
        return [each for each in work.session.scalars(select(Revision.text)) if each]


def test_a_restored_database_is_refused_until_its_erasures_are_repeated(
    called: Newsroom, leaver: Actor, backup: Path, ledger: Ledger, tmp_path: Path
) -> None:
    erased(called, leaver, ledger)
    database = restored_from(backup)
    assert texts(database) == [WORDS]
    client = create_app(
        application.testing_config(tmp_path), Parts(database)
    ).test_client()
    runner = create_app(
        application.testing_config(tmp_path), Parts(database)
    ).test_cli_runner()

    assert client.get("/articles/truce").status_code == 503
    assert client.get("/healthz").status_code == 200
    refused = runner.invoke(args=["worker"])
    assert refused.exit_code == 1
    assert "1 erasures that this database has not carried out" in refused.output
    assert "erasures replay" in refused.output

    done = runner.invoke(args=["erasures", "replay"])

    assert done.stdout.endswith("1 account is erased again.\n")
    assert texts(database) == []
    assert client.get("/articles/truce").status_code == 200
    database.dispose()


def test_the_database_that_erased_is_served(
    called: Newsroom, leaver: Actor, ledger: Ledger
) -> None:
    erased(called, leaver, ledger)

    state = restored.state_of(called.database, ledger)

    assert restored.refusal_of(state) == restored.warning_of(state) == ""
    assert called.visitor().client.get("/articles/truce").status_code == 200


def test_a_missing_ledger_is_said(
    called: Newsroom, leaver: Actor, ledger: Ledger
) -> None:
    erased(called, leaver, ledger)
    shutil.rmtree(ledger.folder)

    findings = list(doctor.examine(called.database, ledger=ledger))

    assert "erasures: 0 in the ledger, 1 missing there" in findings
    assert "The ledger lacks 1 erasures" in findings[-1]
    runner = called.app.test_cli_runner()
    assert "lacks 1 erasures" in runner.invoke(args=["erasures", "status"]).output
    assert "There is no ledger" in runner.invoke(args=["erasures", "replay"]).output


def test_nothing_is_erased_without_a_ledger(
    called: Newsroom, leaver: Actor, ledger: Ledger
) -> None:
    ledger.folder.write_text("not a folder")
    is_due(called.database, leaver.account_id, at=called.now - timedelta(hours=1))

    assert purge.erase(called.database, ledger=ledger) == 0

    assert texts(called.database) == [WORDS]


def test_an_erasure_that_was_interrupted_here_is_no_restore(
    called: Newsroom, leaver: Actor, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_due(called.database, leaver.account_id, at=called.now - timedelta(hours=1))

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("moderation.privacy.services.erasing.erase_comment", crash)
        with pytest.raises(KeyboardInterrupt):
            purge.erase(called.database, ledger=ledger)

    assert restored.refusal_of(restored.state_of(called.database, ledger)) == ""
    assert purge.erase(called.database, ledger=ledger) == 1
    assert len(ledger.entries()) == 1


def test_another_account_with_the_id_of_an_erased_one_stays(
    called: Newsroom, backup: Path, ledger: Ledger
) -> None:
    _, late = called.person("Came Late")
    is_due(called.database, late.account_id, at=called.now - timedelta(hours=1))
    purge.erase(called.database, ledger=ledger)
    database = restored_from(backup)
    with database.unit_of_work(write=True) as work:
        other = newsroom.person(work.session, "Other", now=work.now)
    assert other.account_id == late.account_id

    assert restored.replay(database, ledger) == 0

    assert restored.state_of(database, ledger).unknown == ()
    with database.unit_of_work(write=False) as work:
        account = work.session.get_one(Account, other.account_id)
        assert account.display_name == "Other"
    database.dispose()


def test_an_account_that_had_a_role_in_the_backup_is_erased_too(
    called: Newsroom, ledger: Ledger, tmp_path: Path
) -> None:
    _, mo = called.person("Mo Leaves", Role.MODERATOR)
    path = tmp_path / "backup.sqlite"
    back_up(called.database, path)
    erased(called, mo, ledger)
    database = restored_from(path)

    assert restored.replay(database, ledger) == 1

    with database.unit_of_work(write=False) as work:
        account = work.session.get_one(Account, mo.account_id)
        assert account.display_name == "Former reader"
    database.dispose()
