"""The simulator with half a million comments: loading them, and moving a threshold."""

from __future__ import annotations

import random
from datetime import timedelta
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from auth.access import sessions
from auth.core.permissions import Role
from moderation.discussion.rules import Status
from moderation.policy.models import ProfileVersion, Score, Verdict
from moderation.policy.rules import VerdictKind
from moderation.review.items.models import Decision, ReviewItem
from moderation.review.items.rules import Action, Reason
from moderation.scoring.base.labels import Label
from moderation.tuning.services.decision_figures import deciding
from tests import newsroom
from tests.benchmarks import filling
from tests.benchmarks.filling import CHUNK, NOW, Town
from tests.benchmarks.measuring import milliseconds, report

COMMENTS = 500_000
DECIDED_EVERY = 10
LOAD_AIM = 2_000.0
MOVE_AIM = 100.0


def main() -> None:
    """Fill a month, load it cold through the page, then move a threshold repeatedly."""
    with filling.town() as town:
        article_id = filling.article(town, "month")
        filling.threads(town, article_id, COMMENTS)
        _score(town, article_id)
        admin = _admin(town)
        begun = perf_counter()
        admin("/admin/profiles/general")
        load = (perf_counter() - begun) * 1_000
        query = "&".join(
            f"{label.value}-flag=0.61&{label.value}-hold=0.83" for label in Label
        )
        move = milliseconds(lambda: admin(f"/admin/profiles/general/effect?{query}"))
        report(
            "simulator, 500,000 comments, first load", load, "ms", "the aim", LOAD_AIM
        )
        report("simulator, a moved threshold", move, "ms", "the aim", MOVE_AIM)
        _time_decisions(town)


def _time_decisions(town: Town) -> None:
    """Compare the desk's figures by week with reading the same decisions as rows."""
    with town.database.unit_of_work(write=False) as work:
        session = work.session
        rows = select(Decision.actor_id, Decision.action, Decision.created_at)
        report(
            f"decisions by week, {COMMENTS // DECIDED_EVERY:,}",
            milliseconds(lambda: deciding(session, now=NOW)),
            "ms",
            "reading them as rows",
            milliseconds(lambda: session.execute(rows).all()),
        )


def _admin(town: Town) -> Any:
    with town.database.unit_of_work(write=True) as work:
        actor = newsroom.person(work.session, "Ada", now=NOW, role=Role.ADMIN)
        token = sessions.open_session(
            work.session,
            account_id=actor.account_id,
            host="localhost",
            user_agent="bench",
            now=work.now,
            proved=True,
        )
    return lambda path: _get(town.app, token, path)


def _get(app: Flask, token: str, path: str) -> None:
    client = app.test_client()
    client.set_cookie("sid", token)
    assert client.get(path).status_code == 200


def _score(town: Town, article_id: int) -> None:
    """Score every comment in the last month, and decide on every tenth."""
    rng = random.Random(1)
    with town.database.unit_of_work(write=False) as work:
        now = work.now
    with town.database.engine.begin() as connection:
        version_id = connection.scalar(select(ProfileVersion.id).limit(1))
        for start in range(1, COMMENTS + 1, CHUNK):
            ids = range(start, start + CHUNK)
            connection.execute(
                insert(Score),
                [
                    {
                        "id": each,
                        "revision_id": each,
                        "model_name": "bench",
                        "model_version": "1",
                        "created_at": now - timedelta(days=29) * (1 - each / COMMENTS),
                    }
                    | {label.value: rng.random() ** 4 for label in Label}
                    for each in ids
                ],
            )
            connection.execute(
                insert(Verdict),
                [
                    {
                        "id": each,
                        "comment_id": each,
                        "revision_id": each,
                        "kind": VerdictKind.PUBLISH,
                        "profile_version_id": version_id,
                        "causes": [],
                        "score_id": each,
                        "created_at": now,
                    }
                    for each in ids
                ],
            )
            decided = ids[::DECIDED_EVERY]
            connection.execute(
                insert(ReviewItem),
                [
                    filling.item(town, article_id, each) | {"closed_at": now}
                    for each in decided
                ],
            )
            connection.execute(
                insert(Decision),
                [_decision(town, each, rng.random(), now) for each in decided],
            )


def _decision(town: Town, comment_id: int, luck: float, now: Any) -> dict[str, Any]:
    is_rejected = luck < 0.4
    return {
        "item_id": comment_id,
        "comment_id": comment_id,
        "revision_id": comment_id,
        "actor_id": town.author_ids[0],
        "action": Action.REJECT if is_rejected else Action.APPROVE,
        "reason": Reason.INSULT if is_rejected else None,
        "note": "",
        "status_before": Status.HELD,
        "created_at": now - timedelta(seconds=comment_id),
    }
