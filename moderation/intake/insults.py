"""Lists of insults that an admin can add to the word list, one for each language.

They only fill in the form: no word holds a comment until the admin has saved the list.
``insult_lists/SOURCE.md`` names the source of the files and their licence.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from auth.core.errors import InvalidError
from auth.core.formats import language_name
from auth.core.translation import gettext as _

FOLDER = Path(__file__).parent / "insult_lists"


def choices() -> list[tuple[str, str]]:
    """Return code and name of each language that has a list, by name."""
    named = ((code, language_name(code)) for code in codes())
    return sorted(named, key=lambda each: each[1])


@cache
def codes() -> frozenset[str]:
    """Return the codes of the languages that have a list."""
    return frozenset(file.stem for file in FOLDER.glob("*.txt"))


def insults_in(language: str) -> list[str]:
    """Return the phrases of a language's list.

    :raises InvalidError: if the language has none.
    """
    if language not in codes():
        raise InvalidError(
            _("Choose a language that has a list."), {"field": "language"}
        )
    text = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    return text.splitlines()
