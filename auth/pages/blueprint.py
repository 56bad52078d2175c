"""The blueprint of all pages of the accounts."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("auth", "auth", template_folder="templates")
