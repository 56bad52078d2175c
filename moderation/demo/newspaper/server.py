"""A demo newspaper on a port of its own, which embeds the discussions.

It exists only in development. Its pages contain what a publisher pastes into its own
templates, and nothing else of ours.
"""

from __future__ import annotations

import threading
from typing import Any

import structlog
from flask import Flask, abort, render_template
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from auth.core.models import Site
from auth.db.database import Database
from auth.sites.lookup import all_sites
from moderation.discussion.models import Article
from moderation.platform.config import LOOPBACK, Config, Environment

log = structlog.get_logger()


class Silent(WSGIRequestHandler):
    """Answers requests without a line in the log for each."""

    def log_request(self, *_: Any) -> None:
        """Write nothing."""


def origin_of(config: Config) -> str:
    """Return the origin of the newspaper; empty if there is none."""
    is_wanted = config.environment is Environment.DEVELOPMENT and config.newspaper_port
    return f"http://{LOOPBACK}:{config.newspaper_port}" if is_wanted else ""


def start(database: Database, config: Config) -> None:
    """Serve the newspaper in a thread, and allow it to embed the discussions."""
    origin = origin_of(config)
    if not origin:
        return
    _allow(database, origin)
    paper = create_newspaper(database, home=config.base_url.rstrip("/"))
    try:
        server = make_server(
            LOOPBACK,
            config.newspaper_port,
            paper,
            threaded=True,
            request_handler=Silent,
        )
    except (OSError, SystemExit):
        log.warning("newspaper.port_in_use", port=config.newspaper_port)
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()


def create_newspaper(database: Database, *, home: str) -> Flask:
    """Create the newspaper.

    :param home: the origin of the comments.
    """
    paper = Flask(__name__, static_folder=None)
    paper.jinja_env.globals["home"] = home

    @paper.get("/")
    def front_page() -> str:
        with database.unit_of_work(write=False) as work:
            site = all_sites(work.session)[0]
            return render_template(
                "front.html", site=site.name, articles=_newest(work.session, site)
            )

    @paper.get("/<key>")
    def story(key: str) -> str:
        with database.unit_of_work(write=False) as work:
            site = all_sites(work.session)[0]
            found = work.session.scalar(
                select(Article).where(Article.site_id == site.id, Article.key == key)
            )
            if found is None:
                abort(404)
            return render_template("story.html", site=site.name, article=found)

    return paper


def _newest(session: Any, site: Site) -> Any:
    return session.scalars(
        select(Article)
        .where(Article.site_id == site.id)
        .order_by(Article.published_at.desc())
        .limit(12)
    ).all()


def _allow(database: Database, origin: str) -> None:
    with database.unit_of_work(write=True) as work:
        for site in all_sites(work.session):
            if origin not in site.allowed_origins:
                site.allowed_origins = [*site.allowed_origins, origin]
