"""The secrets of an installation: what signs, and what seals second factors."""

from __future__ import annotations

import secrets
from pathlib import Path

from auth.core.sealing import Seal
from moderation.platform.config import Config


def seal_of(config: Config) -> Seal:
    """Return the encryption of second-factor secrets.

    ``SECRET_KEY`` still decrypts older secrets, so that an installation can move from
    it to ``SECOND_FACTOR_KEYS``.
    """
    own = (each.strip() for each in config.second_factor_keys.split(","))
    return Seal([*filter(None, own), secret_of(config)])


def secret_of(config: Config) -> str:
    """Return the secret that signs form tokens. Development creates one if needed.

    Production without a secret serves nothing. Its commands get a random one, which is
    not stored.
    """
    if config.is_production:
        return config.secret_key or secrets.token_urlsafe(32)
    return config.secret_key or kept_secret(config.instance_path)


def kept_secret(instance_path: Path) -> str:
    """Return the secret that development created, in a file with mode 0600."""
    path = instance_path / "secret-key"
    if not path.exists():
        instance_path.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()
