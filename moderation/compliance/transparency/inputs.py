"""The inputs of the Transparency Database, one frozen dataclass for each change."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.compliance.transparency.rules import Target


@dataclass(frozen=True, kw_only=True)
class ChangeTransparency:
    """Say where the statements of a site go.

    :param token: a new token for the target; empty leaves the stored one.
    :param countries: where the site is offered; empty for the whole EEA.
    """

    target: Target
    sandbox_url: str = ""
    token: str = ""
    countries: tuple[str, ...] = ()
    reports_holds: bool = False
