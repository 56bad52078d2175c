"""The edge: Perspective's URLs, for programs with a key of the scope ``analyze``."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from auth.database import unit_of_work
from auth.identity import acting, by_key, needs, public, query_key
from auth.permissions import Permission
from moderation.config import MissingAttributes, OtherLanguages
from moderation.edge import config, scorer
from moderation.perspective import answers, batching, messages, partial, requests
from moderation.perspective.batching import Call, Reply
from moderation.perspective.calibrating import calibration_for
from moderation.perspective.errors import PerspectiveError, unknown_method
from moderation.perspective.services import corrections
from moderation.perspective.services.analyzing import Analyzer
from moderation.perspective.services.quota import Gate, Quota
from moderation.scoring import languages

EXTENSION = "ceasefire.perspective"
BATCH_THREADS = 3
"""Calls of a batch that are answered at once; single calls find a place beside them."""

ANALYZE = ("/v1alpha1/comments:analyze", "/comments:analyze")
SUGGEST = ("/v1alpha1/comments:suggestscore", "/comments:suggestscore")
DISCOVERY = ("/$discovery/rest", "/v1alpha1/$discovery/rest")

blueprint = Blueprint("perspective", __name__)
answers.register(blueprint)


class Limits:
    """What this process counts of its callers."""

    def __init__(self, quota: Quota) -> None:
        self.quota, self.gate = quota, Gate()


def limits() -> Limits:
    """Return what the process at work counts."""
    found: Limits = current_app.extensions[EXTENSION]
    return found


@blueprint.post(ANALYZE[0], provide_automatic_options=False)
@blueprint.post(ANALYZE[1], provide_automatic_options=False)
@by_key
@needs(Permission.ANALYZE)
def analyze() -> Response:
    """Score a comment. Nothing of it is stored or logged, whatever was asked."""
    _admit()
    parts = answers.asked_parts("AnalyzeCommentResponse")
    asked = requests.read_analysis(answers.body())
    analyzer = current_analyzer()
    with _place(asked.text, 2 if asked.wants_sentences else 1):
        answer = analyzer.analyze(asked)
    response = answers.json_answer(partial.kept(answer.body, parts))
    _name_model(response, analyzer)
    if answer.warnings:
        response.headers["Perspective-Warning"] = "; ".join(answer.warnings)
    return response


@blueprint.post(SUGGEST[0], provide_automatic_options=False)
@blueprint.post(SUGGEST[1], provide_automatic_options=False)
@by_key
@needs(Permission.ANALYZE)
def suggest() -> Response:
    """Take a correction, and keep it unless it asks not to be kept."""
    _admit()
    parts = answers.asked_parts("SuggestCommentScoreResponse")
    suggestion = requests.read_suggestion(answers.body())
    classifier = scorer()
    readable = languages.reads(classifier.name)
    with _place(suggestion.text):
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
    return answers.json_answer(partial.kept(receipt, parts))


@blueprint.get(DISCOVERY[0], provide_automatic_options=False)
@blueprint.get(DISCOVERY[1], provide_automatic_options=False)
@by_key
@public
def discover() -> Response:
    """Describe the API, at the address that the caller knows it by."""
    root = request.host_url
    document = dict(messages.discovery()) | {"rootUrl": root, "baseUrl": root}
    return answers.json_answer(document)


@blueprint.post("/batch", provide_automatic_options=False)
@by_key
@public
def batch() -> Response:
    """Answer many calls in one. Each has a key of its own, or that of the batch."""
    calls = batching.split(request.headers.get("Content-Type", ""), answers.body())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The only way to the application itself.
    answer = functools.partial(_answer, app, request.host_url, query_key())
    with ThreadPoolExecutor(BATCH_THREADS) as pool:
        content_type, body = batching.join(list(pool.map(answer, calls)))
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
    """Tell a browser what a page of an allowed origin may send."""
    return Response(status=204)


def current_analyzer() -> Analyzer:
    """Return what answers with the classifier and the scale of this installation."""
    settings, current = config(), scorer()
    calibration = calibration_for(
        settings.perspective_scale,
        model=current.name,
        version=current.version,
        instance_path=settings.instance_path,
    )
    missing, others = (
        settings.perspective_missing_attributes,
        settings.perspective_other_languages,
    )
    return Analyzer(
        current,
        calibration,
        leaves_out=missing is MissingAttributes.LEAVE_OUT,
        scores_any_language=others is OtherLanguages.SCORE,
    )


def _admit() -> None:
    with unit_of_work(write=False) as work:
        now = work.now
    limits().quota.admit(acting().key_id or 0, now=now)


@contextmanager
def _place(text: str, times: int = 1) -> Iterator[None]:
    with limits().gate.entered(len(text) * times):
        yield


def _name_model(response: Response, analyzer: Analyzer) -> None:
    response.headers["Perspective-Model"] = (
        f"{analyzer.scorer.name}; version={analyzer.scorer.version};"
        f" calibration={analyzer.calibration.name}"
    )


def _answer(app: Flask, root: str, key: str, call: Call) -> Reply:
    """Answer one call of a batch, as if it had come by itself."""
    try:
        path = urlsplit(call.target).path
        is_ours = path in ANALYZE + SUGGEST + DISCOVERY
    except ValueError:
        is_ours = False
    if not is_ours:
        return _refusal(call, unknown_method())
    headers = dict(call.headers)
    kept = {"Content-Type": headers.get("content-type", "application/json")}
    if authorization := headers.get("authorization"):
        kept["Authorization"] = authorization
    elif key and "key=" not in call.target:
        kept["Authorization"] = f"Bearer {key}"
    builder = EnvironBuilder(
        path=call.target,
        base_url=root,
        method=call.method,
        data=call.body,
        headers=kept.items(),
    )
    content, status, answered = run_wsgi_app(app.wsgi_app, builder.get_environ())
    told = [
        (name, value)
        for name, value in answered
        if name.lower() in answers.TOLD_IN_BATCH
    ]
    return Reply(call.content_id, int(status[:3]), told, b"".join(content))


def _refusal(call: Call, error: PerspectiveError) -> Reply:
    response = answers.refusal(error)
    told = [("Content-Type", response.content_type)]
    return Reply(call.content_id, response.status_code, told, response.get_data())
