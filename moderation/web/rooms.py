"""The blueprints that each room registers with the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from moderation.web import api_base


@dataclass(frozen=True)
class Room:
    """The pages and the JSON endpoints of one room.

    :param name: the name of its package. The names of its blueprints begin with it.
    :param pages: blueprints of pages. The application checks their form tokens.
    :param tokenless: blueprints of pages whose forms programs send without a form
        token, and those that our own scripts call from a frame. Each checks something
        else: a key in its address, or that the browser names our own origin.
    :param apis: blueprints of JSON endpoints. They check the form token themselves.
    """

    name: str
    pages: tuple[Blueprint, ...] = ()
    tokenless: tuple[Blueprint, ...] = ()
    apis: tuple[api_base.Blueprint, ...] = ()

    @property
    def blueprints(self) -> tuple[Blueprint, ...]:
        """All blueprints of the room."""
        return (*self.pages, *self.tokenless, *self.apis)

    def register(self, app: Flask, interface: Any, csrf: CSRFProtect) -> None:
        """Add the room to *app*.

        :param interface: the flask-smorest object that documents the API.
        """
        for pages in self.pages:
            app.register_blueprint(pages)
        for pages in self.tokenless:
            csrf.exempt(pages)
            app.register_blueprint(pages)
        for api in self.apis:
            csrf.exempt(api)
            interface.register_blueprint(api)
