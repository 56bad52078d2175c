"""The languages of a test's newsroom."""

from __future__ import annotations

from sqlalchemy import select

from auth.core.models import Account, Site
from tests.calling import Newsroom


def offer(newsroom: Newsroom, *languages: str) -> None:
    """Let the site offer *languages*; the first one is its own."""
    with newsroom.database.unit_of_work(write=True) as work:
        work.session.scalars(select(Site)).one().languages = list(languages)


def prefer(newsroom: Newsroom, account_id: int, language: str) -> None:
    """Let an account prefer *language*."""
    with newsroom.database.unit_of_work(write=True) as work:
        work.session.get_one(Account, account_id).language = language
