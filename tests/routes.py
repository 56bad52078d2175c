"""The application's routes, as tests walk them."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import Rule

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Return every rule with each method that it answers."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if not rule.alias
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def writing_routes(app: Flask) -> list[tuple[Rule, str]]:
    """Return every rule with each method that may change something."""
    return [
        (rule, method) for rule, method in routes(app) if method not in SAFE_METHODS
    ]


def path_of(rule: Rule) -> str:
    """Return a path that the rule matches, of things that do not exist."""
    numbered = re.sub(r"<int:\w+>", "1", rule.rule)
    return re.sub(r"<(\w+:)?\w+>", "a", numbered)
