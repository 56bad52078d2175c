"""Pairings as they are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from auth.accounts.pairing_models import Pairing
from auth.core.rules import PairingState
from tests.calling import Newsroom


def age(paper: Newsroom, **columns: datetime) -> None:
    """Change the times of all pairings."""
    with paper.database.unit_of_work(write=True) as work:
        work.session.execute(update(Pairing).values(**columns))


def states(paper: Newsroom) -> list[PairingState]:
    """Return the state of each pairing."""
    with paper.database.unit_of_work(write=False) as work:
        return list(work.session.scalars(select(Pairing.state)))
