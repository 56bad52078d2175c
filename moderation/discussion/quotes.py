"""Removes what a reply quotes from its parent, because its author did not write it.

Quotes are replaced by blanks instead of cut out, so that all other characters keep
their positions. Text that is marked as a quote but is not in the parent stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from moderation.discussion.text import plain, render

LEAST_WORDS = 3
"""The fewest words of a quoted line. Fewer could be combined into something else."""

_MARKED = re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+")


def own_words(written: str, html: str, shown: str, parent: str) -> tuple[str, str]:
    """Return *written* and *shown* with quotes from *parent* replaced by blanks.

    :param html: *written* as rendered. *shown* is this without its markup.
    :param parent: the visible text of the comment that is answered.
    """
    if "<blockquote>" not in html:
        return written, shown
    said = _words(parent)
    return _without_marked_lines(written, said), _without_quotes(html, shown, said)


def _without_marked_lines(written: str, said: str) -> str:
    lines = written.split("\n")
    for at, line in enumerate(lines):
        marked = _MARKED.match(line)
        if marked and _is_said(plain(render(line[marked.end() :])), said):
            lines[at] = " " * len(line)
    return "\n".join(lines)


def _without_quotes(html: str, shown: str, said: str) -> str:
    finder = _Quotes()
    finder.feed(html)
    finder.close()
    text = "".join(finder.text)
    before = len(text) - len(text.lstrip())
    if text.strip() != shown:
        return shown
    characters = list(shown)
    for start, end in finder.quotes:
        for line in _LINE.finditer(text, start, end):
            if _is_said(line.group(), said):
                blanks = " " * len(line.group())
                characters[line.start() - before : line.end() - before] = blanks
    return "".join(characters)


def _is_said(line: str, said: str) -> bool:
    words = _words(line)
    return len(words.split()) >= LEAST_WORDS and words in said


def _words(text: str) -> str:
    """Return only the words, separated by spaces: quoting changes marks and breaks."""
    return " " + " ".join(_WORD.findall(text.casefold())) + " "


@dataclass
class _Quotes(HTMLParser):
    """Finds the positions of quotes in the text of sanitised HTML."""

    text: list[str] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    depth: int = 0
    begin: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag == "blockquote":
            self.depth += 1
            self.begin = self.begin if self.depth > 1 else self.length

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self.depth -= 1
            if not self.depth:
                self.quotes.append((self.begin, self.length))

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.length += len(data)
