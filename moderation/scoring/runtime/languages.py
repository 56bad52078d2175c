"""Detects the language of a text, and how much of it the loaded model cannot read.

A detector that has to answer is wrong about half of all comments of three words. So a
piece in Latin script counts as readable unless the detector is sure, or unless it is
short, its words are unknown and English is unlikely. A script that belongs to no
readable language needs no detector. A few words in another script, such as a quotation,
leave a piece readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from moderation.scoring.deobfuscation.unmasking import unmask
from moderation.scoring.runtime.fragments import unknown_share

UNKNOWN = "und"
ENGLISH = frozenset({"en"})
READS = {"multilingual": frozenset({"en", "es", "fr", "it", "pt", "ru", "tr"})}
"""The languages of the published models that read more than English."""

KNOWN = (
    *("ar", "bg", "cs", "de", "el", "en", "es", "fa", "fi", "fr", "he"),
    *("hi", "hu", "it", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk"),
)

SURE = 0.9
"""The least confidence for calling a piece unreadable."""

POSSIBLE = 0.05
"""A piece stays readable if readable languages have this confidence together."""

NOT_ENGLISH = 0.1
"""A short piece of unknown words is unreadable if English has less confidence."""

RATHER_SURE = 0.6
HALF, MORE_THAN_HALF = 0.5, 0.51
"""The share of unknown words that makes a short piece unreadable: half of them if the
detector is rather sure of another language, else more than half."""

LIKELY = 0.5
"""Below this confidence the language of a text is not named."""

TOO_MUCH = 0.5
"""A text is unreadable if this share of it, or more, is."""

_PIECE_WORDS = 6
_SCRIPTS = (
    (re.compile(r"[\u0400-\u052f]"), frozenset({"bg", "ru", "uk"})),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), frozenset({"el"})),
    (re.compile(r"[\u0590-\u05ff]"), frozenset({"he"})),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f]"), frozenset({"ar", "fa"})),
    (re.compile(r"[\u0900-\u097f]"), frozenset({"hi"})),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")
_NO_LANGUAGE = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+")
_SENTENCE = re.compile(r"[^.!?\u3002\n]+")
_lock = Lock()


@dataclass(frozen=True)
class Reading:
    """The language of a text, as far as it is known.

    :param language: the code of the most likely language, or ``und``.
    :param confidence: the confidence in that language, 0..1.
    :param unread: the share of letters that the model cannot read, 0..1.
    """

    language: str
    confidence: float
    unread: float

    @property
    def known_language(self) -> str | None:
        """The language; ``None`` if it is not certain."""
        return None if self.language == UNKNOWN else self.language

    @property
    def is_unreadable(self) -> bool:
        """Whether too much of the text is unreadable to rely on its scores."""
        return self.unread >= TOO_MUCH


def reads(name: str) -> frozenset[str]:
    """Return the languages that the model *name* reads; English if it is unknown."""
    return READS.get(name, ENGLISH)


def read(text: str, *, readable: Set[str] = ENGLISH) -> Reading:
    """Return the language of *text*, and the share in no *readable* language.

    Works without a network. The first call loads the detector, which takes about a
    second and 100 MB. A text without letters is ``und`` and readable.
    """
    plain = _NO_LANGUAGE.sub(" ", unmask(text).text)
    pieces = [(piece, len(_LETTER.findall(piece))) for piece in _pieces(plain)]
    letters = sum(count for _, count in pieces)
    if not letters:
        return Reading(UNKNOWN, 0.0, 0.0)
    unread = sum(count for piece, count in pieces if _is_foreign(piece, readable))
    language, confidence = max(_ranked(plain).items(), key=lambda item: item[1])
    is_known = confidence >= LIKELY and _script(plain) != frozenset()
    return Reading(
        language if is_known else UNKNOWN,
        confidence if is_known else 0.0,
        unread / letters,
    )


def _pieces(text: str) -> Iterator[str]:
    """Yield sentences, with each short one joined to the next."""
    gathered = ""
    for match in _SENTENCE.finditer(text):
        gathered += match.group() + " "
        if len(gathered.split()) >= _PIECE_WORDS:
            yield gathered
            gathered = ""
    if gathered:
        yield gathered


def _is_foreign(piece: str, readable: Set[str]) -> bool:
    written_in = _script(piece)
    if written_in is not None and not written_in & readable:
        return True
    ranked = _ranked(_latin(piece) if written_in is None else piece)
    language = max(ranked, key=lambda code: ranked[code])
    if readable == ENGLISH and ranked["en"] < NOT_ENGLISH:
        needed = HALF if ranked[language] >= RATHER_SURE else MORE_THAN_HALF
        if unknown_share(piece) >= needed:
            return True
    possible = sum(ranked[code] for code in readable if code in ranked)
    return language not in readable and ranked[language] >= SURE and possible < POSSIBLE


def _latin(piece: str) -> str:
    """Return the words of *piece* without those in another script."""
    return " ".join(word for word in piece.split() if _script(word) is None)


def _script(piece: str) -> frozenset[str] | None:
    """Return the known languages of a script; ``None`` if Latin or too short."""
    half = len(_LETTER.findall(piece)) / 2
    # A single letter of another script is part of an emoticon or a formula.
    if half < 1 or len(_LATIN.findall(piece)) >= half:
        return None
    for script, languages in _SCRIPTS:
        if len(script.findall(piece)) > half:
            return languages
    return frozenset()


def _ranked(text: str) -> dict[str, float]:
    with _lock:
        detector = _detector()
    return {code: float(probability) for code, probability in detector.rank(text)}


@cache
def _detector() -> Any:
    # Loaded at the first call: a process that scores nothing does not need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(KNOWN)
    return detector
