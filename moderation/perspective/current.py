"""The analyzer of this installation: its classifier, scale and settings."""

from __future__ import annotations

from moderation.perspective.calibrating import calibration_for
from moderation.perspective.services.analyzing import Analyzer
from moderation.platform.config import MissingAttributes, OtherLanguages
from moderation.web.request import config, scorer


def current_analyzer() -> Analyzer:
    """Return the analyzer with the classifier and scale of this installation."""
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
