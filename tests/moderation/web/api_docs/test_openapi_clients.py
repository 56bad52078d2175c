"""Clients generated from the document compile and complete a round trip."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.calling import Newsroom
from tests.serving import ROOT

NODE_MODULES = ROOT / "tests/moderation/perspective/node/node_modules"
PATIENCE = 120

PYTHON = """
import os
from client import AuthenticatedClient
from client.api.discussion_api import get_threads, put_article
from client.models import ArticleBody

client = AuthenticatedClient(base_url=os.environ["BASE"], token=os.environ["KEY"])
body = ArticleBody(headline="A truce holds", tags=["peace"])
article = put_article.sync("truce", client=client, body=body)
refused = put_article.sync_detailed("truce", client=client, body=ArticleBody(""))
[thread] = get_threads.sync("truce", client=client).threads
print(article.headline, article.tags, int(refused.status_code), thread.comment.url)
"""
TYPESCRIPT = """
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

declare const process: { env: Record<string, string> };
const api = createClient<paths>({
  baseUrl: process.env.BASE,
  headers: { Authorization: `Bearer ${process.env.KEY}` },
});
const params = { path: { key: "truce" } };
const put = (headline: string) =>
  api.PUT("/api/v1/articles/{key}", { params, body: { headline, tags: ["peace"] } });
const article = await put("A truce holds");
const refused = await put("");
const page = await api.GET("/api/v1/articles/{key}/threads", { params });
const url: string = page.data!.threads[0]!.comment.url;
console.log(article.data!.headline, article.data!.tags, refused.response.status, url);
// A field that need not be sent is left out here, and must compile.
export const reply = () =>
  api.POST("/api/v1/articles/{key}/comments", { params, body: { text: "Hello" } });
"""


@dataclass(frozen=True)
class Offered:
    """A served API, its document in a folder, and a key for articles."""

    folder: Path
    base: str
    key: str

    def run(self, *command: str | Path) -> str:
        """Run a command in the folder and return what it printed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | {"BASE": self.base, "KEY": self.key},
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def offered(called: Newsroom, tmp_path: Path) -> Iterator[Offered]:
    """The API of a newsroom with one article and one comment."""
    _, ann = called.person("Ann")
    called.comment(ann, "First")
    bearer = called.key("articles").headers["Authorization"]
    document = called.visitor().get("/openapi.json").json
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    server = make_server("127.0.0.1", 0, called.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    base = f"http://127.0.0.1:{server.server_port}"
    yield Offered(tmp_path, base, bearer.removeprefix("Bearer "))
    server.shutdown()
    serving.join(PATIENCE)
    server.server_close()


def test_a_client_in_python(offered: Offered) -> None:
    (offered.folder / "config.yml").write_text("post_hooks: []\n")
    offered.run(
        *(Path(sys.executable).with_name("openapi-python-client"), "generate"),
        *("--path", "openapi.json", "--output-path", "client", "--meta", "none"),
        *("--config", "config.yml", "--fail-on-warning"),
    )

    said = offered.run(sys.executable, "-c", PYTHON)

    assert said == "A truce holds ['peace'] 422 http://127.0.0.1:8000/comments/1\n"


@pytest.mark.skipif(
    shutil.which("node") is None or not (NODE_MODULES / "openapi-fetch").exists(),
    reason="Node or its packages were not found",
)
def test_a_client_in_typescript(offered: Offered) -> None:
    (offered.folder / "node_modules").symlink_to(NODE_MODULES.resolve())
    (offered.folder / "client.mts").write_text(TYPESCRIPT)
    binaries = Path("node_modules") / ".bin"
    offered.run(binaries / "openapi-typescript", "openapi.json", "-o", "api.d.ts")
    strict = ("--strict", "--module", "nodenext", "--target", "es2022")
    offered.run(binaries / "tsc", *strict, "client.mts")

    said = offered.run("node", "client.mjs")

    assert said == ("A truce holds [ 'peace' ] 422 http://127.0.0.1:8000/comments/1\n")
