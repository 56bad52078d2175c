"""Acts of admins for the newsroom's legal duties, done by eight at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from auth.db.upserts import find_or_add
from moderation.compliance.notices.inputs import NameFlagger
from moderation.compliance.notices.models import TrustedFlagger
from moderation.compliance.notices.services import flaggers
from moderation.compliance.transparency.models import (
    TransparencySetting,
    TransparencyStatement,
)
from moderation.compliance.transparency.rules import Source
from moderation.compliance.transparency.services import gathering
from moderation.compliance.transparency.states import StatementState
from moderation.review.items.rules import Action
from tests.races.preparing import admins
from tests.races.stage import CALLERS, Call, Race, Stage


def send_again(stage: Stage) -> Call:
    rejected = stage.decision(Action.REJECT)

    def park(session: Any, now: Any) -> int:
        setting = find_or_add(
            session,
            TransparencySetting,
            {"site_id": 1},
            {"target": "collect", "gathered_until": now, "held_until": now},
        )
        gathering.add(
            session, setting, Source.DECISION, rejected.id, base_url="", now=now
        )
        row = session.scalars(
            select(TransparencyStatement).where(
                TransparencyStatement.source_id == rejected.id
            )
        ).one()
        row.state = StatementState.PARKED
        return int(row.id)

    path = f"/admin/transparency/statements/{stage.write(park)}/again"
    return Call(path, callers=stage.newsroom)


def end_flagger(stage: Stage) -> Call:
    def name(session: Any, now: Any) -> int:
        change = NameFlagger("Hotline", "h@flag.example")
        flaggers.name_one(session, change, site_id=1, admin_id=1, now=now)
        return int(session.scalar(select(func.max(TrustedFlagger.id))))

    path = f"/admin/trusted-flaggers/{stage.write(name)}/end"
    return Call(path, callers=stage.newsroom)


RACES = {
    "compliance_transparency.change": Race(
        admins("/admin/transparency", target="collect"),
        adds={"transparency_setting": 1},
    ),
    "compliance_transparency.send_again": Race(send_again, 1),
    "compliance_law.change": Race(
        admins("/admin/law", serves_uk="1"), adds={"law_setting": 1}
    ),
    "compliance_flaggers.name_one": Race(
        admins("/admin/trusted-flaggers", name="Hotline", email="h@flag.example"),
        adds={"trusted_flagger": CALLERS},
    ),
    "compliance_flaggers.end": Race(end_flagger),
}
