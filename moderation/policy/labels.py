"""The words that staff read for the classifier's labels."""

from __future__ import annotations

from auth.core.formats import fixed
from auth.core.translation import LazyText, lazy_gettext
from moderation.scoring.base.labels import Label

LABEL_WORDS: dict[Label, LazyText] = {
    Label.TOXICITY: lazy_gettext("toxicity"),
    Label.SEVERE_TOXICITY: lazy_gettext("severe toxicity"),
    Label.OBSCENE: lazy_gettext("obscene"),
    Label.IDENTITY_ATTACK: lazy_gettext("identity attack"),
    Label.INSULT: lazy_gettext("insult"),
    Label.THREAT: lazy_gettext("threat"),
    Label.SEXUAL_EXPLICIT: lazy_gettext("sexually explicit"),
}


def threshold_words(value: float) -> str:
    """Return a threshold with two decimal places, or with three if it has them."""
    return fixed(value, 2 if round(value, 2) == value else 3)


def label_words(label: str) -> str:
    """Return the words for a label, which may be given by its value."""
    return str(LABEL_WORDS[Label(label)])
