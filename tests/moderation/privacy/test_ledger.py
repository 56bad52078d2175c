"""The ledger of erasures survives crashes and names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from moderation.privacy.ledger import Ledger, LedgerEntry, digest_of


def entry(account_id: int, now: datetime) -> LedgerEntry:
    return LedgerEntry(now, account_id, digest_of(account_id, now))


def test_entries_of_several_processes_are_read_together(
    tmp_path: Path, now: datetime
) -> None:
    ledger = Ledger(tmp_path / "erasures")
    ledger.write(entry(7, now))
    [own] = ledger.folder.iterdir()
    (ledger.folder / "other-machine-12.ledger").write_text(entry(8, now).line)

    assert ledger.entries() == {entry(7, now), entry(8, now)}
    assert own.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_has_torn_is_left_out(
    tmp_path: Path, now: datetime
) -> None:
    ledger = Ledger(tmp_path)
    torn = entry(8, now).line[:60]
    (tmp_path / "a-1.ledger").write_text(entry(7, now).line + torn)

    assert ledger.entries() == {entry(7, now)}


def test_a_line_after_a_torn_one_is_read(tmp_path: Path, now: datetime) -> None:
    ledger = Ledger(tmp_path)
    ledger.write(entry(7, now))
    [own] = tmp_path.iterdir()
    own.write_text(entry(8, now).line[:60])

    ledger.write(entry(9, now))

    assert ledger.entries() == {entry(9, now)}


def test_a_line_holds_an_id_a_time_and_a_digest(now: datetime) -> None:
    words = entry(7, now).line.split()

    assert words == [now.isoformat(), "7", digest_of(7, now)]


def test_a_later_account_with_the_same_id_has_another_digest(now: datetime) -> None:
    assert digest_of(7, now) != digest_of(7, now + timedelta(microseconds=1))
