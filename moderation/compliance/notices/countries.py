"""The countries whose law a notice may name, in the language of the request."""

from __future__ import annotations

from collections.abc import Sequence

from auth.core.formats import locale

COUNTRIES = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR"),
    *("HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT"),
    *("RO", "SE", "SI", "SK", "CH", "GB"),
)
"""The EU and the EEA by the codes of the Transparency Database, and neighbours."""


def choices() -> Sequence[tuple[str, str]]:
    """Return codes and names of the countries, by name."""
    names = locale().territories
    return sorted(((code, str(names[code])) for code in COUNTRIES), key=lambda x: x[1])
