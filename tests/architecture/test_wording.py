"""Code, page texts and documentation use the plain form of a phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = ("py", "html", "js", "md")

PLAIN = {
    r"\bwhoever\b": "a reader who",
    r"\bof which\b": "of them, in a sentence of its own",
    r"\bof whom\b": "of them, in a sentence of its own",
    r"\bnought\b": "zero",
    r"\bupon\b": "on",
    r"\btherein\b|\bthereof\b|\bthereby\b|\bwherein\b|\bwhereby\b": "in it, of it, so",
}
"""Phrases that slow down people who learned English later, with what to write."""

THE_WORDS_OF_OTHERS = ("moderation/demo/", "tests/architecture/test_wording.py")
"""Readers of the demo write as people do."""

OTHER_MEANINGS = re.compile(r"law of which country")


def test_no_text_uses_a_phrase_that_has_a_plainer_form() -> None:
    phrases = re.compile("|".join(PLAIN), re.IGNORECASE)

    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in written()
        for line in path.read_text().splitlines()
        if phrases.search(OTHER_MEANINGS.sub("", line.lower()))
    ]

    assert found == []


def written() -> Iterator[Path]:
    """Yield the files that we wrote ourselves."""
    for folder in ("auth", "moderation", "migrations", "tests", "docs"):
        for kind in KINDS:
            for path in (ROOT / folder).rglob(f"*.{kind}"):
                name = str(path.relative_to(ROOT))
                if "node_modules" not in name and not name.startswith(
                    THE_WORDS_OF_OTHERS
                ):
                    yield path
    yield from ROOT.glob("*.md")
