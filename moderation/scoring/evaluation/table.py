"""The table of an evaluation: sections with one line for each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from moderation.scoring.base.labels import Label
from moderation.scoring.evaluation import (
    data_sets,
    disguises,
    judged_sets,
    newspapers,
    probabilities,
)
from moderation.scoring.evaluation.data_sets import Example
from moderation.scoring.evaluation.figures import (
    Line,
    Numbers,
    Section,
    Truths,
    auc,
    false_positives_at_recall,
    group_aucs,
    marks,
    share,
    shown,
    threshold_at_recall,
)
from moderation.scoring.evaluation.scored import Score, columns, texts_of
from moderation.scoring.runtime.calibration import Calibration

Report = Callable[[str], None]
Limits = tuple[float, float]
"""The scores from which a label flags and from which it holds."""

RECALL = 0.95
HALF = 0.5
GROUPS = (
    "muslim", "jewish", "christian", "gay", "homosexual", "queer", "lesbian",
    "transgender", "black", "white", "american", "mexican", "blind", "deaf", "elderly",
)  # fmt: skip
HATEFUL = (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT)
DISGUISED = 200
"""The number of harmful rows, and of harmless rows, that each disguise is tried on."""


def evaluate(
    as_written: Score,
    in_full: Score,
    calibration: Calibration,
    folder: Path,
    report: Report,
    *,
    limits: Mapping[str, Mapping[Label, Limits]],
) -> Iterator[Section]:
    """Yield the sections of the table as they are measured.

    They show uncalibrated scores, which can be compared between checkpoints. Only the
    sections about a profile's thresholds show calibrated ones. Judged rows and contrast
    sets come first: they are the truth wherever the labels of other rows differ.

    :param as_written: scores texts as written, to show what disguises hide.
    :param in_full: scores texts as written and unmasked, as the product does.
    :param limits: the thresholds of each profile whose effect is shown.
    """
    report("Scoring the judged rows and the contrast sets …")
    yield from newspapers.sections(as_written, folder)
    report("Scoring the rows kept back …")
    examples = data_sets.kept_back(folder)
    found = in_full(texts_of(examples))
    scores = columns(found)
    yield "Civil Comments, kept back", list(civil_lines(examples, scores))
    judged = judged_sets.natural(folder)
    read = in_full(texts_of(judged))
    yield from probabilities.sections(judged, read)
    yield "War", list(war_lines(examples, scores))
    sentences = data_sets.probe()
    said = columns(in_full(texts_of(sentences)))
    yield "Our own sentences about war", list(probe_lines(sentences, said))
    report("Scoring disguises …")
    yield "Disguises", list(disguise_lines(examples, scores, as_written, in_full))
    report("Scoring HateCheck …")
    cases = data_sets.hatecheck(folder)
    yield "HateCheck", list(hatecheck_lines(cases, columns(in_full(texts_of(cases)))))
    report("Scoring the identity templates …")
    phrases = data_sets.templates(folder)
    named = in_full(texts_of(phrases))
    toxicity = columns(named)[Label.TOXICITY]
    yield "Identity templates", list(template_lines(phrases, toxicity))
    for title, rows, groups in (
        ("Judged rows", read, judged_groups(judged)),
        ("Harmless templates", named, template_groups(phrases)),
    ):
        computed = columns([calibration.apply(each) for each in rows])
        for name, thresholds in limits.items():
            yield (
                f"{title} at the thresholds of {name}",
                list(threshold_lines(computed, thresholds, groups)),
            )


def civil_lines(
    examples: Sequence[Example], scores: dict[Label, Numbers]
) -> Iterator[Line]:
    """Yield the AUC of each label over the rows for which it is known."""
    for label in Label:
        known = [at for at, each in enumerate(examples) if label in each.truths]
        truths = np.array([examples[at].truths[label] for at in known], dtype=bool)
        yield f"AUC {label.value}", shown(auc(scores[label][known], truths))


def war_lines(
    examples: Sequence[Example], scores: dict[Label, Numbers]
) -> Iterator[Line]:
    """Yield how often harmless comments are called toxic, about war and otherwise."""
    toxicity = scores[Label.TOXICITY]
    harmless, harmful = marks(examples, "harmless"), marks(examples, "harmful")
    war, judged = marks(examples, "war"), harmless | harmful
    for name, rows in (("war", harmless & war), ("the rest", harmless & ~war)):
        yield f"false positives at 0.5, {name}", shown(share(toxicity[rows] >= HALF))
    for recall in (0.8, 0.9, RECALL):
        threshold = threshold_at_recall(toxicity[judged], harmful[judged], recall)
        yield (
            f"false positives on war at recall {recall} over all rows",
            shown(share(toxicity[harmless & war] >= threshold)),
        )
    for name, rows in (("war", judged & war), ("the rest", judged & ~war)):
        yield f"AUC toxicity, {name}", shown(auc(toxicity[rows], harmful[rows]))
    for label in (Label.THREAT, Label.IDENTITY_ATTACK):
        hits = scores[label][harmless & war] >= HALF
        yield f"harmless war with {label.value} at 0.5", shown(share(hits))


def probe_lines(
    sentences: Sequence[Example], scores: dict[Label, Numbers]
) -> Iterator[Line]:
    """Yield how well news, grief and accusation are separated from polite hatred."""
    harmful = marks(sentences, "harmful")
    for label in (Label.TOXICITY, Label.IDENTITY_ATTACK, Label.THREAT):
        found = scores[label]
        yield f"AUC {label.value}", shown(auc(found, harmful))
        yield f"harmless at 0.5 {label.value}", shown(share(found[~harmful] >= HALF))
        yield f"harmful at 0.5 {label.value}", shown(share(found[harmful] >= HALF))


def disguise_lines(
    examples: Sequence[Example],
    scores: dict[Label, Numbers],
    as_written: Score,
    in_full: Score,
) -> Iterator[Line]:
    """Yield the recall under each disguise, before and after unmasking."""
    toxicity, harmless = scores[Label.TOXICITY], marks(examples, "harmless")
    bad = np.flatnonzero(marks(examples, "harmful") & (toxicity >= HALF))[:DISGUISED]
    good = np.flatnonzero(harmless)[:DISGUISED]
    clean = texts_of([examples[at] for at in good])
    before = columns(as_written(clean))[Label.TOXICITY]
    yield "clean text called toxic, as written", shown(share(before >= HALF))
    yield "clean text called toxic, unmasked", shown(share(toxicity[good] >= HALF))
    for name, disguise in disguises.DISGUISES.items():
        texts = [disguise(examples[at].text) for at in bad]
        for words, score in (("as written", as_written), ("unmasked", in_full)):
            hits = columns(score(texts))[Label.TOXICITY] >= HALF
            yield f"recall under {name}, {words}", shown(share(hits))


def hatecheck_lines(
    cases: Sequence[Example], scores: dict[Label, Numbers]
) -> Iterator[Line]:
    """Yield the AUC over all cases, and the accuracy for each functionality."""
    truths = np.array(
        [each.truths[Label.IDENTITY_ATTACK] for each in cases], dtype=bool
    )
    attack = scores[Label.IDENTITY_ATTACK]
    highest = np.max([scores[label] for label in HATEFUL], axis=0)
    yield "AUC identity_attack", shown(auc(attack, truths))
    yield (
        "AUC highest of toxicity, identity_attack, threat",
        shown(auc(highest, truths)),
    )
    yield "recall of identity_attack at 0.5", shown(share(attack[truths] >= HALF))
    yield "false positives at 0.5", shown(share(attack[~truths] >= HALF))
    for tag in sorted({tag for each in cases for tag in each.tags}):
        rows = data_sets.tagged(cases, tag)
        right = (attack[rows] >= HALF) == truths[rows]
        yield f"accuracy {tag}", shown(share(right))


def template_lines(phrases: Sequence[Example], toxicity: Numbers) -> Iterator[Line]:
    """Yield the false positives on harmless phrases, and three AUCs for each group."""
    truths = np.array([each.truths[Label.TOXICITY] for each in phrases], dtype=bool)
    yield "AUC toxicity", shown(auc(toxicity, truths))
    at_recall = false_positives_at_recall(toxicity, truths, RECALL)
    yield f"false positives at recall {RECALL}", shown(at_recall)
    yield "recall at 0.5", shown(share(toxicity[truths] >= HALF))
    yield "false positives at 0.5", shown(share(toxicity[~truths] >= HALF))
    for group in GROUPS:
        named = marks(phrases, group)
        for name, figure in group_aucs(toxicity, truths, named).items():
            yield f"{name} AUC, {group}", shown(figure)
        yield (
            f"false positives at 0.5, {group}",
            shown(share(toxicity[named & ~truths] >= HALF)),
        )


def threshold_lines(
    scores: dict[Label, Numbers],
    thresholds: Mapping[Label, Limits],
    groups: Mapping[str, Truths],
) -> Iterator[Line]:
    """Yield the share of each group that is flagged or held, and the share held."""
    for place, words in enumerate(("flagged or held", "held")):
        over = np.any(
            [scores[label] >= limit[place] for label, limit in thresholds.items()],
            axis=0,
        )
        for name, rows in groups.items():
            yield f"{words}, {name}", shown(share(over[rows]))


def judged_groups(examples: Sequence[Example]) -> dict[str, Truths]:
    """Return the harmful and the harmless rows: about war, the rest, near-natural."""
    war, natural = marks(examples, "war"), marks(examples, judged_sets.NEAR_NATURAL)
    parts = {"war": war, "the rest": ~war, judged_sets.NEAR_NATURAL: natural}
    return {
        f"{kind}, {name}": marks(examples, kind) & part
        for name, part in parts.items()
        for kind in ("harmful", "harmless")
    }


def template_groups(phrases: Sequence[Example]) -> dict[str, Truths]:
    """Return the harmless phrases: all of them, and those that name each group."""
    harmless = np.array([not each.truths[Label.TOXICITY] for each in phrases])
    return {"all": harmless} | {
        group: harmless & marks(phrases, group) for group in GROUPS
    }
