"""Texts that are stored, and said later in the language of the person who reads them.

Who stores a text, such as a chore, does not know who will read it.
"""

from __future__ import annotations

import json

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from auth.core.translation import LazyText

_BEGIN = "["
"""How a text with values begins in its column; one without is stored as it is."""


class StoredText(TypeDecorator[LazyText]):
    """A text with its values, which is translated where it is shown.

    ``None`` is stored as an empty string. What an earlier version stored is returned as
    it is, in the language in which it was stored.

    :raises TypeError: for a text that has been translated already.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: LazyText | None, dialect: Dialect) -> str:
        """Return the text and its values, and refuse any other text."""
        del dialect
        if value is None:
            return ""
        if not isinstance(value, LazyText):
            raise TypeError(f"{value!r} cannot be translated later")
        is_plain = "%" not in value.text and not value.text.startswith(_BEGIN)
        if is_plain and not value.values:
            return value.text
        values = {name: _plain(each) for name, each in value.values.items()}
        return json.dumps([value.text, values], ensure_ascii=False)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> LazyText | None:
        """Return the text, to be translated each time it is shown."""
        del dialect
        if not value:
            return None
        if value.startswith(_BEGIN):
            text, values = json.loads(value)
            return LazyText(text, values)
        return LazyText.of(value)


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)
