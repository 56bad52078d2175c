"""Maps Perspective's attributes to the classifier's labels."""

from __future__ import annotations

from collections.abc import Mapping, Set

from moderation.scoring.base.labels import Label

EXPERIMENTAL = "_EXPERIMENTAL"

BACKED: Mapping[str, Label] = {
    "TOXICITY": Label.TOXICITY,
    "SEVERE_TOXICITY": Label.SEVERE_TOXICITY,
    "IDENTITY_ATTACK": Label.IDENTITY_ATTACK,
    "INSULT": Label.INSULT,
    "PROFANITY": Label.OBSCENE,
    "OBSCENE": Label.OBSCENE,
    "THREAT": Label.THREAT,
    "SEXUALLY_EXPLICIT": Label.SEXUAL_EXPLICIT,
}

UNBACKED: Set[str] = frozenset(
    {
        "TOXICITY_FAST",
        "FLIRTATION",
        *("ATTACK_ON_AUTHOR", "ATTACK_ON_COMMENTER", "ATTACK_ON_PUBLISHER"),
        *("INCOHERENT", "INFLAMMATORY", "LIKELY_TO_REJECT", "OFF_TOPIC"),
        *("SPAM", "UNSUBSTANTIAL"),
        *("AFFINITY", "COMPASSION", "CONSTRUCTIVE", "CURIOSITY", "NUANCE"),
        *("PERSONAL_STORY", "REASONING", "RESPECT"),
        *("ALIENATION", "FEARMONGERING", "GENERALIZATION", "MORAL_OUTRAGE"),
        *("POWER_APPEAL", "SCAPEGOATING"),
    }
)
"""Attributes that Perspective offered and that no label of ours measures."""


def base_name(name: str) -> str:
    """Return an attribute's name without its version and ``_EXPERIMENTAL``."""
    return name.partition("@")[0].removesuffix(EXPERIMENTAL)


def is_known(name: str) -> bool:
    """Whether Perspective had an attribute with this name."""
    return base_name(name) in BACKED or base_name(name) in UNBACKED


def label_of(name: str) -> Label | None:
    """Return the label for an attribute; ``None`` if there is none."""
    return BACKED.get(base_name(name))
