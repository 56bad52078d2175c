"""One newsroom for all refused forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from auth.accounts import passwords
from auth.core.models import Account, LoginSession, Throttle
from auth.core.permissions import Role
from moderation import app as application
from moderation.event_table import open_database
from tests.auth.visitor import PASSWORD
from tests.calling import founded
from tests.forms import forms_in
from tests.moderation.web.refused_forms.refusing import Desk


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, template_file: Path
) -> Iterator[Desk]:
    """One newsroom for all tests, because refused forms store nothing."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "copy.sqlite").write_bytes(template_file.read_bytes())
    database = open_database(f"sqlite:///{folder / 'copy.sqlite'}")
    app = application.create_app(
        application.testing_config(folder), application.Parts(database)
    )
    newsroom = founded(app, database)
    admin, actor = newsroom.person("Chief", Role.ADMIN)
    with database.unit_of_work(write=True) as work:
        account = work.session.get_one(Account, actor.account_id)
        account.password_hash = passwords.hash_password(PASSWORD)
    yield Desk(newsroom, admin)
    database.dispose()


@pytest.fixture
def logged_in(desk: Desk) -> None:
    """Log the admin in again, and reset all counts."""
    desk.arrived.clear()
    with desk.newsroom.database.unit_of_work(write=True) as work:
        work.session.execute(delete(Throttle))
        work.session.execute(update(LoginSession).values(proved_at=work.now))
    if desk.admin.client.get_cookie("sid") is None:
        page = desk.admin.client.get("/login").text
        assert desk.log_in(forms_in(page)[-1]).status_code == 303


@pytest.fixture
def view(desk: Desk) -> Iterator[Callable[[str, Callable[[], Any]], None]]:
    """Replace a view's function, but keep its access."""
    replaced: dict[str, Any] = {}
    views = desk.app.view_functions

    def put(endpoint: str, act: Callable[[], Any]) -> None:
        replaced.setdefault(endpoint, views[endpoint])

        @wraps(replaced[endpoint])
        def acting(**_: Any) -> Any:
            return act()

        views[endpoint] = acting

    yield put
    views.update(replaced)
