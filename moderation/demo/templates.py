"""The sentences from which older comments are generated. All are our own.

Each tone has openings, middles and ends. A comment combines one of each and fills in
nouns. Each tone also has the decision that a moderator of the demo would make.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from moderation.review.items.rules import Reason


@dataclass(frozen=True)
class Tone:
    """A tone, its share of the comments, and the reason for rejecting it, if any."""

    name: str
    weight: int
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    ends: tuple[str, ...]
    reason: Reason | None = None


NOUNS = {
    "place": (
        "the harbour", "the old bridge", "the border", "the market hall", "the station",
        "the ferry landing", "the airfield", "the customs house", "the town hall",
    ),
    "people": (
        "the drivers", "the nurses", "the councillors", "the soldiers", "the refugees",
        "the fishermen", "the teachers", "the dockers", "the neighbours",
    ),
    "thing": (
        "the budget", "the truce", "the vote", "the timetable", "the evacuation",
        "the inquiry", "the ferry", "the curfew", "the election", "the treaty",
    ),
    "group": (
        "Muslims", "Christians", "foreigners", "those refugees", "Russians",
        "Americans", "the Kurds", "the Arabs",
    ),
    "span": ("three days", "a week", "nine years", "a month", "twenty years"),
}  # fmt: skip
"""The words for each slot of a sentence. People and groups take a plural verb, a thing
a singular one. A place follows "at", and a span of time follows "in" and "for"."""

TONES = (
    Tone(
        "calm", 46,
        ("I have lived near {place} for {span}.", "Thank you for reporting on {thing}.",
         "A thought about {thing}.", "It is worth asking {people} about this.",
         "We had the same at {place}."),
        ("What strikes me is how little {people} were asked.",
         "Nobody seems to know what {thing} will cost in the end.",
         "My impression is that {people} knew it before the rest of us.",
         "The article could have said more about {place}.",
         "I changed my mind about {thing} when I spoke to {people}."),
        ("Does anybody know more?", "I would read more of this.",
         "Let us talk again in {span}.", "That is all I wanted to say.",
         "It gives one hope."),
    ),
    Tone(
        "angry", 20,
        ("This makes me furious.", "Again {thing}, again nobody is responsible.",
         "How long must {people} put up with it?", "What a disgrace for {place}."),
        ("They promised us {thing} and gave us words.",
         "While they talk, {people} pay for it.",
         "Not one of them has been to {place} in {span}.",
         "Every government lies about {thing}, and this one lies badly."),
        ("Enough.", "Somebody has to resign.", "I am done waiting.",
         "Write that in your paper."),
    ),
    Tone(
        "grieving", 10,
        ("My brother was killed in the shelling of {place}.",
         "We buried two of {people} this week.", "I still hear the bombs at {place}."),
        ("Nobody tells you how quiet a house becomes.",
         "It was for nothing, and the war goes on.",
         "I do not hate anybody any more; I am only tired."),
        ("Remember the dead.", "Please let it end.", "Light a candle, if you can."),
    ),
    Tone(
        "mocking", 10,
        ("Oh wonderful, {thing} again.", "Breaking news: {people} surprised by {thing}.",
         "I for one welcome {thing}, for the third time."),
        ("A child of five would have managed {place} better.",
         "Perhaps we should let {people} roll dice for it.",
         "The plan was plainly written on a napkin."),
        ("Bravo.", "You could not make it up.", "Slow applause."),
    ),
    Tone(
        "insulting", 6,
        ("You are an idiot.", "What a moron wrote this.", "Shut up, you stupid clown."),
        ("Anybody who defends {thing} has a brain like a turnip.",
         "You have never even seen {place}, you pathetic loser.",
         "People as dumb as you should not be let near {thing}."),
        ("Idiot.", "Go back to school, fool.", "Pathetic."),
        Reason.INSULT,
    ),
    Tone(
        "hateful", 4,
        ("{group} are animals.", "It is always {group}.", "{group} ruin everything."),
        ("They breed like rats and take {place} from us.",
         "We should drive every one of them away from {place}.",
         "They are filth, and {thing} is their fault."),
        ("Send them all back.", "They are not people.", "Good riddance."),
        Reason.HATE,
    ),
    Tone(
        "threatening", 2,
        ("I know where you live.", "Somebody should shoot {people}.",
         "They ought to be hanged."),
        ("I will come to {place} and break your legs.",
         "One bullet would settle {thing}.", "They will burn, I promise you that."),
        ("Watch your back.", "Soon.", "You have been warned."),
        Reason.THREAT,
    ),
    Tone(
        "off topic", 2,
        ("Earn money from home.", "Best prices for watches.", "My cousin sells phones."),
        ("Visit https://bargain-{number}.example today.",
         "Write to deals{number}@bargain.example now."),
        ("Limited offer.", "Do not miss it."),
        Reason.SPAM,
    ),
)  # fmt: skip


def compose(rng: random.Random, tone: Tone) -> str:
    """Return a comment in *tone*, determined by the state of *rng*."""
    parts = (tone.openings, tone.middles, tone.ends)
    return " ".join(_filled(rng, rng.choice(part)) for part in parts)


def _filled(rng: random.Random, sentence: str) -> str:
    """Return *sentence* with a word for each of its slots."""
    words = {name: rng.choice(each) for name, each in NOUNS.items()}
    filled = sentence.format(**words, number=rng.randrange(100, 1_000))
    return filled[0].upper() + filled[1:]
