"""The store of what was rendered: bounded as a whole, and for each thing."""

from __future__ import annotations

from moderation.web.public_part.kept import Kept


def store() -> Kept[str]:
    return Kept[str](limit=1_000, size=len, most_of_one=2)


def test_many_values_of_one_thing_push_out_only_each_other() -> None:
    kept = store()
    kept.put("other", 1, "text", of="other")

    for number in range(5):
        kept.put(f"odd {number}", 1, "text", of="one")

    assert kept.get("other", 1) == "text"
    assert [kept.get(f"odd {number}", 1) for number in range(5)] == [
        *[None] * 3,
        *["text"] * 2,
    ]


def test_what_is_asked_for_again_stays_longer() -> None:
    kept = store()
    for key in ("first", "second"):
        kept.put(key, 1, "text", of="one")
    kept.get("first", 1)

    kept.put("third", 1, "text", of="one")

    assert kept.get("first", 1) == "text"
    assert kept.get("second", 1) is None


def test_what_was_replaced_counts_once() -> None:
    kept = store()

    for text in ("one", "another", "a third"):
        kept.put("key", text, text, of="one")
    kept.put("second", 1, "text", of="one")

    assert kept.get("key", "a third") == "a third"
    assert kept.size == len("a third") + len("key") + len("text") + len("second")


def test_the_oldest_goes_when_the_whole_is_full() -> None:
    kept = store()
    for number in range(3):
        kept.put(number, 1, "x" * 400, of=number)

    assert kept.get(0, 1) is None
    assert kept.get(2, 1) == "x" * 400
