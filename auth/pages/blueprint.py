"""The blueprint that every page of the accounts stands on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("auth", "auth", template_folder="templates")
