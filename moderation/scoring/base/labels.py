"""The seven labels that the classifier speaks in."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """What a score is about. The order is the order of columns everywhere."""

    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    OBSCENE = "obscene"
    IDENTITY_ATTACK = "identity_attack"
    INSULT = "insult"
    THREAT = "threat"
    SEXUAL_EXPLICIT = "sexual_explicit"
