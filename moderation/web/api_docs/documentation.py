"""The page about the JSON API, generated from the OpenAPI document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template

from auth.access.declarations import public
from moderation.web import api_base
from moderation.web.api_docs import examples as api_examples
from moderation.web.api_docs import openapi
from moderation.web.api_docs.examples import resolved

DOCUMENT = "ceasefire.openapi"
METHODS = ("get", "put", "post", "patch", "delete")

_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")

blueprint = Blueprint("web_documentation", __name__)


@dataclass(frozen=True)
class Field:
    """One field of a body or one parameter, in words."""

    name: str
    kind: str
    is_required: bool
    where: str = "body"
    notes: str = ""


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    is_public: bool
    fields: list[Field] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    # JSON, empty where nothing is sent or answered.
    sent: str = ""
    answered: str = ""

    @property
    def anchor(self) -> str:
        """The fragment of the operation on the page."""
        words = self.path.strip("/").replace("{", "").replace("}", "")
        return f"{self.method}-{words.replace('/', '-')}".lower()


class Document:
    """The OpenAPI document of *interface*, which is made when it is first read.

    :param url: the origin of the installation.
    """

    def __init__(self, app: Flask, interface: Any, url: str) -> None:
        self._app, self._interface, self._url = app, interface, url
        self._lock = Lock()
        self._made: dict[str, Any] | None = None

    def read(self) -> dict[str, Any]:
        """Return the document. Threads that read it at once wait for the first."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> dict[str, Any]:
        for document in self._interface.undocumented:
            document()
        made: dict[str, Any] = self._interface.spec.to_dict()
        openapi.complete(made, url=self._url, views=_endpoints(self._app))
        return made


def keep(app: Flask, interface: Any, *, url: str) -> None:
    """Store the OpenAPI document of *interface* for its readers.

    :param url: the origin of the installation.
    """
    app.extensions[DOCUMENT] = Document(app, interface, url)
    app.view_functions[api_base.DOCUMENT] = read_document


@public
def read_document() -> Response:
    """Return the OpenAPI document."""
    return jsonify(_document())


@blueprint.get("/api/docs")
@public
def read_api() -> str:
    """Show every operation of the API by subject, and the schemas."""
    document = _document()
    schemas = document["components"]["schemas"]
    return render_template(
        "api_docs.html",
        document=document,
        groups=grouped(document),
        shapes={name: fields_of(shape, "body") for name, shape in schemas.items()},
        described={name: shape.get("description") for name, shape in schemas.items()},
    )


def grouped(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Return the operations of *document* by the description of their subject."""
    words = {
        tag["name"]: tag.get("description", tag["name"]) for tag in document["tags"]
    }
    groups: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                made = operation(path, method, item, document)
                groups.setdefault(words[item[method]["tags"][0]], []).append(made)
    return groups


def operation(
    path: str, method: str, item: dict[str, Any], document: dict[str, Any]
) -> Operation:
    """Return one operation of *document* in words."""
    said = item[method]
    parameters = [
        resolved(each, document)
        for each in [*item.get("parameters", []), *said.get("parameters", [])]
    ]
    fields = [
        Field(
            each["name"],
            kind(each["schema"]),
            each.get("required", False),
            each["in"],
            each.get("description", ""),
        )
        for each in parameters
    ]
    body = said.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        fields += fields_of(resolved(_first(body["schema"]), document), "body")
    return Operation(
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        is_public=not said["security"],
        fields=fields,
        answers=[
            _answer(code, said["responses"][code]) for code in sorted(said["responses"])
        ],
        sent=api_examples.text_of(body["schema"], document) if body else "",
        answered=_answered(said["responses"], document),
    )


def _first(shape: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = shape["anyOf"][0] if "anyOf" in shape else shape
    return found


def _answered(responses: dict[str, Any], document: dict[str, Any]) -> str:
    """Return an example of a successful response."""
    for code in ("200", "201"):
        content = responses.get(code, {}).get("content", {}).get("application/json")
        if content:
            return api_examples.text_of(content["schema"], document)
    return ""


def fields_of(shape: dict[str, Any], where: str) -> list[Field]:
    """Return the fields of an object's schema."""
    required = shape.get("required", [])
    return [
        Field(name, kind(inner), name in required, where, limits(inner))
        for name, inner in shape.get("properties", {}).items()
    ]


def kind(shape: dict[str, Any]) -> str:
    """Return the type of *shape*, in a word or two."""
    if reference := shape.get("$ref"):
        return str(reference.rpartition("/")[2])
    if "enum" in shape:
        return " | ".join(str(each) for each in shape["enum"] if each is not None)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in shape:
            return " | ".join(kind(each) for each in shape[union])
    if shape.get("type") == "array":
        return f"list of {kind(shape['items'])}"
    types = shape.get("type", "anything")
    words = " | ".join(types) if isinstance(types, list) else str(types)
    return f"{words}, {shape['format']}" if "format" in shape else words


def limits(shape: dict[str, Any]) -> str:
    """Return the limits of *shape*, in words."""
    said = []
    if "maxLength" in shape:
        said.append(f"at most {shape['maxLength']:,} characters")
    if "maxItems" in shape:
        said.append(f"at most {shape['maxItems']:,}")
    return ", ".join(said)


def _answer(code: str, said: dict[str, Any]) -> tuple[str, str, str]:
    if reference := said.get("$ref"):
        return code, str(reference.rpartition("/")[2]).replace("_", " ").lower(), ""
    content = said.get("content", {}).get("application/json", {})
    shape = kind(content["schema"]) if content.get("schema") else ""
    return code, said.get("description", ""), shape


def _document() -> dict[str, Any]:
    made: Document = current_app.extensions[DOCUMENT]
    return made.read()


def _endpoints(app: Flask) -> dict[tuple[str, str], str]:
    return {
        (method.lower(), _VARIABLE.sub(r"{\1}", rule.rule)): name
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        for name in [rule.endpoint.rpartition(".")[2]]
    }
