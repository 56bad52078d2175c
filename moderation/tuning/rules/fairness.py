"""Checks whether comments that name a people or a faith are wrongly held more often."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auth.core.translation import gettext as _
from moderation.tuning.rules.shares import Share

LEAST_DECIDED = 30
"""The fewest decided holds on each side for a comparison."""

IDENTITY_TERMS = (
    "afghans?", "africans?", "alawites?", "albanians?", "americans?", "arabs?",
    "armenians?", "asians?", "azerbaijanis?", "black people", "buddhists?",
    "catholics?",
    "chinese", "christians?", "copts?", "croats?", "druze", "egyptians?", "europeans?",
    "french", "germans?", "greeks?", "gypsies", "hindus?", "hispanics?", "immigrants?",
    "indians?", "iranians?", "iraqis?", "irish", "israelis?", "jewish", "jews?",
    "kurdish", "kurds?", "latinos?", "lebanese", "mexicans?", "migrants?", "moroccans?",
    "muslims?", "orthodox", "pakistanis?", "palestinians?", "persians?", "poles",
    "polish", "protestants?", "refugees?", "roma", "romanians?", "russians?", "saudis?",
    "serbs?", "shia", "shiites?", "sikhs?", "somalis?", "sunnis?", "syrians?",
    "tatars?",
    "tibetans?", "tunisians?", "turkish", "turks?", "ukrainians?", "uyghurs?",
    "white people", "yazidis?", "yemenis?",
)  # fmt: skip
_TERM = re.compile(rf"\b({'|'.join(IDENTITY_TERMS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """The approved share of one label's holds: with a group's name, and without."""

    label: str
    naming: Share
    rest: Share

    @property
    def words(self) -> str:
        """The comparison in words."""
        if min(self.naming.of, self.rest.of) < LEAST_DECIDED:
            return _("too few to tell")
        if self.naming.low > self.rest.high:
            return _("held wrongly more often where a group is named")
        return _("no clear difference")

    @property
    def is_warning(self) -> bool:
        """Whether the newsroom should check the label's thresholds."""
        enough = min(self.naming.of, self.rest.of) >= LEAST_DECIDED
        return enough and self.naming.low > self.rest.high


def names_a_group(text: str) -> bool:
    """Whether *text* names a nationality, a religion or an ethnic group."""
    return _TERM.search(text) is not None
