"""Names the classifiers that this newsroom has chosen, for loading them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.platform.config import Config
from moderation.policy.classifier_models import ClassifierRole, OwnClassifier
from moderation.policy.services import classifiers
from moderation.scoring.base import checkpoints, own_models


@dataclass(frozen=True)
class ClassifierName:
    """A classifier as the settings name one: a name or a path, and its digest.

    :param own: the digest of an own classifier that was chosen; empty if the settings
        name it.
    """

    name: str
    sha256: str
    own: str = ""


def configured(settings: Config) -> ClassifierName:
    """Return the classifier that the settings name."""
    return ClassifierName(settings.classifier, settings.classifier_sha256)


def version_configured(settings: Config) -> str:
    """Return how versions of the classifier that the settings name begin."""
    return checkpoints.version_of(settings.classifier, settings.classifier_sha256)


def configured_shadow(settings: Config) -> ClassifierName | None:
    """Return the configured shadow classifier; ``None`` if there is none."""
    if not settings.shadow_classifier:
        return None
    return ClassifierName(settings.shadow_classifier, settings.shadow_classifier_sha256)


def own(settings: Config, classifier: OwnClassifier) -> ClassifierName:
    """Return an own classifier, where its file lies on this machine."""
    file = own_models.location(
        settings.models_path, name=classifier.name, sha256=classifier.sha256
    )
    return ClassifierName(str(file), classifier.sha256, classifier.sha256)


def in_force(session: Session, settings: Config) -> ClassifierName:
    """Return the classifier in force: the chosen one, else the configured one."""
    found = classifiers.chosen(session, ClassifierRole.IN_FORCE)
    return own(settings, found) if found else configured(settings)


def shadow(session: Session, settings: Config) -> ClassifierName | None:
    """Return the shadow classifier: the chosen one, else the configured one."""
    found = classifiers.chosen(session, ClassifierRole.SHADOW)
    return own(settings, found) if found else configured_shadow(settings)
