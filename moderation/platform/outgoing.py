"""Where requests to other systems may go, as the settings say."""

from __future__ import annotations

from auth.core.network.public_addresses import AddressRules
from moderation.platform.config import Config
from moderation.platform.errors import SettingError


def rules_of(config: Config) -> AddressRules:
    """Return the addresses to which webhooks may be sent.

    :raises SettingError: if `WEBHOOK_NETWORKS` has something else than networks.
    """
    try:
        return AddressRules.of(config.webhook_networks)
    except ValueError as error:
        raise SettingError(f"WEBHOOK_NETWORKS: {error}") from error


def proxy_of(config: Config) -> tuple[str, int] | None:
    """Return host and port of the proxy for webhooks.

    :raises SettingError: if `WEBHOOK_PROXY` is not of the form `host:port`.
    """
    if not config.webhook_proxy:
        return None
    host, _, port = config.webhook_proxy.removeprefix("http://").rpartition(":")
    if not host or not port.isdecimal():
        raise SettingError("WEBHOOK_PROXY is a host and a port, as in proxy:3128.")
    return host, int(port)
