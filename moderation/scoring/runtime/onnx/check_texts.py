"""The fixed texts on which a fast model must score as Detoxify does."""

from __future__ import annotations

_SENTENCES = (
    "Thank you for this careful report; I had not known about the second vote.",
    "You are a stupid idiot, and so is everybody who believes you.",
    "Forty people died when the market was shelled on Sunday, the ministry said.",
    "I hope they all die. They are vermin and deserve it.",
    "The army crossed the river at dawn and the town was evacuated.",
    "Nobody should be judged by their religion, and I am proud of mine.",
    "What a load of crap, this damn government lies whenever it opens its mouth.",
    "I will find you and break your legs.",
    "She is nothing but a filthy whore.",
    "Muslims, Jews and Christians prayed together at the memorial.",
    "go back to where you came from!!!",
    "Is the figure on page two per year or per month?",
    "LOL 😂😂 sure, because that worked so well last time…",
    "Das ist eine Schande, aber kein Wunder.",
    "这篇文章写得很好。",
    "f**k this sh1t",
)
_PREAMBLE = "The committee met again on Monday to speak about the budget. "

TEXTS: tuple[str, ...] = (
    "",
    " ",
    "?",
    "x" * 300,
    *_SENTENCES,
    *(
        f"{one} {other}"
        for one, other in zip(_SENTENCES, _SENTENCES[3:] + _SENTENCES[:3], strict=True)
    ),
    *(" ".join(_SENTENCES[start : start + 6]) for start in range(10)),
    " ".join(_SENTENCES),
    _PREAMBLE * 20,
    _PREAMBLE * 60 + _SENTENCES[1],
)
"""Texts from empty to longer than a window: calm, abusive, and about war."""
