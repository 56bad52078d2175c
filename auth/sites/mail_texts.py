"""Renders mails from the templates of the rooms that send them.

A mail is one file ``NAME.txt`` under ``templates/ROOM/mail/`` with two blocks,
``subject`` and ``body``. Both can use ``newspaper``, the name of the site that the mail
comes from. Texts in ``{% trans %}`` are translated, and their line breaks are ignored.
A file ``NAME.html`` beside it is the same mail for programs that show HTML.
"""

from __future__ import annotations

import re
import textwrap
from functools import cache
from typing import TypedDict
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from auth.core.formats import locale, moment
from auth.core.models import Site
from auth.core.translation import catalogue
from auth.sites.languages import written_to
from auth.sites.lookup import newspaper_of, site_on

LINE_LENGTH = 72
BLANK_LINES = re.compile(r"\n\s*\n")


class MailText(TypedDict):
    """The subject and body of a mail, and its site; ``None`` for all sites."""

    subject: str
    body: str
    site_id: int | None


def account_mail(
    session: Session,
    file: str,
    /,
    *,
    base_url: str,
    language: str = "",
    **values: object,
) -> MailText:
    """Render a mail about an account.

    :param file: its name in ``auth/templates/auth/mail/``, without ``.txt``.
    :param language: the language that the account prefers, if any.
    :param base_url: the origin of its links, which determines the site.
    """
    site = site_on(session, urlsplit(base_url).netloc)
    with written_to(language, site):
        return write(session, "auth", file, site=site, base_url=base_url, **values)


def write(
    session: Session, package: str, file: str, /, *, site: Site | None, **values: object
) -> MailText:
    """Render the mail *file* of the room *package*, in the language of the block.

    :raises jinja2.UndefinedError: if the template uses a value that was not given.
    """
    template = _environment(package).get_template(f"{file}.txt")
    context = template.new_context({"newspaper": newspaper_of(session, site), **values})
    subject, body = (
        "".join(template.blocks[block](context)) for block in ("subject", "body")
    )
    return {
        "subject": " ".join(subject.split()),
        "body": _wrapped(body.strip()) + "\n",
        "site_id": site.id if site else None,
    }


def write_html(
    session: Session, package: str, file: str, /, *, site: Site | None, **values: object
) -> str:
    """Render the HTML form of the mail *file*.

    :raises jinja2.UndefinedError: if the template uses a value that was not given.
    """
    language = locale()
    return (
        _environment(package)
        .get_template(f"{file}.html")
        .render(
            newspaper=newspaper_of(session, site),
            language=language.language,
            direction=language.text_direction,
            **values,
        )
    )


@cache
def _environment(package: str) -> Environment:
    room = package.rpartition(".")[2]
    environment = Environment(
        loader=PackageLoader(package, f"templates/{room}/mail"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["moment"] = moment
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().gettext(text),
        lambda one, many, number: catalogue().ngettext(one, many, number),
        newstyle=True,
    )
    return environment


def _wrapped(body: str) -> str:
    """Return *body* in short lines, with at most one empty line between two."""
    return "\n".join(
        textwrap.fill(line, LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
        for line in BLANK_LINES.sub("\n\n", body).splitlines()
    )
