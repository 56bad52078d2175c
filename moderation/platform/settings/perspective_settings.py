"""The settings of the Perspective-compatible API."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.platform.settings.kinds import (
    MissingAttributes,
    OtherLanguages,
    setting,
)


@dataclass(frozen=True, kw_only=True)
class PerspectiveSettings:
    """The settings of the Perspective-compatible API."""

    perspective_only: bool = setting(
        "PERSPECTIVE_ONLY",
        False,
        "whether `serve` offers the Perspective-compatible API alone, with the file"
        " `perspective.sqlite` of its own (set by `make run-perspective`)",
    )
    perspective_scale: str = setting(
        "PERSPECTIVE_SCALE",
        "perspective",
        "scale of the Perspective-compatible API: `perspective` (of the real API's 2018"
        " models) or `raw` (the classifier's own)",
    )
    perspective_missing_attributes: MissingAttributes = setting(
        "PERSPECTIVE_MISSING_ATTRIBUTES",
        MissingAttributes.REFUSE,
        "what it does with an attribute that the model does not have: `refuse` it with"
        " Google's error, or `leave-out` with a warning header",
    )
    perspective_other_languages: OtherLanguages = setting(
        "PERSPECTIVE_OTHER_LANGUAGES",
        OtherLanguages.REFUSE,
        "what it does with a text that is not in a language of the model, where the"
        " call names none: `refuse` it with Google's error, or `score` it with a"
        " warning header",
    )
    perspective_origins: str = setting(
        "PERSPECTIVE_ORIGINS",
        "",
        "origins whose pages may call it from a browser, with spaces between; `*`: any",
    )
    perspective_calls_a_minute: int = setting(
        "PERSPECTIVE_CALLS_A_MINUTE", 3_000, "calls to it that a key may make a minute"
    )
