"""A visitor with a simulated browser, which keeps cookies and fills in forms."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.test import TestResponse

SENTENCE = (
    "Thank you for registering. Please refresh the page or navigate to another page on"
    " the site to be automatically logged in."
)
PASSWORD = "nineteen quiet herons"
ORIGIN = "http://localhost"


class Visitor:
    """A visitor with a browser, on one host."""

    def __init__(self, app: Flask, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.client = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page as if its address was typed."""
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> TestResponse:
        """Send a request. Names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            path, method=method, base_url=self.origin, headers=named
        )

    def see(self, path: str) -> str:
        """Open a page, follow redirects, and return the final page."""
        found = self.client.get(path, base_url=self.origin, follow_redirects=True)
        return found.text

    def send(self, path: str, form: str | None = None, **fields: str) -> TestResponse:
        """Open the form at *form*, or at *path*, and send it filled in."""
        page = self.get(form or path)
        named = {"Origin": self.origin, "Referer": f"{self.origin}{form or path}"}
        if page.headers.get("Referrer-Policy") == "no-referrer":
            named = {"Origin": "null"}
        token = token_in(page.text, form or path)
        return self.client.post(
            path,
            base_url=self.origin,
            data=fields | {"csrf_token": token},
            headers=named,
        )

    def form_token(self, path: str) -> str:
        """Return the token in the first form of a page."""
        return token_in(self.get(path).text, path)

    def register(
        self,
        name: str = "Reader",
        *,
        email: str | None = None,
        password: str = PASSWORD,
        then: str = "/",
    ) -> TestResponse:
        """Send the registration form."""
        return self.send(
            "/register",
            display_name=name,
            email=email or f"{name.lower()}@reader.example",
            password=password,
            next=then,
        )

    def join(self, name: str = "Reader", **changes: str) -> None:
        """Register, read the thank-you page, and reload it, which logs in."""
        self.register(name, **changes)
        self.get("/register/thanks")
        self.get("/register/thanks")

    def log_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Send the log-in form."""
        return self.send("/login", email=email, password=password)

    def log_out(self) -> TestResponse:
        """Press the button."""
        return self.send("/logout", form="/account")

    def is_logged_in(self) -> bool:
        """Whether the account page opens."""
        return self.get("/account").status_code == 200

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie in this browser."""
        host = self.origin.partition("//")[2].partition(":")[0]
        found = self.client.get_cookie(name, host)
        return found.value if found else None

    def plant(self, name: str, value: str) -> None:
        """Put a cookie into this browser."""
        host = self.origin.partition("//")[2].partition(":")[0]
        self.client.set_cookie(name, value, domain=host)


def token_in(page: str, path: str) -> str:
    """Return the token in the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if found is None:
        raise LookupError(f"{path} has no form")
    return found.group(1)
