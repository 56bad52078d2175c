"""Generates the examples on the API page from the schemas of the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

VALUES: Mapping[str, Any] = {
    "article_key": "my-story",
    "body_html": "<p>The guns are silent.</p>",
    "code": "not_found",
    "headline": "A truce holds",
    "html": "<p>I was there, and it was quiet.</p>",
    "is_withdrawn": False,
    "key": "my-story",
    "language": "en",
    "message": "There is no such article.",
    "name": "Amina K",
    "next_after": None,
    "more_replies_after": None,
    "note": "See the second sentence.",
    "profile_key": None,
    "section": "World",
    "standfirst": "A quiet night on both sides of the border.",
    "subjects": ["medtop:20000056"],
    "tags": ["the war"],
    "text": "I was there, and it was quiet.",
    "url": "https://example.org/my-story",
    "view_count": 1200,
}
"""The example value of a field by its name. Other fields get a value of their type."""

OF_TYPE: Mapping[str, Any] = {
    "boolean": True,
    "integer": 1,
    "number": 0.5,
    "object": {},
    "string": "…",
}
MOMENT = "2026-11-30T09:00:00+00:00"
DEEPEST = 6


def text_of(shape: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return an example of *shape* as indented JSON."""
    return json.dumps(_of(shape, document, DEEPEST), indent=2, ensure_ascii=False)


def _of(shape: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    shape = resolved(shape, document)
    if depth == 0:
        return {}
    for union in ("anyOf", "oneOf", "allOf"):
        if union in shape:
            return _of(shape[union][0], document, depth - 1)
    if "enum" in shape:
        return next((each for each in shape["enum"] if each is not None), None)
    if "properties" in shape:
        return {
            name: VALUES[name] if name in VALUES else _of(inner, document, depth - 1)
            for name, inner in shape["properties"].items()
        }
    return _plain(shape, document, depth)


def _plain(shape: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    types = shape.get("type", "object")
    kind = types if isinstance(types, str) else types[0]
    if kind == "array":
        return [_of(shape["items"], document, depth - 1)]
    return MOMENT if shape.get("format") == "date-time" else OF_TYPE.get(kind)


def resolved(shape: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """Return the schema that *shape* refers to, or *shape* itself."""
    reference = shape.get("$ref")
    if not reference:
        return shape
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found
