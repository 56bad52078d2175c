"""The sections of the table about newspaper comments that people judged by reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation import judged_sets
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import (
    Figure,
    Line,
    Numbers,
    Section,
    Truths,
    auc,
    highest,
    marks,
    share,
    shown,
    threshold_at_share,
)
from moderation.scoring.evaluation.judged_sets import NAMED, NEAR_NATURAL
from moderation.scoring.evaluation.scored import Columns, Score, columns, texts_of

HOLDING = (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT)
"""The labels whose highest score says how harmful a comment is."""

RATES = (0.02, 0.03, 0.05, 0.10, 0.20)
"""The shares of harmless comments at which recall on harmful ones is measured."""

FEW = 100
"""A figure over fewer positives than this is reported, and is no target."""

KINDS = tuple(f"W{number}" for number in range(1, 9))
ALL = "all kinds"
WORST = 20
LONGEST = 240


def sections(score: Score, folder: Path) -> Iterator[Section]:
    """Yield the figures over the judged rows and contrast sets in *folder*.

    :param score: scores texts as written, uncalibrated.
    """
    rows = judged_sets.judged(folder)
    yield from judged_sections(rows, columns(score(texts_of(rows))))
    sets = judged_sets.contrasts(folder)
    yield from contrast_sections(sets, columns(score(texts_of(sets))))


def judged_sections(rows: Sequence[Example], scores: Columns) -> Iterator[Section]:
    """Yield the figures over judged rows; nothing if there are none.

    :param scores: uncalibrated, of the texts as written.
    """
    if rows:
        yield "Judged rows", list(judged_lines(rows, scores))
        yield "Judged rows by the group they name", list(group_lines(rows, scores))
        yield "Recall at a rate of false positives", list(recall_lines(rows, scores))
        yield from confusions("Judged rows", rows, scores)


def contrast_sections(rows: Sequence[Example], scores: Columns) -> Iterator[Section]:
    """Yield the figures over contrast sets; nothing if there are none."""
    if rows:
        yield "Contrast sets", list(contrast_lines(rows, scores))
        yield from confusions("Contrast sets", rows, scores)


def judged_lines(rows: Sequence[Example], scores: Columns) -> Iterator[Line]:
    """Yield the AUC of each label: over all rows, war, and near-natural rows."""
    everything = np.ones(len(rows), dtype=bool)
    for label in Label:
        yield f"AUC {label.value}", _auc(rows, scores, label, everything)
    for tag in ("war", NEAR_NATURAL):
        for label in (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.INSULT):
            found = _auc(rows, scores, label, marks(rows, tag))
            yield f"AUC {label.value}, {tag}", found


def group_lines(rows: Sequence[Example], scores: Columns) -> Iterator[Line]:
    """Yield the AUCs over the rows that name each group."""
    for group in NAMED:
        named = marks(rows, group)
        for label in (Label.TOXICITY, Label.IDENTITY_ATTACK):
            yield f"AUC {label.value}, {group}", _auc(rows, scores, label, named)


def recall_lines(rows: Sequence[Example], scores: Columns) -> Iterator[Line]:
    """Yield the recall on harmful rows where a share of the harmless is found too."""
    harmful, harmless = marks(rows, "harmful"), marks(rows, "harmless")
    found = highest(scores, HOLDING)
    war = marks(rows, "war")
    parts = {"war": war, "the rest": ~war, NEAR_NATURAL: marks(rows, NEAR_NATURAL)}
    for name, part in parts.items():
        if not (harmless & part).any():
            continue
        for rate in RATES:
            limit = threshold_at_share(found[harmless & part], rate)
            hits = found[harmful & part] > limit
            yield f"recall at {rate:.0%}, {name}", shown(share(hits))
        yield f"harmless rows, {name}", f"{int((harmless & part).sum()):,}"


def contrast_lines(rows: Sequence[Example], scores: Columns) -> Iterator[Line]:
    """Yield AUC and the order within sets, over all sets and by kind."""
    for kind in (ALL, *KINDS):
        part = (
            np.ones(len(rows), dtype=bool) if kind == "all kinds" else marks(rows, kind)
        )
        yield f"AUC toxicity, {kind}", _auc(rows, scores, Label.TOXICITY, part)
        right = share(pairs(rows, scores[Label.TOXICITY], part))
        yield f"pairs of a set in the right order, {kind}", shown(right)


def pairs(rows: Sequence[Example], toxicity: Numbers, part: Truths) -> Truths:
    """Return whether each toxic line scores higher than each other line of its set."""
    sets: dict[str, list[int]] = {}
    for place in np.flatnonzero(part).tolist():
        [name] = [tag for tag in rows[place].tags if tag.startswith("set ")]
        sets.setdefault(name, []).append(place)
    found = [
        toxicity[one] > toxicity[other]
        for places in sets.values()
        for one in places
        for other in places
        if rows[one].truths.get(Label.TOXICITY) is True
        and rows[other].truths.get(Label.TOXICITY) is False
    ]
    return np.array(found, dtype=bool)


def confusions(
    title: str, rows: Sequence[Example], scores: Columns
) -> Iterator[Section]:
    """Yield the harmless texts with the highest scores, the harmful with the lowest."""
    found = highest(scores, HOLDING)
    for kind, sign in (("harmless", -1), ("harmful", 1)):
        places = np.flatnonzero(marks(rows, kind))
        worst = places[np.argsort(sign * found[places], kind="stable")][:WORST]
        yield (
            f"{title}: the {kind} that score {'high' if sign < 0 else 'low'}",
            [(_shortened(rows[at].text), f"{found[at]:.3f}") for at in worst],
        )


def _auc(rows: Sequence[Example], scores: Columns, label: Label, part: Truths) -> str:
    """Return the AUC over the rows on whose label a panel agrees, as text."""
    known = [at for at, each in enumerate(rows) if part[at] and label in each.truths]
    truths: Truths = np.array([rows[at].truths[label] for at in known], dtype=bool)
    figure = auc(scores[label][known], truths)
    return _counted(figure, int(truths.sum()))


def _counted(figure: Figure | None, positives: int) -> str:
    few = "; too few for a target" if positives < FEW else ""
    return f"{shown(figure)}, {positives:,} positives{few}"


def _shortened(text: str) -> str:
    line = " ".join(text.split()).replace("|", "¦")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
