"""Keeps former addresses working until the next version.

A former address of a page redirects. A former path of the API works like the new one
and is marked as deprecated in the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from flask import Flask

API = "/api/"
FORMER = {
    "/my-measures": "/my-sanctions",
    "/queue/views": "/queue/saved-views",
    "/staff/measure-appeals": "/staff/sanction-appeals",
    "/api/v1/measure-appeals": "/api/v1/sanction-appeals",
    "/api/v1/measures": "/api/v1/own-sanctions",
}
"""The former beginning of an address, and its new beginning."""


def former(path: str) -> Iterator[str]:
    """Yield the former addresses of *path*, which is a route or an API path."""
    for old, new in FORMER.items():
        if path == new or path.startswith(f"{new}/"):
            yield old + path.removeprefix(new)


def keep(app: Flask) -> None:
    """Add the former addresses of all routes of *app*."""
    for rule in list(app.url_map.iter_rules()):
        for path in former(rule.rule):
            app.add_url_rule(
                path,
                endpoint=rule.endpoint,
                view_func=app.view_functions[rule.endpoint],
                methods=rule.methods,
                alias=not path.startswith(API),
            )


def describe(paths: dict[str, Any]) -> None:
    """Add the former API paths to *paths* of the OpenAPI document."""
    for path in list(paths):
        for old in former(path):
            paths[old] = deepcopy(paths[path])
            for operation in paths[old].values():
                if isinstance(operation, dict):
                    operation["deprecated"] = True
                    operation["operationId"] += "_at_former_path"
                    operation["description"] = f"Deprecated: call `{path}`."
