"""A local server that speaks as the Transparency Database does.

It enforces the rules of the Commission's repository. Its words come from
``golden/facts.json``, and ``golden/cases.json`` holds what the real one answers: a test
compares them, so that the fake proves more than itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

GOLDEN = Path(__file__).parent / "moderation/compliance/transparency/golden"
FACTS = json.loads((GOLDEN / "facts.json").read_text())
RESTRICTIONS = {
    "decision_visibility": "DECISION_VISIBILITIES",
    "decision_monetary": "DECISION_MONETARIES",
    "decision_provision": "DECISION_PROVISIONS",
    "decision_account": "DECISION_ACCOUNTS",
}
CHOICES = RESTRICTIONS | {
    "account_type": "ACCOUNT_TYPES",
    "category_specification": "KEYWORDS",
    "decision_ground": "DECISION_GROUNDS",
    "incompatible_content_illegal": "INCOMPATIBLE_CONTENT_ILLEGALS",
    "content_type": "CONTENT_TYPES",
    "category": "STATEMENT_CATEGORIES",
    "category_addition": "STATEMENT_CATEGORIES",
    "territorial_scope": "COUNTRIES",
    "content_language": "LANGUAGES",
    "source_type": "SOURCE_TYPES",
    "automated_detection": "AUTOMATED_DETECTIONS",
    "automated_decision": "AUTOMATED_DECISIONS",
}
LISTS = {
    *("decision_visibility", "category_specification", "content_type"),
    *("category_addition", "territorial_scope"),
}
REQUIRED = (
    *("decision_ground", "content_type", "category", "content_date"),
    *("application_date", "decision_facts", "source_type", "automated_detection"),
    *("automated_decision", "puid"),
)
LONGEST = {
    "decision_visibility_other": 500,
    "category_specification_other": 500,
    "decision_ground_reference_url": 500,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2_000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2_000,
    "content_type_other": 500,
    "decision_facts": 5_000,
    "source_identity": 500,
    "puid": 500,
}
FIRST = {"content_date": date(2000, 1, 1), "application_date": date(2020, 1, 1)}
DATES = (
    *("content_date", "application_date", "end_date_account_restriction"),
    *("end_date_monetary_restriction", "end_date_service_restriction"),
    "end_date_visibility_restriction",
)
LAST = date(2038, 1, 1)
GROUNDS = {
    "DECISION_GROUND_ILLEGAL_CONTENT": (
        "illegal_content_legal_ground",
        "illegal_content_explanation",
    ),
    "DECISION_GROUND_INCOMPATIBLE_CONTENT": (
        "incompatible_content_ground",
        "incompatible_content_explanation",
    ),
}
NOT_UNIQUE = "The platform identifier(s) are not all unique within this call."
Errors = dict[str, list[str]]


def errors_in(statement: dict[str, Any]) -> Errors:
    """Return what is wrong with a statement, by field."""
    found: Errors = {}
    checks = (_required, _restriction, _choices, _of_values)
    for check in checks:
        for name, message in check(statement):
            found.setdefault(name, []).append(message)
    return found


def _required(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = [*REQUIRED, *GROUNDS.get(str(statement.get("decision_ground")), ())]
    for name in ("decision_visibility", "content_type"):
        given = statement.get(name)
        if isinstance(given, list) and f"{name.upper()}_OTHER" in given:
            names.append(f"{name}_other")
    for name in names:
        if not statement.get(name):
            yield name, f"The {name.replace('_', ' ')} field is required."


def _restriction(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not any(statement.get(name) for name in RESTRICTIONS):
        for name in RESTRICTIONS:
            yield name, f"The {name.replace('_', ' ')} field is required when none."


def _choices(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "category_addition" in statement and statement["category_addition"] is None:
        yield "category_addition", "The category addition field must be an array."
    for name, kind in CHOICES.items():
        value = statement.get(name)
        if value is None:
            continue
        words = name.replace("_", " ")
        if name in LISTS and not isinstance(value, list):
            yield name, f"The {words} field must be an array."
        given = value if isinstance(value, list) else [value]
        if not set(given) <= set(FACTS[kind]):
            yield name, f"The selected {words} is invalid."


def _of_values(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, most in LONGEST.items():
        if len(str(statement.get(name) or "")) > most:
            yield name, f"The {name.replace('_', ' ')} field must not be greater."
    for name in DATES:
        if statement.get(name) is not None and not _is_date(name, statement[name]):
            yield name, f"The {name.replace('_', ' ')} does not match the format."
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", str(statement.get("puid", "x"))):
        yield "puid", "The puid format is invalid."
    url = statement.get("decision_ground_reference_url")
    if url is not None and not urlsplit(url).netloc:
        yield "decision_ground_reference_url", "The url is invalid."


def _is_date(name: str, value: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return False
    return FIRST.get(name, date.min) <= date.fromisoformat(value) <= LAST


@dataclass
class FakeDatabase:
    """The state of the server.

    :param answers: statuses that it answers instead, each once.
    """

    url: str = ""
    token: str = "secret-token"
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[tuple[int, int]] = field(default_factory=list)
    """The number of statements and the status of each call."""
    answers: list[int] = field(default_factory=list)

    def take(self, header: str, body: Any) -> tuple[int, Any]:
        """Answer one call."""
        if self.answers:
            return self.answers.pop(0), {"message": "Server Error"}
        if header != f"Bearer {self.token}":
            return 401, {"message": "Unauthenticated."}
        batch = body.get("statements") or []
        if not 1 <= len(batch) <= 100:
            message = "The statements field must have between 1 and 100 items."
            return 422, {"message": message, "errors": {"statements": [message]}}
        wrong = {f"statement_{n}": errors_in(each) for n, each in enumerate(batch)}
        if found := {name: errors for name, errors in wrong.items() if errors}:
            return 422, {"errors": found}
        puids = [each["puid"] for each in batch]
        known = [each for each in dict.fromkeys(puids) if each in self.stored]
        twice = [each for each in dict.fromkeys(puids) if puids.count(each) > 1]
        if existing := twice or known:
            errors = {"puid": [NOT_UNIQUE], "existing_puids": existing}
            return 422, {"message": NOT_UNIQUE, "errors": errors}
        out = [
            each | {"uuid": f"uuid-{each['puid']}", "platform_name": "The Courier"}
            for each in batch
        ]
        self.stored |= {each["puid"]: each for each in out}
        return 201, {"statements": out}


@contextmanager
def serving() -> Iterator[FakeDatabase]:
    """Run the server on a free port of this machine."""
    fake = FakeDatabase()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(size))
            status, answer = fake.take(self.headers.get("Authorization", ""), body)
            fake.log.append((len(body.get("statements") or []), status))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}/api/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
