"""Former addresses still work."""

from __future__ import annotations

import pytest

from moderation.web.former_paths import FORMER
from tests.calling import Newsroom

API = "/api/v1"


@pytest.mark.parametrize(
    ("method", "former", "now"),
    [
        ("GET", "/my-measures", "/my-sanctions"),
        ("POST", "/my-measures/7/appeal", "/my-sanctions/7/appeal"),
        ("GET", "/queue/views", "/queue/saved-views"),
        ("POST", "/queue/views", "/queue/saved-views"),
        ("POST", "/queue/views/7/remove", "/queue/saved-views/7/remove"),
        ("POST", "/staff/measure-appeals/7", "/staff/sanction-appeals/7"),
    ],
)
def test_a_former_page_redirects(
    called: Newsroom, method: str, former: str, now: str
) -> None:
    answer = called.visitor().client.open(f"{former}?page=2", method=method)

    assert answer.status_code == 308
    assert answer.location.endswith(f"{now}?page=2")


def test_a_former_path_of_the_api_does_what_it_did(called: Newsroom) -> None:
    reader, _ = called.person("Ann")

    assert reader.get("/measures").json == reader.get("/own-sanctions").json


def test_a_former_path_of_the_api_is_deprecated_in_its_document(
    called: Newsroom,
) -> None:
    paths = called.visitor().get("/openapi.json").json["paths"]

    former = {
        path
        for path, item in paths.items()
        for operation in item.values()
        if isinstance(operation, dict) and operation.get("deprecated")
    }

    assert former == {
        path for path in paths for old in FORMER if f"{path}/".startswith(f"{old}/")
    }
    assert f"{API}/measures/{{sanction_id}}/appeal" in former
