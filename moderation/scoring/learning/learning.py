"""Learns an own classifier from decisions, and measures it against the one in force.

No transaction is open meanwhile: the caller reads the decisions before, and stores the
result after.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from moderation.scoring.base import checkpoints, own_models
from moderation.scoring.base.checkpoints import Checkpoint, digest_of
from moderation.scoring.base.errors import ScoringError
from moderation.scoring.base.protocol import Scorer, Scores
from moderation.scoring.deobfuscation.unmasking_scorer import UnmaskingScorer
from moderation.scoring.evaluation import decided
from moderation.scoring.evaluation.decided import Compared
from moderation.scoring.evaluation.fitting import LEAST
from moderation.scoring.learning import calibrating
from moderation.scoring.runtime.calibration import Calibration, keep
from moderation.scoring.runtime.loading import load_plain
from moderation.scoring.runtime.prepared import location_of
from moderation.scoring.training import decisions
from moderation.scoring.training.decisions import DecidedText, Least
from moderation.scoring.training.learning import PLAN, learn
from moderation.scoring.training.loop import Plan

NAME = "learned"
LEAST_RECENT = 500
"""The fewest recent comments whose scores say where limits are carried over to."""

Report = Callable[[str], None]


class NoBetterError(ScoringError):
    """The classifier ranks no better than the one in force. Nothing is installed."""


@dataclass(frozen=True)
class Way:
    """How to learn. The defaults are for the bundled checkpoint.

    :param exact: whether Detoxify itself scores when measuring, without a fast model.
    :param least: the fewest decisions.
    :param least_of_label: the fewest decisions that say that a text has a label, for
        calibrating the label.
    """

    plan: Plan = PLAN
    passes: int = decisions.PASSES
    threads: int = 1
    exact: bool = False
    least: Least = field(default_factory=Least)
    least_of_label: int = LEAST


@dataclass(frozen=True)
class Source:
    """A classifier as the settings name one: a name or a path, and its digest."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Folders:
    """Where own checkpoints lie, and where classifiers are prepared."""

    models: Path
    prepared: Path


@dataclass(frozen=True)
class Learned:
    """A checkpoint that is better, what belongs to its scores, and what was measured.

    :param base: the version of the checkpoint that it started from.
    :param knots: for each label, where limits of its start lie on its scale.
    """

    checkpoint: Checkpoint
    base: str
    calibration: Calibration
    knots: Mapping[str, Sequence[tuple[float, float]]]
    found: Sequence[Compared]


def learn_from(
    decided_texts: Sequence[DecidedText],
    recent: Sequence[str],
    *,
    start: Source,
    in_force: Source,
    folders: Folders,
    way: Way,
    report: Report,
) -> Learned:
    """Train on the earlier decisions, measure on the later ones, keep what is better.

    :param recent: texts of recent comments, whatever was decided on them.
    :param start: the classifier that the training starts from. Never an earlier result:
        so what was erased since is forgotten.
    :raises TooFewDecisionsError: if there are too few decisions.
    :raises NoBetterError: if it ranks no better than the classifier in force.
    """
    decisions.check(decided_texts, way.least)
    lessons = decisions.split(decided_texts)
    load = partial(_Classifier.load, report=report, exact=way.exact)
    started = load(start, folders.prepared)
    base = _with_config(start, folders.prepared, report)
    report(f"Learning from {len(lessons.taught):,} decisions.")
    folders.models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folders.models) as work:
        file = Path(work) / f"{NAME}.ckpt"
        rows = decisions.rows(lessons.taught, passes=way.passes)
        learn(base, rows, file, plan=way.plan, threads=way.threads, report=report)
        report(f"Measuring on {len(lessons.kept_back):,} later decisions.")
        tried = Source(str(file), digest_of(file))
        comparison = _Comparison(
            started,
            load(in_force, folders.prepared),
            # What is prepared for comparing goes with it.
            load(tried, Path(work) / "prepared", config=base.config),
            lessons.kept_back,
        )
        found = comparison.compare()
        if not decided.is_better(found):
            raise NoBetterError(_refusal(found))
        calibration = comparison.calibrate(least=way.least_of_label)
        knots = comparison.knots(recent, calibration)
        placed = own_models.put(file, folders.models, name=NAME, config=base.config)
    keep(calibration, placed)
    began = f"{base.name}-{base.sha256[:12]}"
    return Learned(placed, began, calibration, knots, found)


def _with_config(source: Source, folder: Path, report: Report) -> Checkpoint:
    """Return the checkpoint; a published one has its configuration when prepared."""
    found = checkpoints.find(source.name, folder, sha256=source.sha256, report=report)
    return replace(found, config=found.config or location_of(found, folder).config)


def _refusal(found: Sequence[Compared]) -> str:
    gain = found[0].gain
    return (
        "The classifier that was learned ranks the later decisions no better than the"
        f" one in force (AUC {gain.value:+.3f}, from {gain.low:+.3f} to"
        f" {gain.high:+.3f}), so it was not installed."
    )


@dataclass(frozen=True)
class _Classifier:
    """A classifier without its calibration, and the calibration."""

    scorer: Scorer
    calibration: Calibration

    @classmethod
    def load(
        cls,
        source: Source,
        folder: Path,
        *,
        report: Report,
        exact: bool,
        config: Path | None = None,
    ) -> _Classifier:
        if config is not None:
            # Its configuration is looked for beside it.
            shutil.copytree(config, Path(source.name).parent / own_models.CONFIG)
        plain, calibration = load_plain(
            source.name, folder, sha256=source.sha256, exact=exact, report=report
        )
        return cls(UnmaskingScorer(plain), calibration)

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        return [self.calibration.apply(each) for each in self.scorer.score(texts)]


class _Comparison:
    """A classifier that was learned, beside the one in force."""

    def __init__(
        self,
        base: _Classifier,
        in_force: _Classifier,
        learned: _Classifier,
        kept_back: Sequence[DecidedText],
    ) -> None:
        self._base, self._in_force, self._learned = base, in_force, learned
        self._kept_back = kept_back
        self._texts = [each.text for each in kept_back]
        self._raw = learned.scorer.score(self._texts)

    def compare(self) -> list[Compared]:
        """Compare it with the one in force.

        Its scores have the calibration that it started with: its own is fitted to these
        very decisions.
        """
        calibrated = [self._base.calibration.apply(each) for each in self._raw]
        before = decided.rank(self._in_force.scores(self._texts))
        return decided.compare(
            before, decided.rank(calibrated), self._kept_back, seed=0
        )

    def calibrate(self, *, least: int) -> Calibration:
        """Return its calibration: that of its start, except where decisions tell."""
        lines = decided.lines(self._kept_back, self._raw, least=least)
        return calibrating.named_by_lines({**self._base.calibration.lines, **lines})

    def knots(
        self, recent: Sequence[str], calibration: Calibration
    ) -> dict[str, list[tuple[float, float]]]:
        """Return where limits of the start lie on its scale, by recent comments."""
        texts = list(recent) if len(recent) >= LEAST_RECENT else self._texts
        later = [calibration.apply(each) for each in self._learned.scorer.score(texts)]
        found = decided.knots(self._base.scores(texts), later)
        return {label.value: pairs for label, pairs in found.items()}
