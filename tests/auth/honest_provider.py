"""A real OpenID provider, served on a free port of this machine."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving() -> Iterator[str]:
    """Serve the provider, and return its issuer."""
    with warnings.catch_warnings():
        # It uses a part of Authlib that will be removed.
        warnings.simplefilter("ignore")
        import oidc_provider_mock  # noqa: PLC0415  Slow; few need it.

        with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"
