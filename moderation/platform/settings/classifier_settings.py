"""The settings of the classifier, and of a shadow classifier."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.platform.settings.kinds import setting


@dataclass(frozen=True, kw_only=True)
class ClassifierSettings:
    """The settings of the classifier, and of a shadow classifier."""

    classifier: str = setting(
        "CLASSIFIER",
        "bundled",
        "`bundled`, a published Detoxify model, the path of an own checkpoint, or"
        " `fixed` (testing only)",
    )
    classifier_sha256: str = setting(
        "CLASSIFIER_SHA256", "", "full digest of an own checkpoint; required for one"
    )
    classifier_languages: str = setting(
        "CLASSIFIER_LANGUAGES",
        "",
        "codes of the languages that an own checkpoint reads, such as `de, fr`; empty:"
        " those of the published model of its name, else English",
    )
    classifier_folder: str = setting(
        "CLASSIFIER_FOLDER",
        "",
        "folder of prepared classifiers; empty: `classifier` in the instance folder",
    )
    shadow_classifier: str = setting(
        "SHADOW_CLASSIFIER",
        "",
        "a second classifier that scores beside the one in force and decides nothing,"
        " named as for `CLASSIFIER`; empty: none",
    )
    shadow_classifier_sha256: str = setting(
        "SHADOW_CLASSIFIER_SHA256",
        "",
        "full digest of it, for an own checkpoint",
    )
