"""What the views of the application declare: access, budgets and forms."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from flask import Flask

from auth.access.declarations import (
    Form,
    declared_access,
    declared_budget,
    declared_by_key,
    declared_form,
    declared_uncounted,
)
from moderation import app as application


@cache
def declaring_app() -> Flask:
    """Return an application whose declarations can be read. It serves nothing."""
    return application.create_app(application.testing_config(Path()))


def forms() -> dict[str, Form]:
    """Return the declared form of each endpoint that accepts one."""
    app = declaring_app()
    found = {each: declared_form(app, each) for each in sorted(app.view_functions)}
    return {endpoint: form for endpoint, form in found.items() if form}


def access() -> dict[str, str]:
    """Return the declared access of each endpoint."""
    app = declaring_app()
    return {
        endpoint: str(declared_access(app, endpoint))
        for endpoint in app.view_functions
        if endpoint != "static"
    }


def budgets() -> dict[str, set[str]]:
    """Return the endpoints that count against each budget."""
    app = declaring_app()
    found: dict[str, set[str]] = defaultdict(set)
    for endpoint in app.view_functions:
        if name := declared_budget(app, endpoint):
            found[name].add(endpoint)
    return dict(found)


def by_key() -> set[str]:
    """Return the endpoints that are for programs, and ignore cookies."""
    app = declaring_app()
    return {each for each in app.view_functions if declared_by_key(app, each)}


def uncounted() -> set[str]:
    """Return the endpoints that write without a budget, for a reason."""
    app = declaring_app()
    return {each for each in app.view_functions if declared_uncounted(app, each)}
