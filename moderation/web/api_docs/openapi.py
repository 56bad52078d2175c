"""Completes the OpenAPI document with what the views do not declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moderation.discussion.rules import ARTICLE_KEY
from moderation.web import former_paths

METHODS = ("get", "put", "post", "patch", "delete")
WRITING = METHODS[1:]

CLEARER = {
    "acknowledge": "acknowledge_sanction",
    "answer_appeal": "answer_sanction_appeal",
    "appeal_sanction": "appeal_sanction",
    "confirm": "confirm_sanction",
    "get_own": "get_own_comment",
    "impose": "impose_sanction",
    "lift": "lift_sanction",
    "look": "look_at_queue",
}
"""Operation names that are clearer to a client than the name of the view."""

INFO = {
    "description": "Articles, comments and their moderation, as JSON.",
    "contact": {"name": "The newsroom that runs this installation"},
    "license": {
        "name": "Apache-2.0",
        "identifier": "Apache-2.0",
    },
}
KEY = {"type": "string", "pattern": f"^{ARTICLE_KEY}$"}
NINJS = {
    "type": "object",
    "description": "IPTC ninjs 1.x to 3.x, known by its `uri`. What is not used here is"
    " ignored.",
    "required": ["uri"],
    "properties": {"uri": {"type": "string"}, "pubStatus": {"type": "string"}},
    "additionalProperties": True,
}
TOO_MANY: dict[str, Any] = {
    "description": "Too many calls. `Retry-After` says when the next one is taken.",
    "headers": {
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
        }
    },
}
POLICY: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": "The limits that hold for this call: `q` calls within `w`"
        " seconds.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "What is left of each limit: `r` calls in the `t` seconds until"
        " its window ends.",
        "schema": {"type": "string"},
    },
}


def complete(
    document: dict[str, Any], *, url: str, views: Mapping[tuple[str, str], str]
) -> None:
    """Complete *document* in place.

    :param url: the origin of the installation.
    :param views: the name of the view of each method and path. Generated clients use it
        as the name of the operation.
    """
    document["info"] |= INFO
    document["servers"] = [{"url": url, "description": "This installation."}]
    shapes = document["components"]["schemas"]
    shapes["Ninjs"] = NINJS
    # flask-smorest describes its own paging, which is not used here.
    shapes.pop("PaginationMetadata", None)
    for shape in shapes.values():
        _forget_defaults(shape)
    refusal = _refusal(document)
    for path, item in document["paths"].items():
        _tell_parameters(item)
        for method in METHODS:
            if method in item:
                view = views[method, path]
                item[method]["operationId"] = CLEARER.get(view, view)
                _tell(item[method], path, method, refusal)
    former_paths.describe(document["paths"])
    article = document["paths"]["/api/v1/articles/{key}"]["put"]
    content = article["requestBody"]["content"]["application/json"]
    content["schema"] = {
        "anyOf": [content["schema"], {"$ref": "#/components/schemas/Ninjs"}]
    }


def _tell(said: dict[str, Any], path: str, method: str, refusal: Any) -> None:
    said.setdefault("security", [])
    said.setdefault("description", said["summary"])
    answers = said["responses"]
    if said["security"]:
        answers.setdefault("401", _refused("You are not logged in.", refusal))
        answers.setdefault("403", _refused("You are not allowed to do this.", refusal))
    if "{" in path or not said["security"]:
        answers.setdefault("404", _refused("Not found.", refusal))
    if method in WRITING:
        answers.setdefault("409", _refused("It has changed in the meantime.", refusal))
        answers["429"] = _refused(TOO_MANY["description"], refusal) | {
            "headers": TOO_MANY["headers"] | POLICY
        }
        for code in ("200", "201", "204"):
            if code in answers:
                answers[code] = answers[code] | {"headers": POLICY}


def _tell_parameters(item: dict[str, Any]) -> None:
    for each in item.get("parameters", []):
        if each.get("name") == "key":
            each["schema"] = KEY


def _refused(words: Any, content: Any) -> dict[str, Any]:
    return {"description": words, "content": content}


def _refusal(document: dict[str, Any]) -> Any:
    return document["components"]["responses"]["DEFAULT_ERROR"]["content"]


def _forget_defaults(shape: dict[str, Any]) -> None:
    """Remove defaults of fields: generators treat a field with one as required."""
    for field in _fields(shape):
        field.pop("default", None)


def _fields(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from shape.get("properties", {}).values()
