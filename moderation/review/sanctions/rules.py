"""The table of sanctions and their effects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from auth.core.translation import LazyText, lazy_gettext, marked

MOST_DAYS = 365
LONGEST_SUSPENSION = timedelta(days=MOST_DAYS)
DAYS_ASKED = marked("Please choose 1 to 365 days.")
"""A suspension of more than a year is a ban, and should be called one."""

NOTE_LENGTH = 1_000


class SanctionKind(StrEnum):
    """The sanctions, starting with the mildest."""

    WARN = "warn"
    PREMODERATE = "premoderate"
    SUSPEND = "suspend"
    BAN = "ban"

    @classmethod
    def _missing_(cls, value: object) -> SanctionKind | None:
        """Accept the former name of a kind from programs, until the next version."""
        return cls.PREMODERATE if value == FORMER_NAME else None


FORMER_NAME = "hold"
"""The former name of ``premoderate``."""


def stored_names(kinds: type[SanctionKind]) -> list[str]:
    """Return the kinds as the database stores them.

    Processes of the former version know ``premoderate`` by its former name only, so it
    is stored by that until a later version.
    """
    former = {SanctionKind.PREMODERATE: FORMER_NAME}
    return [former.get(kind, kind.value) for kind in kinds]


class Act(StrEnum):
    """The acts of a reader that a sanction may forbid: those that cost moderators time.

    Reading, following, deleting one's own comment and appealing are never forbidden.
    """

    POST = "post"
    EDIT = "edit"
    REPORT = "report"


WRITING = frozenset(Act)
"""Everything that a reader sends for others to read."""


@dataclass(frozen=True)
class SanctionRule:
    """The name of a sanction, its effects, and its required fields.

    :param refuses: the acts that it forbids while it is in force.
    :param holds: whether a moderator sees each comment before readers do.
    """

    name: LazyText
    effect: LazyText
    needs_end: bool = False
    takes_end: bool = False
    refuses: frozenset[Act] = frozenset()
    holds: bool = False


READ_ONLY = lazy_gettext("You can read comments, but you cannot write or report any.")

SANCTION_RULES: dict[SanctionKind, SanctionRule] = {
    SanctionKind.WARN: SanctionRule(
        lazy_gettext("Warning"),
        lazy_gettext(
            "You must confirm that you have read it before you can write or report "
            "again."
        ),
        refuses=WRITING,
    ),
    SanctionKind.PREMODERATE: SanctionRule(
        lazy_gettext("Comments are reviewed first"),
        lazy_gettext(
            "A moderator reviews each of your comments before readers can see it."
        ),
        takes_end=True,
        holds=True,
    ),
    SanctionKind.SUSPEND: SanctionRule(
        lazy_gettext("Suspension"),
        READ_ONLY,
        needs_end=True,
        takes_end=True,
        refuses=WRITING,
    ),
    SanctionKind.BAN: SanctionRule(lazy_gettext("Ban"), READ_ONLY, refuses=WRITING),
}


@dataclass(frozen=True)
class SanctionPeriod:
    """The fields of a sanction that decide whether it is in force."""

    kind: SanctionKind
    starts_at: datetime | None
    ends_at: datetime | None
    acknowledged_at: datetime | None
    lifted_at: datetime | None


_STRONGEST_FIRST = (SanctionKind.BAN, SanctionKind.SUSPEND, SanctionKind.WARN)


def strongest_refusal(
    sanctions: Iterable[SanctionPeriod], act: Act = Act.POST
) -> SanctionPeriod | None:
    """Return the sanction that forbids *act* for the longest time.

    An author with an unconfirmed warning and a suspension is told of the suspension.
    """
    refusing = [each for each in sanctions if act in SANCTION_RULES[each.kind].refuses]
    refusing.sort(key=lambda each: each.ends_at or datetime.max.replace(tzinfo=UTC))
    for kind in _STRONGEST_FIRST:
        of_kind = [each for each in refusing if each.kind is kind]
        if of_kind:
            return of_kind[-1]
    return None


def is_in_force(sanction: SanctionPeriod, now: datetime) -> bool:
    """Whether a sanction takes effect at *now*."""
    if sanction.lifted_at is not None or sanction.starts_at is None:
        return False
    if sanction.kind is SanctionKind.WARN and sanction.acknowledged_at is not None:
        return False
    is_over = sanction.ends_at is not None and sanction.ends_at <= now
    return sanction.starts_at <= now and not is_over
