"""The ledger of erasures: append-only files outside the database.

A backup of the database still has the accounts that were erased after it was made. The
ledger says which they are. Each process appends to a file of its own, so that several
machines can share the folder. A line has a time, the id of an account and a digest of
both the id and the time at which the account was made. It holds no name or address.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LINE = re.compile(r"(\S+) (\d{1,18}) ([0-9a-f]{64})")
SUFFIX = ".ledger"
OWNER_ALONE = 0o600


@dataclass(frozen=True)
class LedgerEntry:
    """The erasure of one account.

    :param due_at: when the erasure was due. An interrupted erasure keeps this time.
    :param digest: tells the account from another that later gets the same id.
    """

    due_at: datetime
    account_id: int
    digest: str

    @property
    def line(self) -> str:
        """The entry as a line of a file."""
        return f"{self.due_at.isoformat()} {self.account_id} {self.digest}\n"


def digest_of(account_id: int, created_at: datetime) -> str:
    """Return the digest of an account, salted with the time when it was made."""
    text = f"{created_at.isoformat()} {account_id}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """The ledger in a folder, which the first entry makes."""

    folder: Path

    def write(self, entry: LedgerEntry) -> None:
        """Append *entry* to the file of this process, and wait for the disk.

        :raises OSError: if it cannot be written. Nothing may be erased then.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{socket.gethostname()}-{os.getpid()}{SUFFIX}"
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, OWNER_ALONE)
        try:
            # A line that a crash has torn must not tear this one.
            start = "\n" if _is_torn(file) else ""
            os.write(file, f"{start}{entry.line}".encode())
            os.fsync(file)
        finally:
            os.close(file)
        _sync(self.folder)

    def entries(self) -> frozenset[LedgerEntry]:
        """Return all entries. A line that was torn by a crash is left out."""
        return frozenset(self._read())

    def _read(self) -> Iterator[LedgerEntry]:
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            for line in path.read_text().splitlines():
                if match := LINE.fullmatch(line):
                    at = datetime.fromisoformat(match[1])
                    yield LedgerEntry(at, int(match[2]), match[3])


def _is_torn(file: int) -> bool:
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"


def _sync(folder: Path) -> None:
    """Make sure that the name of a new file is on the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
