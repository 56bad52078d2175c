"""A newsroom and other systems that talk to it over real HTTP on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import make_server

Reply = Callable[[str, dict[str, str], Any], Any]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* in this process, and yield its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def answering(reply: Reply) -> Iterator[str]:
    """Serve a system that answers each JSON request by *reply*; yield its origin."""
    app = Flask("fake")

    @app.post("/<path:path>")
    def answer(path: str) -> Response:
        said = reply(f"/{path}", dict(request.headers), request.get_json())
        return Response(json.dumps(said), mimetype="application/json")

    with served(app) as origin:
        yield origin
