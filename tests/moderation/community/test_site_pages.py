"""An admin changes a site's name, host, colour and logo, and cannot do harm."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from sqlalchemy import select

from auth.core.models import Site
from auth.core.permissions import Role
from auth.sites.colours import contrast
from auth.sites.looks import MOST_BYTES
from tests.calling import Caller, Newsroom

PAGE = "/admin/site"


def png(width: int = 200, height: int = 40, rest: bytes = b"") -> bytes:
    """Return the beginning and the end of a PNG image; only they are checked."""
    header = struct.pack(">I4sII", 13, b"IHDR", width, height)
    end = b"\x00\x00\x00\x00IEND\xaeB`\x82"
    return b"\x89PNG\r\n\x1a\n" + header + rest + end


@pytest.fixture
def admin(called: Newsroom) -> Caller:
    return called.person("Ada", Role.ADMIN)[0]


def save(called: Newsroom, admin: Caller, **changes: Any) -> Any:
    """Save the page with *changes* to what it showed."""
    with called.database.unit_of_work(write=False) as work:
        site = work.session.scalars(select(Site)).one()
        form: dict[str, Any] = {"name": site.name, "host": site.host}
    token = {"csrf_token": admin.headers["X-CSRFToken"]}
    data = form | {"colour": "", "has_reader_pages": "on"} | token | changes
    return admin.client.post(PAGE, data=data, content_type="multipart/form-data")


def test_the_name_and_the_colour_show_on_every_page(
    called: Newsroom, admin: Caller
) -> None:
    answer = save(called, admin, name="The Harbour Post", colour="#7A1F1F")
    assert answer.status_code == 303

    visitor = called.visitor().client
    page = visitor.get("/").get_data(as_text=True)
    assert "The Harbour Post</bdi></a>" in page
    assert 'href="/site.css"' in page
    assert "--pencil: #7a1f1f;" in visitor.get("/site.css").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "A name must have 1 to 80 characters."),
        ({"host": "https://x.example/"}, "Enter a host such as"),
        ({"host": "x.example/path"}, "Enter a host such as"),
        ({"host": "-x.example"}, "Enter a host such as"),
        ({"host": "x.example:65536"}, "Enter a host such as"),
        ({"name": "The \u202ePost"}, "A name cannot contain invisible characters."),
        ({"name": "\u3164"}, "A name cannot contain invisible characters."),
        ({"colour": "red"}, "Enter a colour such as"),
        ({"colour": "#ffff00; } body { display: none"}, "Enter a colour such as"),
        ({"colour": "#88aaff"}, "This colour is too light"),
    ],
)
def test_what_would_break_the_site_is_refused_with_the_form_kept(
    called: Newsroom, admin: Caller, changes: dict[str, str], message: str
) -> None:
    answer = save(called, admin, **({"name": "Kept as typed"} | changes))

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert message in page
    assert changes.get("name") or 'value="Kept as typed"' in page


def test_two_sites_are_never_read_on_one_host(called: Newsroom, admin: Caller) -> None:
    with called.database.unit_of_work(write=True) as work:
        [site] = work.session.scalars(select(Site))
        site.host = "localhost"
        work.session.add(Site(name="Other", host="other.example", created_at=work.now))

    token = admin.headers["X-CSRFToken"]
    form = {"csrf_token": token, "name": "Mine", "host": "other.example"}
    answer = admin.client.post(PAGE, data=form)

    assert answer.status_code == 409
    assert "Another site already uses this host." in answer.get_data(as_text=True)


def test_a_logo_stands_in_place_of_the_name(called: Newsroom, admin: Caller) -> None:
    content = png()
    save(called, admin, logo=(io.BytesIO(content), "logo.png"))

    visitor = called.visitor().client
    assert 'class="logo" src="/site-logo.png"' in visitor.get("/").get_data(
        as_text=True
    )
    answer = visitor.get("/site-logo.png")
    assert answer.get_data() == content
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    save(called, admin, remove_logo="1")
    assert visitor.get("/site-logo.png").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a",
        png(rest=b"x" * MOST_BYTES),
        png(width=5_000),
        png(height=0),
        png()[:16],
        png()[:20],
        png(rest=b"<script>")[:-1],
    ],
    ids=[
        *("svg", "gif", "too many bytes", "too wide", "no height"),
        *("no size", "half a size", "no end"),
    ],
)
def test_a_file_that_is_no_small_png_is_refused(
    called: Newsroom, admin: Caller, content: bytes
) -> None:
    answer = save(called, admin, logo=(io.BytesIO(content), "logo.png"))

    assert answer.status_code == 422
    assert called.visitor().client.get("/site-logo.png").status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_what_the_guidelines_say(
    one: str, other: str, expected: float
) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
