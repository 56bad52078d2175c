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
from tests.moderation.exchange.uploading import Upload

STORY = thread("1", url="https://courier.example/truce", title="A truce")


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


@pytest.fixture
def importer(called: Newsroom) -> Importer:
    folder = Path(called.app.instance_path) / "imports"
    return Importer(called.database, folder, "a secret")


@pytest.fixture
def upload(admin: Caller, importer: Importer, tmp_path: Path) -> Callable[..., Upload]:
    """Upload an export of two comments, or the given one."""

    def send(file: Path | None = None) -> Upload:
        file = file or disqus(tmp_path, STORY, post("1", "One"), post("2", "Two"))
        token = admin.headers["X-CSRFToken"]
        form = {"csrf_token": token, "source": "disqus"}
        part = io.BytesIO(file.read_bytes()), file.name
        answer = admin.client.post("/admin/imports", data=form | {"file": part})
        return Upload(str(answer.headers["Location"]), admin, importer)

    return send
