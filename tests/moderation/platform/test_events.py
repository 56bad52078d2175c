from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError
from moderation.platform import events
from moderation.platform.events import (
    CARRIED_AS,
    EventTable,
    MissingTableError,
    UnknownEventError,
    on,
)


@dataclass(frozen=True)
class Rained:
    millimetres: int


@dataclass(frozen=True)
class Flooded:
    pass


def session_with(table: EventTable) -> Session:
    return Session(info={CARRIED_AS: table})


def test_handlers_follow_an_event_in_the_order_of_the_table() -> None:
    seen: list[str] = []
    table = EventTable(
        on(
            Rained,
            lambda _, rained: seen.append(f"gauge {rained.millimetres}"),
            lambda _, __: seen.append("garden"),
        )
    )

    events.record(session_with(table), Rained(3))

    assert seen == ["gauge 3", "garden"]


def test_what_follows_an_event_of_a_handler_comes_before_the_next_handler() -> None:
    seen: list[str] = []

    def rise(session: Any, _: Rained) -> None:
        events.record(session, Flooded())

    table = EventTable(
        on(Rained, rise, lambda _, __: seen.append("garden")),
        on(Flooded, lambda _, __: seen.append("cellar")),
    )

    events.record(session_with(table), Rained(90))

    assert seen == ["cellar", "garden"]


def test_a_refusal_is_asked_before_the_change_alone() -> None:
    seen: list[str] = []

    def refuse(_: Any, rained: Rained) -> None:
        if rained.millimetres > 50:
            raise ConflictError("The barrel is full.")

    table = EventTable(
        on(Rained, lambda _, __: seen.append("barrel"), refused_by=(refuse,))
    )

    with pytest.raises(ConflictError, match="The barrel is full"):
        events.check(session_with(table), Rained(51))
    events.check(session_with(table), Rained(49))

    assert seen == []


def test_nothing_happens_in_a_session_without_a_table() -> None:
    with pytest.raises(MissingTableError, match="open_database"):
        events.record(Session(), Rained(1))
    with pytest.raises(MissingTableError, match="open_database"):
        events.check(Session(), Rained(1))


def test_an_event_that_the_table_does_not_have_is_an_error() -> None:
    with pytest.raises(UnknownEventError, match="Flooded"):
        events.record(session_with(EventTable(on(Rained))), Flooded())


def test_an_event_stands_in_the_table_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        EventTable(on(Rained), on(Rained))
