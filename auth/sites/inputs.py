"""What an admin changes about a site: each change as one frozen input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChangeSite:
    """Give a site another name, host or colour, and say what readers can do on it.

    :param remove_logo: whether the logo goes, where no new one is sent.
    """

    name: str
    host: str
    colour: str = ""
    has_reader_pages: bool = False
    remove_logo: bool = False


@dataclass(frozen=True)
class AddSite:
    """Add a site to the newsroom."""

    name: str
    host: str


@dataclass(frozen=True, kw_only=True)
class PublishPage:
    """Publish a new version of one of a site's pages.

    :param after: the version that was edited.
    """

    text: str
    after: int = 0
