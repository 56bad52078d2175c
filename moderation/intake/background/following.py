"""Makes a worker follow the choice of classifiers, and reports what it has.

A worker whose machine lacks the file of the chosen classifier goes on with the one that
it has, and says so in the log and on the page of the shadow classifier.
"""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from auth.db.database import Database
from moderation.intake import classifier_names
from moderation.intake.background.shadowing import Shadow
from moderation.intake.classifier_names import ClassifierName
from moderation.platform.chore_runner import Chore
from moderation.platform.config import Config
from moderation.policy.services import classifiers, worker_reports
from moderation.policy.services.worker_reports import ReportDraft
from moderation.scoring.base import own_models
from moderation.scoring.base.protocol import Scorer

log = structlog.get_logger()

EVERY_SECONDS = 20.0

NO_FILE = "no file"
NOT_LOADED = "not loaded"


def name_of_process() -> str:
    """Return a name of this process that no other has."""
    return f"{platform.node()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Follower:
    """Follows the choice for one worker.

    :param version: the version of the classifier that the worker has loaded.
    """

    database: Database
    settings: Config
    load: Callable[[ClassifierName], Scorer]
    use: Callable[[Scorer, ClassifierName], None]
    use_shadow: Callable[[Shadow | None], None]
    version: str
    process: str = field(default_factory=name_of_process)
    machine: str = field(default_factory=platform.node)
    _shadow: ClassifierName | None = None
    _is_begun: bool = False
    _seen: set[str] = field(default_factory=set)
    _failed: ClassifierName | None = None

    def chore(self) -> Chore:
        """Return the chore that follows."""
        return Chore(
            name="classifier",
            every=EVERY_SECONDS,
            do=self.do_round,
            starts_at_once=True,
        )

    def do_round(self) -> None:
        """Load what was chosen if it is another one, and report."""
        with self.database.unit_of_work(write=False) as work:
            own = [
                (each.name, each.sha256) for each in classifiers.all_own(work.session)
            ]
            wanted = classifier_names.in_force(work.session, self.settings)
            shadow = classifier_names.shadow(work.session, self.settings)
        files = [sha256 for name, sha256 in own if self._has(name, sha256)]
        trouble = self._follow(wanted, [sha256 for _, sha256 in own], files)
        self._follow_shadow(shadow, files)
        with self.database.unit_of_work(write=True) as work:
            draft = ReportDraft(
                self.process, self.machine, self.version, files, trouble
            )
            worker_reports.report(work.session, draft, now=work.now)

    def _has(self, name: str, sha256: str) -> bool:
        """Whether the file is here. Its digest is computed once."""
        folder = self.settings.models_path
        if sha256 in self._seen:
            file = own_models.location(folder, name=name, sha256=sha256)
            if file.is_file():
                return True
            self._seen.discard(sha256)
        elif own_models.has(folder, name=name, sha256=sha256):
            self._seen.add(sha256)
            return True
        return False

    def _follow(
        self, wanted: ClassifierName, own: Sequence[str], files: Sequence[str]
    ) -> str:
        """Use the wanted classifier; return why it is not in use, if so."""
        if self._uses(wanted, own):
            self._failed = None
            return ""
        if wanted.own and wanted.own not in files:
            if self._failed != wanted:
                log.warning("classifier.no_file", sha256=wanted.own)
            self._failed = wanted
            return NO_FILE
        try:
            scorer = self.load(wanted)
        except Exception:  # Whatever keeps it from loading, the old one goes on.
            log.exception("classifier.not_loaded", sha256=wanted.own)
            self._failed = wanted
            return NOT_LOADED
        self.version, self._failed = scorer.version, None
        self.use(scorer, wanted)
        log.info("classifier.followed", version=scorer.version)
        return ""

    def _uses(self, wanted: ClassifierName, own: Sequence[str]) -> bool:
        """Whether the worker's version is that of the wanted classifier."""
        in_use = [each for each in own if f"-{each[:12]}" in self.version]
        return in_use == [wanted.own] if wanted.own else not in_use

    def _follow_shadow(
        self, wanted: ClassifierName | None, files: Sequence[str]
    ) -> None:
        if wanted and wanted.own and wanted.own not in files:
            wanted = None
        if self._is_begun and wanted == self._shadow:
            return
        self._shadow, self._is_begun = wanted, True
        if wanted is None:
            self.use_shadow(None)
            return
        load = self.load
        shadow = Shadow(self.database, lambda: load(wanted))
        shadow.begin()
        self.use_shadow(shadow)
