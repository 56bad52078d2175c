"""Creates the accounts of imported people.

Nobody can log in to such an account, it gets no mail, and it has no address, unless the
admin keeps passwords. A table of the import keeps what its owner can be recognised by.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from auth.accounts import passwords
from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.naming import addresses, names
from moderation.exchange.imports.formats.records import ImportedAuthor
from moderation.exchange.imports.models import ImportedRecord, ImportRun, RecordKind
from moderation.exchange.imports.names import cleaned_name
from moderation.exchange.imports.options import ImportOptions

NOBODY = ImportedAuthor("", "Former reader")
"""The author of placeholders."""


@dataclass(frozen=True)
class Digester:
    """Makes digests that nobody can repeat without the installation's secret."""

    secret: str

    def of(self, purpose: str, text: str) -> str:
        """Return the digest of *text* for one *purpose*."""
        message = f"ceasefire: import: {purpose}\n{text}".encode("utf-8", "replace")
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()

    def of_author(self, run: ImportRun, source_id: str) -> str:
        """Return the digest by which an author of a source is known."""
        return self.of(f"author of {run.source} on site {run.site_id}", source_id)

    def of_address(self, email: str) -> str:
        """Return the digest of an address; empty if it is not a valid one."""
        try:
            return self.of("address", addresses.address_key(email.strip()))
        except InvalidError:
            return ""


def accounts_of(
    session: Session,
    authors: Iterable[ImportedAuthor],
    *,
    run: ImportRun,
    digester: Digester,
    options: ImportOptions,
    now: datetime,
) -> dict[str, int]:
    """Return the account of each author by the id of the source.

    Creates those that are missing. Somebody who was erased here has no account any
    more, and is left out.
    """
    of = {digester.of_author(run, each.source_id): each for each in authors}
    found = _known(session, of, run)
    missing = [key for key in of if key not in found]
    if missing:
        new = {key: of[key] for key in missing}
        found |= _create(session, new, options=options, now=now)
        rows = [
            {
                "run_id": run.id,
                "site_id": run.site_id,
                "source": run.source,
                "kind": RecordKind.AUTHOR,
                "source_id": key,
                "is_new": True,
                "account_id": found[key],
                "email_digest": digester.of_address(of[key].email),
                "email": _address(of[key].email) if options.legal_basis else "",
            }
            for key in missing
        ]
        session.execute(insert(ImportedRecord), rows)
    return {of[key].source_id: number for key, number in found.items() if number}


def _known(
    session: Session, digests: Collection[str], run: ImportRun
) -> dict[str, int | None]:
    rows = session.execute(
        select(ImportedRecord.source_id, Account.id, Account.name_canonical)
        .outerjoin(Account, Account.id == ImportedRecord.account_id)
        .where(
            ImportedRecord.site_id == run.site_id,
            ImportedRecord.source == run.source,
            ImportedRecord.kind == RecordKind.AUTHOR,
            ImportedRecord.source_id.in_(digests),
        )
    )
    return {
        row.source_id: None if _is_erased(row.name_canonical) else row.id
        for row in rows
    }


def _is_erased(name_canonical: str | None) -> bool:
    return name_canonical is None or name_canonical.startswith("erased:")


def _create(
    session: Session,
    authors: dict[str, ImportedAuthor],
    *,
    options: ImportOptions,
    now: datetime,
) -> dict[str, int | None]:
    """Create one account for each author, by the digest; return their numbers."""
    log_ins = _log_ins(session, authors) if options.keeps_passwords else {}
    rows = [
        {
            "display_name": cleaned_name(author.name),
            "name_canonical": f"{names.IMPORTED}{digest}",
            "email": "",
            "email_canonical": f"{names.IMPORTED}{digest}",
            # One that counts as confirmed is neither reminded nor purged, and one that
            # is disabled cannot log in and gets no mail.
            "email_verified_at": now,
            "disabled_at": now,
            "password_hash": passwords.NO_PASSWORD,
            "created_at": now,
            **log_ins.get(digest, {}),
        }
        for digest, author in authors.items()
    ]
    made = session.scalars(
        insert(Account).returning(Account.id, sort_by_parameter_order=True), rows
    ).all()
    return dict(zip(authors, made, strict=True))


def _log_ins(
    session: Session, authors: dict[str, ImportedAuthor]
) -> dict[str, dict[str, Any]]:
    """Return what lets people log in as they did there, by the digest.

    Somebody whose address an account here has already is left out.
    """
    keys: dict[str, str] = {}
    for digest, author in authors.items():
        if author.password.startswith(passwords.BCRYPT) and _address(author.email):
            keys.setdefault(addresses.address_key(author.email.strip()), digest)
    taken = session.scalars(
        select(Account.email_canonical).where(
            Account.email_canonical.in_(keys), Account.email_verified_at.is_not(None)
        )
    ).all()
    return {
        digest: {
            "email": _address(authors[digest].email),
            "email_canonical": key,
            "password_hash": authors[digest].password,
            "disabled_at": None,
        }
        for key, digest in keys.items()
        if key not in taken
    }


def _address(email: str) -> str:
    try:
        return addresses.address(email)
    except InvalidError:
        return ""
