"""The languages that Ceasefire has, and which of their catalogues are complete."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.translations.catalogues import CATALOGUES, READERS, STAFF

SOURCE = "en"
"""The language of the texts in the code."""


@dataclass(frozen=True)
class Language:
    """A language with its catalogues.

    :param code: as in the name of its folder, such as ``de`` or ``pt_BR``.
    :param catalogues: those that it translates, in part or completely.
    :param complete: those that it claims to translate completely. Tests check the
        claim. Pages are offered only in languages that claim their catalogue.
    """

    code: str
    catalogues: tuple[str, ...] = (READERS,)
    complete: tuple[str, ...] = ()


LANGUAGES = (
    Language(SOURCE, CATALOGUES, complete=CATALOGUES),
    Language("de", CATALOGUES, complete=CATALOGUES),
    Language("fr", complete=(READERS,)),
    Language("es", complete=(READERS,)),
    Language("ar", complete=(READERS,)),
)
"""In the order in which they are offered."""

TRANSLATED = tuple(each for each in LANGUAGES if each.code != SOURCE)


def offered(catalogue: str) -> tuple[str, ...]:
    """Return the languages in which the pages of *catalogue* can be read."""
    return tuple(each.code for each in LANGUAGES if catalogue in each.complete)


FOR_READERS = offered(READERS)
FOR_STAFF = tuple(each for each in offered(STAFF) if each in FOR_READERS)
"""Staff pages also show texts of the readers' catalogue."""
