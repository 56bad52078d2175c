"""The API alone: no accounts, no pages, a key at the first start."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.moderation.perspective.asking import asking
from tests.serving import Served


@pytest.fixture
def alone(tmp_path: Path) -> Served:
    """The API alone, not yet served."""
    return Served(
        tmp_path / "instance",
        settings={"PERSPECTIVE_ONLY": "1", "CEASEFIRE_ENV": "testing"},
        log=tmp_path / "log",
    )


def ask(served: Served, key: str, **more: Any) -> float:
    url = f"{served.url}/v1alpha1/comments:analyze?key={key}"
    request = urllib.request.Request(url, json.dumps(asking(**more)).encode())
    with urllib.request.urlopen(request) as answer:
        scores = json.load(answer)["attributeScores"]
    value: float = scores["TOXICITY"]["summaryScore"]["value"]
    return value


def test_the_first_start_prints_a_key_that_works_and_later_ones_none(
    alone: Served,
) -> None:
    assert alone.log
    alone.start()
    first = alone.log.read_text()
    [key] = re.findall(r"cfk_\S+", first)
    score = ask(alone, key)
    alone.stop()
    alone.log.unlink()
    alone.start()
    again = ask(alone, key)
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{alone.url}/login")
    alone.stop()

    missing.value.close()
    assert score == again == 0.7
    assert missing.value.code == 404
    assert key not in alone.log.read_text()
    assert sorted(path.name for path in alone.instance_path.glob("*.sqlite")) == [
        "perspective.sqlite"
    ]


def test_more_keys_are_made_and_ended_from_the_command_line(alone: Served) -> None:
    key = alone.flask("key", "create", "coral").strip()
    number, name, scopes = alone.flask("key", "list").split()
    alone.flask("key", "revoke", number)

    assert key.startswith("cfk_")
    assert (name, scopes) == ("coral", "[analyze]")
    assert "revoked" in alone.flask("key", "list")


def test_neither_the_text_of_a_call_nor_its_key_is_stored_or_logged(
    alone: Served,
) -> None:
    assert alone.log
    alone.start()
    [key] = re.findall(r"cfk_\S+", alone.log.read_text())
    alone.stop()
    alone.log.unlink()
    alone.start()
    said = "you idiot of Deir ez-Zour"
    ask(alone, key, comment={"text": said}, doNotStore=False)
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(alone, key, comment={"text": said}, requestedAttributes={said: {}})
    refused.value.close()
    alone.stop()

    kept = [alone.log, *alone.instance_path.glob("*.sqlite*")]
    found = b"".join(path.read_bytes() for path in kept)
    assert refused.value.code == 400
    assert said.encode() not in found
    assert key.encode() not in found
