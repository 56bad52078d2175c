"""The endpoints: Perspective's URLs, for programs with a key for ``analyze``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Blueprint, Flask, Response, current_app, request

from auth.access import keys, security_log
from auth.access.declarations import by_key, needs, public, query_key, uncounted
from auth.access.identity import acting
from auth.core.permissions import Permission
from auth.db.database import unit_of_work
from auth.sites.own_address import own_origin
from moderation.perspective import responses
from moderation.perspective.batches import ALLOWANCE, BatchCall
from moderation.perspective.current import current_analyzer
from moderation.perspective.protocol import batching, fields, messages, requests
from moderation.perspective.protocol.addresses import ANALYZE, DISCOVERY, SUGGEST
from moderation.perspective.protocol.errors import (
    key_blocked,
    key_invalid,
    key_missing,
)
from moderation.perspective.services import corrections
from moderation.perspective.services.analyzing import Analyzer, text_spans_of
from moderation.perspective.services.gate import (
    BATCH_PATIENCE,
    PATIENCE,
    Allowance,
    Gate,
)
from moderation.perspective.services.quota import Quota
from moderation.scoring.runtime import languages
from moderation.scoring.runtime.reading_scorer import languages_of
from moderation.web.request import scorer

EXTENSION = "ceasefire.perspective"
BATCH_THREADS = 2
"""Calls of a batch that run at once. This leaves capacity for single calls."""

MOST_BATCHES = 2
"""Batches that run at once. Each occupies one thread of the server."""


blueprint = Blueprint("perspective", __name__)
responses.register(blueprint)


class Limits:
    """The counters and limits of this process."""

    def __init__(self, quota: Quota) -> None:
        self.quota, self.gate = quota, Gate()
        self.batches = Gate(most_calls=MOST_BATCHES, most_waiting=1)


def limits() -> Limits:
    """Return the limits of the current application."""
    found: Limits = current_app.extensions[EXTENSION]
    return found


@blueprint.post(ANALYZE[0], provide_automatic_options=False)
@blueprint.post(ANALYZE[1], provide_automatic_options=False)
@by_key
@needs(Permission.ANALYZE)
@uncounted("PERSPECTIVE_CALLS_A_MINUTE is counted for each key")
def analyze() -> Response:
    """Score a comment. The text is never stored or logged, whatever was asked."""
    _admit()
    parts = responses.asked_parts("AnalyzeCommentResponse")
    asked = requests.read_analysis(responses.body())
    analyzer = current_analyzer()
    with _place([each.text for each in text_spans_of(asked)]):
        answer = analyzer.analyze(asked)
    response = responses.json_answer(fields.kept(answer.body, parts))
    _name_model(response, analyzer)
    if answer.warnings:
        response.headers["Perspective-Warning"] = "; ".join(answer.warnings)
    return response


@blueprint.post(SUGGEST[0], provide_automatic_options=False)
@blueprint.post(SUGGEST[1], provide_automatic_options=False)
@by_key
@needs(Permission.ANALYZE)
@uncounted("PERSPECTIVE_CALLS_A_MINUTE is counted for each key")
def suggest() -> Response:
    """Accept a correction, and store it unless it asks not to be stored."""
    _admit()
    parts = responses.asked_parts("SuggestCommentScoreResponse")
    suggestion = requests.read_suggestion(responses.body())
    classifier = scorer()
    readable = languages_of(classifier)
    with _place([suggestion.text]):
        [scores] = classifier.score([suggestion.text])
        read = languages.read(suggestion.text, readable=readable)
    if not suggestion.do_not_store:
        with unit_of_work(write=True) as work:
            corrections.store(
                work.session,
                suggestion,
                scores=scores,
                model_version=classifier.version,
                key_id=acting().key_id,
                now=work.now,
            )
    receipt = corrections.receipt(suggestion, read, readable)
    return responses.json_answer(fields.kept(receipt, parts))


@blueprint.get(DISCOVERY[0], provide_automatic_options=False)
@blueprint.get(DISCOVERY[1], provide_automatic_options=False)
@by_key
@public
def discover() -> Response:
    """Return the discovery document, with the address that the caller used.

    A key is optional. If there is one, it must be valid and the call is counted, so
    that clients find out here that their key is wrong.
    """
    if query_key():
        _admit()
    root = f"{own_origin()}/"
    document = dict(messages.discovery()) | {"rootUrl": root, "baseUrl": root}
    return responses.json_answer(document)


@blueprint.post("/batch", provide_automatic_options=False)
@by_key
@public
@uncounted("each call within it counts against its own key")
def batch() -> Response:
    """Answer many calls in one request. Each uses its own key or that of the batch.

    The key of the batch, or else that of its first call, is checked before the batch
    is parsed.
    """
    body = responses.body()
    key = query_key() or batching.first_key(body)
    _check_key(key)
    with limits().batches.entered():
        calls = batching.split(request.headers.get("Content-Type", ""), body)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The only way to the application itself.
        whole = BatchCall(app, f"{own_origin()}/", key)
        with ThreadPoolExecutor(BATCH_THREADS) as pool:
            content_type, body = batching.join(list(pool.map(whole.answer, calls)))
    return Response(body, content_type=content_type)


@blueprint.route("/batch", methods=["OPTIONS"])
@blueprint.route(DISCOVERY[0], methods=["OPTIONS"])
@blueprint.route(ANALYZE[0], methods=["OPTIONS"])
@blueprint.route(ANALYZE[1], methods=["OPTIONS"])
@blueprint.route(SUGGEST[0], methods=["OPTIONS"])
@blueprint.route(SUGGEST[1], methods=["OPTIONS"])
@by_key
@public
def preflight() -> Response:
    """Answer a browser's preflight request for a page of an allowed origin."""
    return Response(status=204)


def _check_key(key: str) -> None:
    if not key:
        raise key_missing()
    with unit_of_work(write=False) as work:
        holder = keys.find(work.session, token=key, host=request.host)
    if holder is None:
        security_log.note(security_log.SecurityEvent.KEY_REFUSED)
        raise key_invalid()
    if not holder.may(Permission.ANALYZE):
        raise key_blocked()


def _admit() -> None:
    with unit_of_work(write=False) as work:
        now = work.now
    limits().quota.admit(acting().key_id or 0, now=now)


@contextmanager
def _place(texts: Sequence[str]) -> Iterator[None]:
    """Reserve capacity for a call that scores *texts*."""
    allowance: Allowance | None = request.environ.get(ALLOWANCE)
    if allowance:
        allowance.spend(len(texts))
    with limits().gate.entered(
        sum(map(len, texts)),
        patience=BATCH_PATIENCE if allowance else PATIENCE,
        in_batch=allowance is not None,
    ):
        yield


def _name_model(response: Response, analyzer: Analyzer) -> None:
    response.headers["Perspective-Model"] = (
        f"{analyzer.scorer.name}; version={analyzer.scorer.version};"
        f" calibration={analyzer.calibration.name}"
    )
