"""Readers see who writes for the newsroom."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from tests.calling import Newsroom

BADGE = '<span class="badge">Staff</span>'


@pytest.mark.parametrize(
    ("role", "has_badge"),
    [(Role.READER, False), (Role.MODERATOR, True), (Role.ADMIN, True)],
)
def test_staff_carry_a_badge_wherever_their_comment_stands(
    called: Newsroom, role: Role, has_badge: bool
) -> None:
    _, author = called.person("Ruth Calder", role)
    comment_id = called.comment(author, "We corrected the figure.")
    visitor = called.visitor().client

    pages = [
        visitor.get(path, follow_redirects=True).get_data(as_text=True)
        for path in (
            "/articles/truce",
            f"/threads/{comment_id}",
            f"/comments/{comment_id}",
        )
    ]

    assert [BADGE in page for page in pages] == [has_badge] * 3
