"""Checks the translations of a catalogue. Pure: catalogues in, words out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from babel.messages.catalog import Catalog, Message

MOST_AS_IN_ENGLISH = 0.03
"""The part of a complete catalogue that may be equal to the English texts."""

PLACEHOLDER = re.compile(r"%(?:\((\w+)\)[a-z]|.)", re.DOTALL)
TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
NUMBER = "%(num)s"
"""A plural form may leave the number out: "one comment"."""


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation, or lack a plural form of it."""
    return [_name(each) for each in _texts(catalogue) if not all(_forms(each))]


def fuzzy(catalogue: Catalog) -> list[str]:
    """Return the texts whose translation was guessed and awaits a person."""
    return [_name(each) for each in _texts(catalogue) if each.fuzzy]


def as_in_english(catalogue: Catalog) -> list[str]:
    """Return the texts whose translation is equal to them."""
    return [
        _name(each)
        for each in _texts(catalogue)
        if all(_forms(each)) and _forms(each)[0] == _originals(each)[0]
    ]


def other_placeholders(catalogue: Catalog) -> list[str]:
    """Return the translations whose placeholders are not those of the text."""
    return list(_deviating(catalogue, _placeholders))


def other_tags(catalogue: Catalog) -> list[str]:
    """Return the translations whose HTML tags are not those of the text."""
    return list(_deviating(catalogue, _tags))


def _deviating(
    catalogue: Catalog, parts: Callable[[str], Counter[str]]
) -> Iterator[str]:
    for each in _texts(catalogue):
        allowed = [_but_number(parts(text), each) for text in _originals(each)]
        for form in filter(None, _forms(each)):
            if _but_number(parts(form), each) not in allowed:
                yield f"{_name(each)}: {form}"


def _but_number(found: Counter[str], message: Message) -> Counter[str]:
    if message.pluralizable:
        found.pop(NUMBER, None)
    return found


def _placeholders(text: str) -> Counter[str]:
    return Counter({each[0] for each in PLACEHOLDER.finditer(text)})


def _tags(text: str) -> Counter[str]:
    return Counter(TAG.findall(text))


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (each for each in catalogue if each.id)


def _originals(message: Message) -> Sequence[str]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def _forms(message: Message) -> Sequence[str]:
    string = message.string
    return string if isinstance(string, tuple | list) else (string or "",)


def _name(message: Message) -> str:
    return _originals(message)[0]
