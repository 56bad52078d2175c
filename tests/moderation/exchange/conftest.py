"""An admin who uploads files, and the chore that works on them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from auth.core.permissions import Role
from moderation.exchange.imports.chore import Importer
from tests.calling import Caller, Newsroom
from tests.moderation.exchange.imports.exports import disqus, post, thread

STORY = thread("1", url="https://courier.example/truce", title="A truce")


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


@pytest.fixture
def importer(called: Newsroom) -> Importer:
    folder = Path(called.app.instance_path) / "imports"
    return Importer(called.database, folder, "a secret")


@pytest.fixture
def upload(admin: Caller, tmp_path: Path) -> Callable[..., str]:
    """Upload an export, and return the address of its page."""

    def send(file: Path | None = None) -> str:
        file = file or disqus(tmp_path, STORY, post("1", "One"), post("2", "Two"))
        token = admin.headers["X-CSRFToken"]
        form = {"csrf_token": token, "source": "disqus"}
        part = io.BytesIO(file.read_bytes()), file.name
        answer = admin.client.post("/admin/imports", data=form | {"file": part})
        return str(answer.headers["Location"])

    return send
