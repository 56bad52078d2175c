"""Eight admins choose a classifier at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.policy.classifier_models import ClassifierRole
from moderation.policy.services import classifiers
from moderation.tuning.inputs import ChooseClassifier
from moderation.tuning.services.own import promoting
from tests.own_classifiers import own, reported
from tests.races.stage import Call, Race, Stage


def promote(stage: Stage) -> Call:
    name = f"Classifier {next(stage.numbers)}"

    def make(session: Session, now: datetime) -> dict[str, str]:
        made = own(session, name, now=now)
        reported(session, "here", classifiers.all_own(session), now=now)
        number = classifiers.number_of(session, ClassifierRole.IN_FORCE)
        return {"number": str(number), "sha256": made.sha256}

    return Call("/admin/shadow/promote", stage.write(make), None, stage.newsroom)


def go_back(stage: Stage) -> Call:
    form = dict(promote(stage).form)

    def put(session: Session, now: datetime) -> int:
        change = ChooseClassifier(int(form["number"]), form["sha256"])
        actor_id = stage.admins[0][1].account_id
        return promoting.promote(session, change, actor_id=actor_id, now=now).number

    number = stage.write(put)
    return Call("/admin/shadow/back", {"number": str(number)}, None, stage.newsroom)


CHOSEN = {"classifier_choice": 1, "profile_version": 2}
RACES = {
    "tuning_classifier.promote": Race(promote, 1, CHOSEN),
    "tuning_classifier.go_back": Race(go_back, 1, CHOSEN),
}
