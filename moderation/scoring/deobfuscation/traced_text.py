"""Text whose characters know their positions in the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Kept = Iterable[tuple[int, str]]
"""What replaces a match: pairs of a position in the match and a character."""


@dataclass(frozen=True)
class TracedText:
    """A changed text, and the position of each of its characters in the original."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> TracedText:
        """Return *text* with nothing changed yet."""
        return cls(text, tuple(range(len(text))))

    def rewrite(
        self, pattern: re.Pattern[str], keep: Callable[[re.Match[str]], Kept]
    ) -> TracedText:
        """Replace each match of *pattern* by the result of *keep*, and return the text.

        Returns itself if nothing matches, so that a step costs little on a text that
        does not need it.
        """
        text: list[str] = []
        places: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            text.append(self.text[done : match.start()])
            places += self.places[done : match.start()]
            for at, character in keep(match):
                text.append(character)
                places.append(self.places[match.start() + at])
            done = match.end()
        if not done:
            return self
        text.append(self.text[done:])
        places += self.places[done:]
        return TracedText("".join(text), tuple(places))

    def without(self, places: Iterable[int]) -> TracedText:
        """Return the text without the characters at the positions *places*."""
        gone = set(places)
        kept = [at for at in range(len(self.text)) if at not in gone]
        return TracedText(
            "".join(self.text[at] for at in kept),
            tuple(self.places[at] for at in kept),
        )

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that ``text[start:end]`` was made from."""
        return self.places[start], self.places[end - 1] + 1
