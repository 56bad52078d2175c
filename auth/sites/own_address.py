"""The address that a request asks for."""

from __future__ import annotations

from urllib.parse import quote

from flask import request


def own_origin() -> str:
    """Return the origin of this request as browsers write it.

    Werkzeug's ``host_url`` has the letters of an international name in place of its
    ASCII form, and fails for a name that has none.
    """
    return f"{request.scheme}://{request.host}"


def own_address() -> str:
    """Return the path and the query of this request, as a link can have them.

    Flask decodes the path. Browsers read a backslash in it as a slash and skip a tab,
    so that an unquoted path can be the address of another site.
    """
    path = quote(request.path, safe="/:@")
    query = request.query_string.decode(errors="replace")
    return f"{path}?{query}" if query else path
