"""The texts of the page for a refused form: a title, and what to do next."""

from __future__ import annotations

TITLES = {
    400: "Please send it once more",
    401: "Please log in first",
    403: "You cannot send this now",
    404: "This is no longer here",
    409: "Something has changed in the meantime",
    410: "This is no longer here",
    413: "This is too large to send",
    422: "Please check what you sent",
    429: "Please wait a moment",
    500: "Something went wrong on our side",
    503: "We cannot save anything at the moment",
}
ADVICE = {
    400: "Send it again. If that does not help, open the page again in a new tab.",
    403: "It stays here, so you can copy it or send it later.",
    404: "It stays here, so you can copy it.",
    409: "Look at the page again, then send this if it still fits.",
    410: "It stays here, so you can copy it.",
    413: (
        "What you wrote is still in the form. Press the Back button of your browser, "
        "make it much shorter, and send it again. You can send a long text in parts."
    ),
    422: "Change it here and send it again.",
    500: "We have been told. Wait a moment, then send it again.",
    503: "Keep this page open and send it again in a minute.",
}
STALE = (
    "The page was open for a long time, or you logged in or out in another window."
    " Send it again to finish."
)
STEP_TITLES = {
    "login": "Please log in to send this",
    "password": "Please enter your password again",
    "second_factor": "Please enter your code",
}
STEP_MESSAGES = {
    "login": "You are not logged in any more, so this has not been sent yet.",
    "password": "This has not been sent yet: it is some time since you logged in.",
    "second_factor": "This has not been sent yet.",
}
STEP_ADVICE = {
    "login": "Log in here. You can then check what you wrote and send it.",
    "password": "After that you can check this and send it.",
    "second_factor": "After that you can check this and send it.",
}


def title_of(status: int, *, step: str | None, is_stale: bool) -> str:
    """Return the title of the page."""
    if step:
        return STEP_TITLES[step]
    return TITLES[400] if is_stale else TITLES.get(status, "This could not be sent")


def advice_of(
    status: int, *, step: str | None, is_stale: bool, seconds: int | None
) -> str:
    """Return what to do next.

    :param seconds: the time to wait before the next try, if known.
    """
    if step:
        return STEP_ADVICE[step]
    if is_stale:
        return STALE
    if seconds is not None and status != 503:
        return f"You can send it again {in_words(seconds)}."
    return ADVICE.get(status, "Send it again in a moment.")


def in_words(seconds: int) -> str:
    """Return a wait in words, rounded up: ``in 40 seconds``, ``in 3 minutes``."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > 2 * size or (seconds > size and size == 60):
            return f"in {-(-seconds // size)} {name}s"
    return f"in {max(seconds, 1)} second{'' if seconds <= 1 else 's'}"
