"""An admin who makes keys."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from tests.auth.conftest import People


@pytest.fixture
def admin_id(account: People) -> int:
    """An admin's account."""
    return account("Chief", Role.ADMIN)
