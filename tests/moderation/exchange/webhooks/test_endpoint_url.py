"""Which URLs an endpoint can have, with networks of the newsroom's own or without."""

from __future__ import annotations

import pytest

from auth.core.network.public_addresses import AddressRules
from moderation.exchange.webhooks.endpoint_url import (
    ASKED,
    LONGEST_URL,
    NEEDS_TLS,
    NO_HOST,
    PRIVATE,
    fault,
)

PUBLIC = AddressRules()
OWN = AddressRules.of("10.1.0.0/16")

TABLE = {
    "https://cms.example/webhooks": (None, None),
    "https://cms.example:8443/a?b=c": (None, None),
    "https://xn--bcher-kva.example/": (None, None),
    "https://8.8.8.8/hooks": (None, None),
    "https://[2001:4860:4860::8888]/hooks": (None, None),
    "http://cms.example/webhooks": (NEEDS_TLS, None),
    "http://nope": (NO_HOST, None),
    "https://nope": (NO_HOST, None),
    "https://cms:8080/hooks": (NO_HOST, None),
    "https://cms..example/": (NO_HOST, NO_HOST),
    "https://-cms.example/": (NO_HOST, NO_HOST),
    "https://cms.example.5/": (NO_HOST, NO_HOST),
    "http://8.8.8.8/hooks": (NEEDS_TLS, NEEDS_TLS),
    "http://10.1.2.3/hooks": (PRIVATE, None),
    "https://10.1.2.3/hooks": (PRIVATE, None),
    "https://127.0.0.1/hooks": (PRIVATE, PRIVATE),
    "https://[::1]/hooks": (PRIVATE, PRIVATE),
    "ftp://cms.example/": (ASKED, ASKED),
    "cms.example": (ASKED, ASKED),
    "https://": (ASKED, ASKED),
    "https://me:secret@cms.example/": (ASKED, ASKED),
    "https://cms.example/#part": (ASKED, ASKED),
    "https://cms.example:0/": (ASKED, ASKED),
    "https://cms.example:99999/": (ASKED, ASKED),
    "https://cms.example/a b": (ASKED, ASKED),
    "https://[cms.example/": (ASKED, ASKED),
    f"https://cms.example/{'a' * LONGEST_URL}": (ASKED, ASKED),
}


@pytest.mark.parametrize(("url", "told"), TABLE.items(), ids=TABLE)
def test_a_url_is_refused_for_what_is_wrong_with_it(
    url: str, told: tuple[object, object]
) -> None:
    assert (fault(url, PUBLIC), fault(url, OWN)) == told
