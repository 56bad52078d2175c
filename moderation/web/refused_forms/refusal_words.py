"""The texts of the page for a refused form: a title, and what to do next."""

from __future__ import annotations

from http import HTTPStatus

from auth.core.formats import duration
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext

TITLES = {
    400: lazy_gettext("Please send it once more"),
    401: lazy_gettext("Please log in first"),
    403: lazy_gettext("You cannot send this now"),
    404: lazy_gettext("This is no longer here"),
    409: lazy_gettext("This could not be done"),
    410: lazy_gettext("This is no longer here"),
    413: lazy_gettext("This is too large to send"),
    422: lazy_gettext("Please check what you sent"),
    429: lazy_gettext("Please wait a moment"),
    500: lazy_gettext("Something went wrong on our side"),
    503: lazy_gettext("We cannot save anything at the moment"),
}
ADVICE = {
    400: lazy_gettext(
        "Send it again. If that does not help, open the page again in a new tab."
    ),
    403: lazy_gettext("It stays here, so you can copy it or send it later."),
    404: lazy_gettext("It stays here, so you can copy it."),
    409: lazy_gettext("Look at the page again, then send this if it still fits."),
    410: lazy_gettext("It stays here, so you can copy it."),
    413: (
        lazy_gettext(
            "What you wrote is still in the form. Press the Back button of your "
            "browser, make it much shorter, and send it again. You can send a long "
            "text in parts."
        )
    ),
    422: lazy_gettext("Change it here and send it again."),
    500: lazy_gettext("We have been told. Wait a moment, then send it again."),
    503: lazy_gettext("Keep this page open and send it again in a minute."),
}
FILE_ADVICE = lazy_gettext(
    "Press the Back button of your browser, and choose a smaller file. The page of "
    "imports takes larger files if JavaScript is on."
)
OTHER_TITLE = lazy_gettext("This could not be sent")
OTHER_ADVICE = lazy_gettext("Send it again in a moment.")
STALE = lazy_gettext(
    "The page was open for a long time, or you logged in or out in another window. "
    "Send it again to finish."
)
STEP_TITLES = {
    "login": lazy_gettext("Please log in to send this"),
    "password": lazy_gettext("Please enter your password again"),
    "second_factor": lazy_gettext("Please enter your code"),
}
STEP_MESSAGES = {
    "login": lazy_gettext(
        "You are not logged in any more, so this has not been sent yet."
    ),
    "password": lazy_gettext(
        "This has not been sent yet: it is some time since you logged in."
    ),
    "second_factor": lazy_gettext("This has not been sent yet."),
}
STEP_ADVICE = {
    "login": lazy_gettext(
        "Log in here. You can then check what you wrote and send it."
    ),
    "password": lazy_gettext("After that you can check this and send it."),
    "second_factor": lazy_gettext("After that you can check this and send it."),
}


def title_of(status: int, *, step: str | None, is_stale: bool) -> str:
    """Return the title of the page."""
    if step:
        return str(STEP_TITLES[step])
    return str(TITLES[400] if is_stale else TITLES.get(status, OTHER_TITLE))


def advice_of(
    status: int,
    *,
    step: str | None,
    is_stale: bool,
    seconds: int | None,
    has_file: bool = False,
) -> str:
    """Return what to do next.

    :param seconds: the time to wait before the next try, if known.
    :param has_file: whether the form can send a file.
    """
    if step:
        return str(STEP_ADVICE[step])
    if is_stale:
        return str(STALE)
    if seconds is not None and status != 503:
        wait = duration(max(seconds, 1), ahead=True)
        return _("You can send it again %(when)s.", when=wait)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and has_file:
        return str(FILE_ADVICE)
    return str(ADVICE.get(status, OTHER_ADVICE))
