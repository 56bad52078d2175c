"""Parses JSON messages of the protocol: camelCase or snake_case, no unknown names.

The schema is the discovery document that clients get, so that the two cannot differ.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyjson5

from moderation.perspective.protocol.errors import malformed

DISCOVERY = Path(__file__).parent / "discovery.json"
RELAXED_BYTES = 32 * 1024
"""The longest body that is parsed as JSON5 if it is not strict JSON."""

Json = Mapping[str, Any]


@cache
def discovery() -> Json:
    """Return the discovery document, without the address of this server."""
    document: Json = json.loads(DISCOVERY.read_text())
    return document


def decode(body: bytes) -> Any:
    """Return the JSON in *body*; an empty body is an empty message.

    Google's own sample has unquoted keys, so a short body that is not strict JSON is
    parsed again as JSON5.

    :raises PerspectiveError: if it is neither.
    """
    if not body.strip():
        return {}
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        pass
    if len(body) < RELAXED_BYTES:
        try:
            return pyjson5.decode(body.decode("utf-8-sig"))
        except (pyjson5.Json5Exception, ValueError):
            pass
    raise malformed("Invalid JSON payload received. It is not JSON.")


def read(value: Any, message: str) -> dict[str, Any]:
    """Return *value* as the message with that name, with its names in camelCase.

    ``null`` counts as absent, as in the JSON form of every protocol buffer.

    :raises PerspectiveError: for a name or a value that the message cannot have.
    """
    if not isinstance(value, dict):
        raise malformed(
            'Invalid JSON payload received. Unknown name "": Root element must be a'
            " message."
        )
    return _message(value, message, "")


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _message(value: Any, name: str, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, f"type.googleapis.com/{_PACKAGE}.{name}", value)
    known = discovery()["schemas"][name]["properties"]
    found = {}
    for key, each in value.items():
        field = _camel(str(key))
        if field not in known:
            where = f" at '{path}'" if path else ""
            raise malformed(
                f'Invalid JSON payload received. Unknown name "{_shown(key)}"{where}:'
                " Cannot find field.",
                path,
            )
        if each is not None:
            found[field] = _value(each, known[field], _under(path, field))
    return found


def _value(value: Any, schema: Json, path: str) -> Any:
    if "$ref" in schema:
        return _message(value, schema["$ref"], path)
    return _READERS[schema["type"]](value, schema, path)


def _list(value: Any, schema: Json, path: str) -> list[Any]:
    """Return *value* as a list. As at Google, a single value is a list of one."""
    values = value if isinstance(value, list) else [value]
    return [
        _value(each, schema["items"], f"{path}[{at}]") for at, each in enumerate(values)
    ]


def _map(value: Any, schema: Json, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, "map", value)
    return {
        str(key): _value(
            {} if each is None else each,
            schema["additionalProperties"],
            f"{path}[{at}].value",
        )
        for at, (key, each) in enumerate(value.items())
    }


def _text(value: Any, _: Json, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "TYPE_STRING", value)
    return value


def _truth(value: Any, _: Json, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _wrong(path, "TYPE_BOOL", value)


def _number(value: Any, _: Json, path: str) -> float:
    found = _finite(value)
    if found is None:
        raise _wrong(path, "TYPE_FLOAT", value)
    return found


def _integer(value: Any, _: Json, path: str) -> int:
    found = _finite(value)
    if found is None or found != int(found) or abs(found) >= 2**31:
        raise _wrong(path, "TYPE_INT32", value)
    return int(found)


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _wrong(path: str, kind: str, value: Any) -> Exception:
    shown = f'"{_shown(value)}"' if isinstance(value, str) else _shown(value)
    return malformed(f"Invalid value at '{path}' ({kind}), {shown}", path)


def _shown(value: Any) -> str:
    """Return *value* truncated: a response must not repeat a megabyte."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 100 else text[:100] + "…"


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _under(path: str, field: str) -> str:
    snake = re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), field)
    return f"{path}.{snake}" if path else snake


_PACKAGE = "google.commentanalyzer.v1alpha1"
_READERS: Mapping[str, Callable[[Any, Json, str], Any]] = {
    "array": _list,
    "boolean": _truth,
    "integer": _integer,
    "number": _number,
    "object": _map,
    "string": _text,
}
