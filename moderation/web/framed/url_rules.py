"""Rules of URLs that are quick to add.

Werkzeug compiles two functions for each rule that build its URL. That is most of what
it costs to create an application, and a command builds few URLs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule that compiles how to build its URL when that is first asked."""

    def _compile_builder(
        self, append_unknown: bool = True
    ) -> Callable[..., tuple[str, str]]:
        """Return a function that compiles the true one once, and calls it."""
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build
