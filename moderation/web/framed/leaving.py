"""Opens what a page in a frame links to, and may not be framed, in a tab of its own.

No other page of ours, and few of other sites, let themselves be framed: without this a
browser without scripts would show an error in the place of the discussion.
"""

from __future__ import annotations

import re

from auth.access.embed.framing import FRAMED

STAYING = (FRAMED, "#", "?")
"""What the links to pages for the frame begin with."""

# Up to the end of the tag, which is no ">" within an attribute.
_LINK = re.compile(r'<a ([^<>"]*(?:"[^"]*"[^<>"]*)*)>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def in_new_tabs(page: str) -> str:
    """Return a page for a frame whose links to other pages open in new tabs.

    Links that name a target stay as they are.
    """
    return _LINK.sub(_in_new_tab, page)


def _in_new_tab(link: re.Match[str]) -> str:
    written = link[1]
    attributes = dict(_ATTRIBUTE.findall(written))
    href, relation = attributes.get("href", ""), attributes.get("rel")
    if "target" in attributes or href.startswith(STAYING) or not href:
        return link[0]
    if relation is None:
        written += ' rel="noopener"'
    elif "noopener" not in relation:
        written = written.replace(f'rel="{relation}"', f'rel="{relation} noopener"')
    return f'<a target="_blank" {written}>'
