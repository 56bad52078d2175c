"""Checks a publisher's page that embeds a discussion, from what a browser would get."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.embed.page_code import (
    COUNTING,
    OUR_ELEMENT,
    SCRIPT,
    Compatible,
    Embeds,
    Fetched,
    compatible_script,
)
from moderation.embed.page_policies import Wanted, allows, directives_of, may_frame

GOOD, WRONG, HINT = "ok", "WRONG", "hint"
POLICY = "content-security-policy"
LOOK = "Open the page in a browser, and look whether the comments appear."


def of_page(page: Fetched, *, home: str, allowed: list[str]) -> Iterator[str]:
    """Yield what is right and wrong with a publisher's page, one line each.

    :param home: the origin of the comments.
    :param allowed: the origins that may embed the site.
    """
    yield _line(page.status == 200, f"the page answers with status {page.status}")
    embeds = Embeds(page)
    yield from _of_code(page, embeds, home)
    yield _line(
        page.origin in allowed,
        f"the site lets pages of {page.origin} embed its discussions",
        f"the site does not let pages of {page.origin} embed its discussions: add it "
        "under Site, Pages that may embed the discussions",
    )
    yield from _of_policies(page, embeds, home)
    if page.headers.get("cross-origin-opener-policy", "").startswith("same-origin"):
        yield (
            f"{HINT}: the page sends Cross-Origin-Opener-Policy, so readers log in in "
            "the same tab and come back, not in a window"
        )


def _of_code(page: Fetched, embeds: Embeds, home: str) -> Iterator[str]:
    """Yield whether the page has our code, or another system's with our script."""
    compatible = None if embeds.keys else compatible_script(page.text, home)
    if compatible:
        yield _of_compatible(compatible, home)
        return
    element = f"<{OUR_ELEMENT} article=…>"
    if embeds.keys or OUR_ELEMENT not in page.text:
        yield _line(
            bool(embeds.keys) and all(embeds.keys),
            f"the page has {element}: {', '.join(embeds.keys)}",
            f"the page has no {element} with a key, at least before its scripts run",
        )
    else:
        yield f"{HINT}: whether the page has {element} is up to its scripts. {LOOK}"
    script = f"{home}/{SCRIPT}"
    is_loaded = script in embeds.scripts or script.partition(":")[2] in page.text
    if is_loaded or SCRIPT not in embeds.words:
        yield _line(
            is_loaded, f"the page loads {script}", f"the page does not load {script}"
        )
    else:
        yield f"{HINT}: whether the page loads {script} is up to its scripts. {LOOK}"


def _of_compatible(compatible: Compatible, home: str) -> str:
    ours = f"{home}/{compatible.path}"
    made = f"the page is made for {compatible.system}"
    if compatible.is_told:
        return _line(True, f"{made} and loads {ours}")
    if compatible.other:
        return _line(False, f"{made} and loads https:{compatible.other}, not {ours}")
    return (
        f"{HINT}: {made}, and one of its scripts puts the address of the script "
        f"together. Whether that is {ours} cannot be told here. {LOOK}"
    )


def of_frame(frame: Fetched, *, origin: str) -> Iterator[str]:
    """Yield whether the frame arrives as it was sent, through proxies and caches.

    :param origin: the origin of the publisher's page.
    """
    answer = f"{frame.url} answers with status {frame.status}"
    unknown = ": register the article, or tick Add articles that are new under Site"
    yield _line(
        frame.status == 200, answer, answer + (unknown if frame.status == 404 else "")
    )
    yield from of_frame_headers(frame, origin=origin)


def of_frame_headers(frame: Fetched, *, origin: str) -> Iterator[str]:
    """Yield whether its headers arrive as they were sent, whatever its status."""
    policies = directives_of([frame.headers.get(POLICY, "")])
    yield _line(
        may_frame(policies, origin),
        f"{origin} may frame it",
        f"{origin} may not frame it: its Content-Security-Policy does not allow that",
    )
    other = frame.headers.get("x-frame-options", "")
    yield _line(
        not other,
        "no proxy adds X-Frame-Options",
        f"a proxy adds X-Frame-Options: {other}",
    )
    yield _line(
        "set-cookie" not in frame.headers,
        "a visitor's page sets no cookie",
        "a visitor's page sets a cookie, which a proxy may have added",
    )


def _of_policies(page: Fetched, embeds: Embeds, home: str) -> Iterator[str]:
    script = f"{home}/{SCRIPT}"
    compatible = None if embeds.keys else compatible_script(page.text, home)
    by_script = f"{home}/{compatible.path}" if compatible else script
    wanted = {
        "script-src": Wanted(script, embeds.scripts[script])
        if script in embeds.scripts
        else Wanted(by_script, is_by_script=SCRIPT in embeds.words or bool(compatible)),
        "frame-src": Wanted(f"{home}/embed/"),
    }
    counting = any(f"{home}/{each}" in embeds.scripts for each in COUNTING)
    if embeds.has_counts or counting:
        wanted["connect-src"] = Wanted(f"{home}/api/v1/counts")
    policies = directives_of([*embeds.policies, page.headers.get(POLICY, "")])
    for name, each in wanted.items():
        is_allowed = all(allows(policy, name, each) for policy in policies)
        policy = "the page's Content-Security-Policy"
        yield _line(
            is_allowed,
            f"{policy} allows: {name} {home}",
            f"{policy} does not allow: {name} {home}",
        )


def _line(is_good: bool, words: str, wrong: str = "") -> str:
    """Return the line for what was checked.

    :param wrong: the words if it is not good, where they differ.
    """
    return f"{GOOD}: {words}" if is_good else f"{WRONG}: {wrong or words}"
