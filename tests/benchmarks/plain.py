"""The product with Detoxify itself instead of the fast path."""

from __future__ import annotations

import os

from moderation.app import Parts, create_app
from moderation.platform.settings.environment import from_environment
from moderation.scoring.base import checkpoints
from moderation.scoring.base.protocol import Scorer
from moderation.scoring.runtime.lazy_scorer import LazyScorer

settings = from_environment(os.environ)


def detoxify() -> Scorer:
    """Return a scorer that calls ``Detoxify.predict`` once per text.

    It is loaded in the serving process, because torch does not work after a fork.
    """
    from moderation.scoring.runtime.detoxify_scorer import DetoxifyScorer  # noqa: PLC0415  It loads torch.
    from moderation.scoring.runtime.preparing import prepare  # noqa: PLC0415  It loads torch.

    folder = settings.instance_path / "classifier"
    found = checkpoints.find("bundled", folder, sha256="", report=print)
    return DetoxifyScorer(prepare(found, folder, print))


app = create_app(settings, Parts(scorer=LazyScorer(detoxify)))
