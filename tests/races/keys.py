"""Acts on keys, and acts of programs with them, done by eight at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from auth.access import keys
from auth.access.inputs import CreateBoundKey
from auth.access.key_models import ApiKey
from auth.core.permissions import Role
from tests.races.stage import CALLERS, Call, Race, Stage


def new_key(stage: Stage, scope: str = "articles") -> str:
    """Return a key with one scope."""
    made = stage.write(
        lambda session, now: keys.create(
            session,
            name=f"Key {next(stage.numbers)}",
            scopes=[scope],
            account_id=stage.admins[0][1].account_id,
            now=now,
        )
    )
    return str(made)


def revoke_key(stage: Stage) -> Call:
    new_key(stage)
    number = stage.write(lambda session, _: session.scalar(select(func.max(ApiKey.id))))
    return Call(f"/admin/keys/{number}/revoke", callers=stage.newsroom)


def revoke_bound_key(stage: Stage) -> Call:
    callers, actor = stage.same(Role.MODERATOR)

    def make(session: Any, now: Any) -> int:
        keys.create_once(
            session,
            CreateBoundKey(name="Coop"),
            token=f"cfk_bound {next(stage.numbers)}",
            account_id=actor.account_id,
            now=now,
        )
        return int(session.scalar(select(func.max(ApiKey.id))))

    return Call(f"/staff/keys/{stage.write(make)}/revoke", callers=callers)


def bring_verdict(stage: Stage) -> Call:
    comment = stage.comment()
    headers = {"Authorization": f"Bearer {new_key(stage, 'verdicts')}"}
    body = {
        "comment_id": comment.id,
        "revision_id": comment.latest_revision_id,
        "action": "hold",
        "source": "policy model",
        "reason": "A test",
    }
    return Call("/api/v1/verdicts", json=body, callers=[headers] * CALLERS)


def put_article(stage: Stage) -> Call:
    headers = {"Authorization": f"Bearer {new_key(stage)}"}
    path = f"/api/v1/articles/story-{next(stage.numbers)}"
    body = {"url": "https://courier.example/x", "headline": "A story"}
    return Call(path, json=body, callers=[headers] * CALLERS)


RACES = {
    "auth.revoke_key": Race(revoke_key, 1),
    "auth.revoke_bound_key": Race(revoke_bound_key, 1),
    "verdicts_api.bring_verdict": Race(
        bring_verdict, adds={"review_item": 1, "review_cause": 1, "verdict": 1}
    ),
    "discussion_api.put_article": Race(put_article, adds={"article": 1}),
}
