"""Code that may be in only one module, so that it is the same everywhere."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import ROOT, sources

ONE_PLACE = {
    r"except .*SQLAlchemyError": "moderation/platform/chore_runner.py",
    r"except .*IntegrityError": "auth/db/upserts.py",
    r"on_conflict": "auth/db/upserts.py",
}
"""A pattern, and the only file that may contain it."""


@pytest.mark.parametrize("pattern", ONE_PLACE)
def test_a_task_that_has_a_helper_is_done_by_it_alone(pattern: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(pattern, path.read_text())
    }

    assert found == {ONE_PLACE[pattern]}


URLS_OF_OURS = {
    "auth/sites/lookup.py": "BASE_URL, which is checked at the start",
    "auth/sites/mail_texts.py": "BASE_URL",
    "moderation/embed/page_code.py": "an address that was fetched",
    "moderation/exchange/webhooks/services/endpoints.py": "an address that was checked",
    "moderation/notifications/services/devices.py": "an endpoint that was checked",
    "moderation/notifications/services/mails.py": "the origin of a site",
    "moderation/running/mail_delivery.py": "MAIL_URL",
}
"""Which modules may use ``urlsplit`` without minding its errors, and for what."""


def test_a_url_that_somebody_sent_is_read_without_an_error() -> None:
    texts = {
        str(path.relative_to(ROOT)): path.read_text()
        for path in sources()
        if "urlsplit(" in path.read_text()
    }

    minded = {
        path
        for path, text in texts.items()
        if re.search(r"except .*\bValueError\b", text)
    }
    assert texts.keys() - minded == URLS_OF_OURS.keys()
