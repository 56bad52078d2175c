"""The default text of a site's pages, which counts as version 0 of each.

It is in the language of the site, or in English where there is no translation.
"""

from __future__ import annotations

from collections.abc import Sequence

from auth.core.translation import LazyText, lazy_gettext, speaking
from auth.sites.page_rules import PageKind

Piece = tuple[str, LazyText]
"""How a paragraph begins (``# `` a heading, ``[reason] `` a rule), and its text."""

HEADING, PLAIN = "# ", ""


RULES: Sequence[Piece] = (
    (
        "[hate] ",
        lazy_gettext(
            "Do not attack people for who they are: their origin, colour, religion, "
            "sex, sexual orientation, age or disability."
        ),
    ),
    ("[threat] ", lazy_gettext("Do not threaten anyone, and do not wish anyone harm.")),
    (
        "[insult] ",
        lazy_gettext("Criticise what people say and do. Do not insult them."),
    ),
    (
        "[glorifies_violence] ",
        lazy_gettext("Do not celebrate violence or death, and do not mock victims."),
    ),
    (
        "[personal_data] ",
        lazy_gettext(
            "Do not publish private details of other people, such as addresses, "
            "telephone numbers or illnesses."
        ),
    ),
    (
        "[misinformation] ",
        lazy_gettext("Do not state as fact what you know to be false."),
    ),
    ("[obscene] ", lazy_gettext("No obscene or sexual language.")),
    ("[off_topic] ", lazy_gettext("Stay with the subject of the article.")),
    (
        "[spam] ",
        lazy_gettext("No advertising, and no text that you post again and again."),
    ),
    ("[illegal] ", lazy_gettext("Keep to the law. Do not post what it forbids.")),
    (
        "[other] ",
        lazy_gettext("Do not post what others have written without their permission."),
    ),
)


TERMS: Sequence[Piece] = (
    (HEADING, lazy_gettext("What you may do here")),
    (
        PLAIN,
        lazy_gettext(
            "You may comment on our articles once you have registered with an e-mail "
            "address that is yours. Each person may have one account. Keep your "
            "password to yourself."
        ),
    ),
    (HEADING, lazy_gettext("Your comments")),
    (
        PLAIN,
        lazy_gettext(
            "Your comments stay yours. By posting one you allow us to show it on this "
            "site, for as long as you leave it there. You can edit and delete your "
            "comments at any time."
        ),
    ),
    (
        PLAIN,
        lazy_gettext(
            "You are responsible for what you write. The house rules apply to every "
            "comment."
        ),
    ),
    (HEADING, lazy_gettext("What we may do")),
    (
        PLAIN,
        lazy_gettext(
            "A program reads every comment and may ask a moderator to look at it. A "
            "person decides whether a comment is removed. If yours is removed or your "
            "account is restricted, we tell you why, and you can appeal free of "
            "charge. Another moderator then decides."
        ),
    ),
    (PLAIN, lazy_gettext("We may close the comments under an article.")),
    (HEADING, lazy_gettext("Changes")),
    (
        PLAIN,
        lazy_gettext(
            "If these terms change, we say so on this site before you write again. You "
            "can delete your account at any time, with everything that you wrote."
        ),
    ),
)


PRIVACY: Sequence[Piece] = (
    (HEADING, lazy_gettext("What we store")),
    (
        PLAIN,
        lazy_gettext(
            "Your name, your e-mail address, your password in a form that cannot be "
            "read, your comments, what was decided on them and why, your reports, and "
            "whom you follow and mute. For security we store where you are logged in, "
            "by the name of your browser."
        ),
    ),
    (HEADING, lazy_gettext("Who sees it")),
    (
        PLAIN,
        lazy_gettext(
            "Everyone can read your name and your comments. Your e-mail address is "
            "never shown. Moderators see your comments and the decisions on them."
        ),
    ),
    (HEADING, lazy_gettext("What we do with it")),
    (
        PLAIN,
        lazy_gettext(
            "A program on our own machines estimates whether a comment breaks the "
            "house rules. It does not send your text to anyone. We use no advertising "
            "cookies and do not track you."
        ),
    ),
    (HEADING, lazy_gettext("How long we keep it")),
    (
        PLAIN,
        lazy_gettext(
            "Your comments stay until you delete them. When you delete your account, "
            "your name, your address and the text of every comment are erased after "
            "one day."
        ),
    ),
    (HEADING, lazy_gettext("Your rights")),
    (
        PLAIN,
        lazy_gettext(
            "Under Account you can take a copy of your data and delete your account. "
            "You may also complain to a data protection authority."
        ),
    ),
)


CONTACT: Sequence[Piece] = (
    (
        PLAIN,
        lazy_gettext(
            "To report a comment, use Report below it. You need no account for that."
        ),
    ),
    (
        PLAIN,
        lazy_gettext(
            "To appeal against a decision on your own comment, open My comments."
        ),
    ),
    (
        PLAIN,
        lazy_gettext(
            "For everything else, write to the editors. You find their address in the "
            "imprint of this newspaper."
        ),
    ),
)


DEFAULTS: dict[PageKind, Sequence[Piece]] = {
    PageKind.RULES: RULES,
    PageKind.TERMS: TERMS,
    PageKind.PRIVACY: PRIVACY,
    PageKind.CONTACT: CONTACT,
}


def default_text(kind: PageKind, language: str = "") -> str:
    """Return the default text of a page in *language*; in English for an empty one."""
    with speaking(language):
        return "\n\n".join(f"{beginning}{text}" for beginning, text in DEFAULTS[kind])
