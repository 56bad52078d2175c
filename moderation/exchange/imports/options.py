"""What the person who imports may choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auth.core.errors import InvalidError
from auth.core.translation import lazy_gettext as _
from moderation.exchange.imports.urls import Rule


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How a file is imported.

    :param keeps_spam: whether spam is stored as rejected; it is skipped otherwise.
    :param keeps_pending: whether comments that wait there wait here too.
    :param creates_articles: whether an unknown article is created, with its comments
        closed. Otherwise its comments are skipped.
    :param legal_basis: why the addresses of authors may be kept. Empty: only digests
        with a key are stored.
    :param article_map: the publisher's own map of addresses.
    :param keeps_passwords: whether people log in with the address and the password that
        they had there. Needs a legal basis.
    :param keeps_sanctions: whether bans, suspensions and premoderation that are in
        force there are in force here.
    :param shift_hours: added to every time, for a source that stored local times.
    :param latest: when the file was written; no comment can be newer.
    """

    latest: datetime
    keeps_spam: bool = False
    keeps_pending: bool = True
    creates_articles: bool = True
    legal_basis: str = ""
    keeps_passwords: bool = False
    keeps_sanctions: bool = False
    shift_hours: float = 0.0
    article_map: Sequence[Rule] = field(default=())

    def __post_init__(self) -> None:
        """Refuse to keep passwords without a reason to keep addresses."""
        if self.keeps_passwords and not self.legal_basis:
            raise InvalidError(
                _("State the legal basis for keeping addresses to keep passwords."),
                {"field": "legal_basis"},
            )

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the run."""
        return {
            "keeps_spam": self.keeps_spam,
            "keeps_pending": self.keeps_pending,
            "creates_articles": self.creates_articles,
            "legal_basis": self.legal_basis,
            "keeps_passwords": self.keeps_passwords,
            "keeps_sanctions": self.keeps_sanctions,
            "shift_hours": self.shift_hours,
        }
