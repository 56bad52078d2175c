"""The seven labels that the classifier scores."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """What a score measures. Columns of scores are in this order everywhere."""

    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    OBSCENE = "obscene"
    IDENTITY_ATTACK = "identity_attack"
    INSULT = "insult"
    THREAT = "threat"
    SEXUAL_EXPLICIT = "sexual_explicit"
