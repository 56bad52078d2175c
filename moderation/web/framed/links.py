"""Keeps links and redirects within a frame, and within the language of a page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, g, request
from flask.globals import _cv_request

from auth.access.declarations import ignores_cookies, is_without_cookies
from auth.access.embed.framing import is_framed
from auth.db.database import unit_of_work
from auth.sites.embedding import page_of
from auth.sites.lookup import site_on
from moderation.embed.rules import Font, Theme, readable_accent
from moderation.web.framed.url_patterns import UrlPatterns
from moderation.web.framed.url_rules import LateRule
from moderation.web.languages import choosing
from moderation.web.languages.compiling import TranslatedEnvironment

FRAMED_BY = "framed_by"
"""The name in ``flask.g`` of the origins whose pages may frame this response."""

ROOM = "embed"
LOOKS = ("theme", "accent", "font", "lang", "url")
"""The query parameters that say how the frame looks, and on which page it is.

Links in the frame keep them."""
FILES = frozenset({"static", "community_site.style", "community_site.logo"})
"""Endpoints that are the same in every language."""
MOST_LOOKS = 64
"""For how many looks the patterns of links are kept. Visitors can choose them."""
HOW_TO_BUILD = frozenset({"_anchor", "_method", "_scheme", "_external"})
"""What ``url_for`` is given beside the values of a URL."""
_PATTERNS = "ceasefire.url_patterns"
"""The key in the WSGI environment of the patterns for the links of this request."""
_FOUND = "looks_of_request"


def framed(endpoint: str) -> str:
    """Return the endpoint that shows the page *endpoint* in a frame."""
    return f"{ROOM}.{endpoint.replace('.', '__')}"


def original(endpoint: str | None) -> str | None:
    """Return the endpoint whose page *endpoint* shows in a frame; else itself."""
    room, _, name = (endpoint or "").partition(".")
    return name.replace("__", ".") if room == ROOM and "__" in name else endpoint


def framed_by() -> tuple[str, ...]:
    """Return the origins whose pages may frame this response.

    It is known for every page below ``/embed/``, also for one that was refused before
    its view was reached.
    """
    is_unknown = is_framed() and FRAMED_BY not in g and not is_without_cookies()
    if is_unknown and "database_away" not in g:
        with unit_of_work(write=False) as work:
            site = site_on(work.session, request.host)
            setattr(g, FRAMED_BY, tuple(site.allowed_origins) if site else ())
    found: tuple[str, ...] = g.get(FRAMED_BY, ())
    return found


def looks_of_request() -> dict[str, str]:
    """Return the looks that this page in a frame has; none outside a frame.

    Only what the page follows is a look: a value that it does not know is left out, and
    one with several spellings is in one of them.
    """
    if not is_framed():
        return {}
    if FRAMED_BY not in g:
        # Before the origins are known, no page of theirs is.
        return _valid_looks()
    if _FOUND not in g:
        setattr(g, _FOUND, _valid_looks())
    found: dict[str, str] = g.get(_FOUND)
    return found


def _valid_looks() -> dict[str, str]:
    asked = {name: request.args[name] for name in LOOKS if name in request.args}
    theme, font = asked.get("theme", ""), asked.get("font", "")
    known = Theme(theme) if theme in set(Theme) else Theme.AUTO
    valid = {
        "theme": known.value if theme else "",
        "accent": readable_accent(asked.get("accent", ""), known),
        "font": font if font in set(Font) else "",
        "lang": choosing.of_address() or "",
        "url": page_of(g.get(FRAMED_BY, ()), asked.get("url", "")),
    }
    return {name: valid[name] for name in asked if valid[name]}


class FramedFlask(Flask):
    """Flask whose links lead from a page in a frame to other pages for the frame.

    The room *embed* registers the views that it shows in a frame a second time, under
    ``/embed/``. A link to any other page leads to the site itself, in a new tab. If the
    address of this page names a language, so do the addresses that it links to.
    """

    jinja_environment = TranslatedEnvironment
    url_rule_class = LateRule

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._plain_patterns = UrlPatterns()
        self._patterns: dict[Hashable, UrlPatterns] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func*, because none of ours is a coroutine.

        Flask looks twenty times a request.
        """
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return the URL of *endpoint*: in a frame, of its page for the frame."""
        # Through Flask's proxy, this would be half of what a link costs.
        context = _cv_request.get(None)
        if context is None:
            return self._url_by_rule(endpoint, values)
        environ = context.request.environ
        if "_anchor" in values:
            # Flask's own url_for names what it was not given.
            values = {
                name: given
                for name, given in values.items()
                if given is not None or name not in HOW_TO_BUILD
            }
        patterns: UrlPatterns | None = environ.get(_PATTERNS)
        if patterns is None:
            if is_framed() and FRAMED_BY not in g:
                # Not all looks are known yet.
                return self._url_by_rule(endpoint, values)
            environ[_PATTERNS] = patterns = self._patterns_of_request()
        return patterns.url(endpoint, values, self._url_by_rule)

    def _patterns_of_request(self) -> UrlPatterns:
        """Return the patterns that all requests share whose links add the same."""
        added = looks_of_request() | choosing.kept_in_links()
        if not (is_framed() or added or request.script_root):
            # They stay, however many looks visitors of frames choose.
            return self._plain_patterns
        key = (is_framed(), request.script_root, *added.items())
        found = self._patterns.get(key)
        if found is None:
            if len(self._patterns) >= MOST_LOOKS:
                self._patterns.clear()
            found = self._patterns[key] = UrlPatterns()
        return found

    def _url_by_rule(self, endpoint: str, values: dict[str, Any]) -> str:
        if is_framed() and framed(endpoint) in self.view_functions:
            return super().url_for(framed(endpoint), **looks_of_request() | values)
        if self._has_language(endpoint):
            values = choosing.kept_in_links() | values
        return super().url_for(endpoint, **values)

    def _has_language(self, endpoint: str) -> bool:
        """Whether the address of *endpoint* may say in which language it is."""
        if endpoint.startswith("."):
            endpoint = f"{request.blueprint}{endpoint}" if request else endpoint
        view = self.view_functions.get(endpoint)
        is_file = endpoint in FILES or endpoint.partition(".")[0].endswith("_api")
        return view is not None and not is_file and not ignores_cookies(view)
