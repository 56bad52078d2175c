"""The pages of single sign-on."""

from __future__ import annotations

from auth.pages.sso import linking, login, machines, settings

__all__ = ["linking", "login", "machines", "settings"]
