"""Parses requests, with the checks of the Perspective API in its order and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderation.perspective.protocol import messages
from moderation.perspective.protocol.attributes import is_known
from moderation.perspective.protocol.errors import invalid

LONGEST = 20_480
"""The most bytes of a comment."""
LONGEST_CONTEXT = 1024 * 1024
"""The most bytes of an entry of the context."""

PROBABILITY = "PROBABILITY"
UNSPECIFIED = "SCORE_TYPE_UNSPECIFIED"
PLAIN_TEXT = "PLAIN_TEXT"
TEXT_TYPES = frozenset({"TEXT_TYPE_UNSPECIFIED", PLAIN_TEXT, "HTML"})


@dataclass(frozen=True)
class Analysis:
    """A comment to be scored.

    :param attributes: the requested names, each with the score below which it is left
        out of the response.
    :param languages: as given; empty if they have to be detected.
    :param drops_unsupported: whether an attribute that the model lacks is left out for
        this caller, whatever the settings say.
    """

    text: str
    attributes: Mapping[str, float | None]
    languages: Sequence[str] = ()
    wants_sentences: bool = False
    drops_unsupported: bool = False
    client_token: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A correction of a comment's scores.

    :param scores: the suggested score of the whole comment, by attribute; the highest
        score of its spans if only those were given.
    :param context: the texts of the context, in which some callers name the comment.
    """

    text: str
    scores: Mapping[str, float]
    languages: Sequence[str] = ()
    context: Sequence[str] = ()
    community_id: str | None = None
    client_token: str | None = None
    do_not_store: bool = False


def read_analysis(body: bytes) -> Analysis:
    """Return the request in the body of ``comments:analyze``.

    :raises PerspectiveError: for anything that the Perspective API refused.
    """
    sent = messages.read(messages.decode(body), "AnalyzeCommentRequest")
    _context(sent)
    text = _comment(sent)
    asked = sent.get("requestedAttributes") or {}
    if not asked:
        raise invalid("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    for name, parameters in asked.items():
        _check_attribute(name, parameters.get("scoreType"))
    return Analysis(
        text,
        {name: each.get("scoreThreshold") for name, each in asked.items()},
        languages=sent.get("languages", ()),
        wants_sentences=sent.get("spanAnnotations", False),
        drops_unsupported=sent.get("dropUnsupportedAttributes", False),
        client_token=sent.get("clientToken"),
    )


def read_suggestion(body: bytes) -> Suggestion:
    """Return the correction in the body of ``comments:suggestscore``.

    :raises PerspectiveError: for anything that the Perspective API refused.
    """
    sent = messages.read(messages.decode(body), "SuggestCommentScoreRequest")
    context = _context(sent)
    text = _comment(sent)
    given = sent.get("attributeScores") or {}
    if not given:
        raise invalid("Missing attribute_scores")
    return Suggestion(
        text,
        {name: _suggested(name, scores) for name, scores in given.items()},
        languages=sent.get("languages", ()),
        context=context,
        community_id=sent.get("communityId"),
        client_token=sent.get("clientToken"),
        do_not_store=sent.get("doNotStore", False),
    )


def _comment(sent: Mapping[str, Any]) -> str:
    comment = sent.get("comment", {})
    text: str = comment.get("text", "")
    if not text.strip():
        raise invalid("Comment must be non-empty.", "COMMENT_EMPTY")
    _check_type(comment)
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise invalid("Comment text too long.", "COMMENT_TOO_LONG")
    return text


def _context(sent: Mapping[str, Any]) -> list[str]:
    context = sent.get("context", {})
    entries = context.get("entries", [])
    pair = context.get("articleAndParentComment", {})
    if entries and pair:
        raise invalid(
            "Context can have either entries or article_and_parent_comment, but both"
            " fields were populated."
        )
    found = []
    for entry in [*entries, *pair.values()]:
        _check_type(entry)
        text: str = entry.get("text", "")
        if len(text.encode("utf-8", "surrogatepass")) > LONGEST_CONTEXT:
            raise invalid("Context text too long.")
        found.append(text)
    return found


def _check_type(entry: Mapping[str, Any]) -> None:
    kind = entry.get("type", PLAIN_TEXT)
    if kind not in TEXT_TYPES:
        raise invalid("Unknown text type")
    if kind == "HTML":
        raise invalid("Currently, only 'PLAIN_TEXT' comments are supported")


def _check_attribute(name: str, score_type: str | None) -> None:
    if not is_known(name):
        raise invalid(f"Unknown requested attribute: {name[:100]}")
    if score_type not in (None, PROBABILITY, UNSPECIFIED):
        raise invalid(
            f"Requested score type {score_type[:100]} is not supported by attribute"
            f" {name}"
        )


def _suggested(name: str, scores: Mapping[str, Any]) -> float:
    """Return the suggested score of an attribute."""
    if not is_known(name):
        raise invalid(f"Unknown requested attribute: {name[:100]}")
    spans = scores.get("spanScores", [])
    if any("begin" not in span or "end" not in span for span in spans):
        raise invalid(f"Span scores of attribute {name} must have begin and end.")
    whole = [scores["summaryScore"]] if "summaryScore" in scores else []
    of_spans = [_probability(name, span.get("score", {})) for span in spans]
    of_whole = [_probability(name, score) for score in whole]
    if not of_whole and not of_spans:
        raise invalid(f"Attribute scores of {name} must not be empty.")
    return of_whole[0] if of_whole else max(of_spans)


def _probability(name: str, score: Mapping[str, Any]) -> float:
    _check_attribute(name, score.get("type"))
    value = score.get("value")
    if value is None or not 0 <= value <= 1:
        raise invalid(f"A score of attribute {name} must be set, from 0 to 1.")
    return float(value)
