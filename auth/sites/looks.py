"""Adds a site, and changes its name, host, colour and logo."""

from __future__ import annotations

import re
import struct
from datetime import datetime

import regex
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import ConflictError, InvalidError
from auth.core.formats import fixed, number
from auth.core.models import Site
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.upserts import add_once, is_accepted
from auth.sites import embedding
from auth.sites.colours import ENOUGH, contrast
from auth.sites.inputs import SWITCHES, AddSite, ChangeSite
from auth.sites.logo_models import SiteLogo

PAPER = "#fcfcfb"
"""The background behind the colour: ``--paper`` of the light theme."""

MOST_BYTES = 100_000
MOST_PIXELS = 1_000
NAME_LENGTH = 80
MOST_CLOSING_DAYS = 3_650
LARGEST_PORT = 65_535
HOST_IN_USE = lazy_gettext("Another site already uses this host.")

_HOST = re.compile(
    r"(?=.{1,253}(?::|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
    r"(:[0-9]{1,5})?"
)
_COLOUR = re.compile(r"#[0-9a-f]{6}")
# The signature and the first chunk's length and type; the whole of the last chunk.
_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Bidi_Control}]")


def change(session: Session, site: Site, change: ChangeSite) -> None:
    """Change the name, host and colour of a site, and what readers can do on it.

    :raises InvalidError: if one of them is invalid; ``details["field"]`` names it.
    :raises ConflictError: if another site uses that host.
    """
    name, host = _checked(change.name, change.host)
    colour = change.colour.lower()
    if colour:
        check_colour(colour)

    if change.closing_days is not None:
        check_closing_days(change.closing_days)
    origins = embedding.checked(change.allowed_origins)

    def set_all() -> None:
        site.name, site.host, site.colour = name, host, colour
        site.closing_days = change.closing_days
        for switch in SWITCHES:
            setattr(site, switch, getattr(change, switch))
        # An equal list is left alone, so that no row is written.
        if site.allowed_origins != origins:
            site.allowed_origins = origins

    if not is_accepted(session, set_all):
        raise ConflictError(HOST_IN_USE, {"field": "host"})


def add(session: Session, change: AddSite, *, now: datetime) -> Site:
    """Add a site to the newsroom.

    :raises InvalidError: if the name or the host is invalid; ``details["field"]`` names
        it.
    :raises ConflictError: if another site uses that host.
    """
    name, host = _checked(change.name, change.host)
    values = {"name": name, "host": host, "allowed_origins": [], "created_at": now}
    if not add_once(session, Site, values, key=["host"]):
        raise ConflictError(HOST_IN_USE, {"field": "host"})
    return session.scalars(select(Site).where(Site.host == host)).one()


def _checked(name: str, host: str) -> tuple[str, str]:
    """Return a site's name and host as they are stored.

    :raises InvalidError: if one of them is invalid; ``details["field"]`` names it.
    """
    name, host = " ".join(name.split()), host.strip().lower()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise InvalidError(
            _(
                "A name must have 1 to %(most)s characters.",
                most=NAME_LENGTH,
            ),
            {"field": "name"},
        )
    if _INVISIBLE.search(name):
        raise InvalidError(
            _("A name cannot contain invisible characters."), {"field": "name"}
        )
    if not _HOST.fullmatch(host) or int(host.partition(":")[2] or 1) > LARGEST_PORT:
        raise InvalidError(
            _("Enter a host such as comments.example.org, without https:// and path."),
            {"field": "host"},
        )
    return name, host


def check_closing_days(days: int) -> None:
    """Check after how many days comments may close.

    :raises InvalidError: if they would close at once, or in more than ten years.
    """
    if not 1 <= days <= MOST_CLOSING_DAYS:
        message = _(
            "Enter a number of days from 1 to %(most)s.", most=MOST_CLOSING_DAYS
        )
        raise InvalidError(message, {"field": "closing_days"})


def check_colour(colour: str) -> None:
    """Check that links and buttons are readable in a colour.

    :raises InvalidError: if it is not a colour, or has too little contrast.
    """
    if not _COLOUR.fullmatch(colour):
        raise InvalidError(_("Enter a colour such as #1c4e8f."), {"field": "colour"})
    found = contrast(colour, PAPER)
    if found < ENOUGH:
        raise InvalidError(
            _(
                "This colour is too light: its contrast to the page is %(found)s to "
                "1, and text needs %(needed)s to 1. Please choose a darker one.",
                found=fixed(found, 1),
                needed=fixed(ENOUGH, 1),
            ),
            {"field": "colour"},
        )


def put_logo(
    session: Session, site: Site, content: bytes, *, now: datetime
) -> SiteLogo:
    """Store a site's logo. Accepts only PNG, which cannot contain a script.

    :raises InvalidError: if it is not a PNG image, or too large.
    """
    is_png = content.startswith(_HEADER) and content.endswith(_END)
    if not is_png or len(content) > MOST_BYTES:
        raise InvalidError(
            _(
                "A logo must be a PNG image of at most %(size)s kB.",
                size=number(MOST_BYTES // 1_000),
            ),
            {"field": "logo"},
        )
    width, height = struct.unpack(">II", content[16:24])
    if not (1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS):
        raise InvalidError(
            _(
                "A logo must be at most %(size)s pixels wide and high.",
                size=number(MOST_PIXELS),
            ),
            {"field": "logo"},
        )
    logo = session.merge(SiteLogo(site_id=site.id, content=content, changed_at=now))
    site.has_logo = True
    session.flush()
    return logo


def remove_logo(session: Session, site: Site) -> None:
    """Remove a site's logo, so that its name is shown again."""
    logo = session.get(SiteLogo, site.id)
    if logo is not None:
        session.delete(logo)
    site.has_logo = False
    session.flush()
