from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from moderation.demo.comments import COMMENTS
from moderation.demo.templates import NOUNS, TONES

SLOT = re.compile(r"\{(\w+)\}")
SINGULAR_VERBS = "is|was|has|does|goes|pays|knows|ruins"
PLURAL_VERBS = "are|were|have|do|go|pay|know|ruin"
DETERMINERS = "a|an|the|those|these|this|our|my|your|every"

BROKEN = {
    "a slot is left open": r"[{}]",
    "a word stands twice": r"\b(\w+) \1\b",
    "an article follows another": rf"\b(?:{DETERMINERS}) (?:new |old )?(?:a|an|the)\b",
    "a stands before a vowel": r"\ba [aeio]\w",
    "an stands before a consonant": r"\ban [^aeiouh\W]",
    "a space is missing or too many": r"  | [.,;!?]|[,;]\S|[!?]\w",
    "no full stop at its end": r"[^.!?)]$",
    "no capital at its beginning": r"(?-i:^[^A-Z0-9])",
}
"""What is wrong with a sentence, and what gives it away."""


def sentences() -> Iterator[str]:
    """Yield every sentence of every tone with every choice of words for its slots."""
    for tone in TONES:
        for sentence in (*tone.openings, *tone.middles, *tone.ends):
            slots = sorted(set(SLOT.findall(sentence)) - {"number"})
            for words in product(*(NOUNS[slot] for slot in slots)):
                filled = sentence.format(
                    **dict(zip(slots, words, strict=True)), number=123
                )
                yield filled[0].upper() + filled[1:]


@pytest.mark.parametrize("pattern", BROKEN.values(), ids=BROKEN)
def test_no_sentence_of_the_demo_is_broken(pattern: str) -> None:
    broken = re.compile(pattern, re.IGNORECASE)

    assert [each for each in sentences() if broken.search(each)] == []


@pytest.mark.parametrize(
    ("slots", "verbs"),
    [(("people", "group"), SINGULAR_VERBS), (("place", "thing"), PLURAL_VERBS)],
    ids=["many", "one"],
)
def test_verbs_agree_with_their_nouns(slots: tuple[str, ...], verbs: str) -> None:
    nouns = "|".join(noun for slot in slots for noun in NOUNS[slot])
    # After "of", the verb belongs to what stands before it.
    clash = re.compile(rf"(?<!of )(?:{nouns}) (?:{verbs})\b", re.IGNORECASE)

    assert [each for each in sentences() if clash.search(each)] == []


@pytest.mark.parametrize("slot", NOUNS)
def test_every_list_of_words_is_used_and_says_nothing_twice(slot: str) -> None:
    used = {
        name
        for tone in TONES
        for sentence in (*tone.openings, *tone.middles, *tone.ends)
        for name in SLOT.findall(sentence)
    }

    assert slot in used
    assert len(set(NOUNS[slot])) == len(NOUNS[slot])


def test_a_span_of_time_stands_where_one_can_wait_or_live_for_it() -> None:
    before = {
        sentence.partition("{span}")[0].split()[-1]
        for tone in TONES
        for sentence in (*tone.openings, *tone.middles, *tone.ends)
        if "{span}" in sentence
    }

    assert before == {"for", "in"}
    assert all(re.search(r"(day|week|month|year)s?$", each) for each in NOUNS["span"])


@pytest.mark.parametrize(
    "fault", ["a word stands twice", "no capital at its beginning"]
)
def test_no_comment_written_by_hand_is_broken(fault: str) -> None:
    texts = [comment.text for written in COMMENTS.values() for comment in written]

    assert [text for text in texts if re.search(BROKEN[fault], text)] == []
