"""The default text of a site's pages, which counts as version 0 of each."""

from __future__ import annotations

from auth.sites.page_rules import PageKind

RULES = """
[hate] Do not attack people for who they are: their origin, colour, religion, sex,
sexual orientation, age or disability.

[threat] Do not threaten anyone, and do not wish anyone harm.

[insult] Criticise what people say and do. Do not insult them.

[glorifies_violence] Do not celebrate violence or death, and do not mock victims.

[personal_data] Do not publish private details of other people, such as addresses,
telephone numbers or illnesses.

[misinformation] Do not state as fact what you know to be false.

[obscene] No obscene or sexual language.

[off_topic] Stay with the subject of the article.

[spam] No advertising, and no text that you post again and again.

[illegal] Keep to the law. Do not post what it forbids.

[other] Do not post what others have written without their permission.
"""

TERMS = """
# What you may do here

You may comment on our articles once you have registered with an e-mail address that is
yours. Each person may have one account. Keep your password to yourself.

# Your comments

Your comments stay yours. By posting one you allow us to show it on this site, for as
long as you leave it there. You can edit and delete your comments at any time.

You are responsible for what you write. The house rules apply to every comment.

# What we may do

A program reads every comment and may ask a moderator to look at it. A person decides
whether a comment is removed. If yours is removed or your account is restricted, we tell
you why, and you can appeal free of charge. Another moderator then decides.

We may close the comments under an article.

# Changes

If these terms change, we say so on this site before you write again. You can delete
your account at any time, with everything that you wrote.
"""

PRIVACY = """
# What we store

Your name, your e-mail address, your password in a form that cannot be read, your
comments, what was decided on them and why, your reports, and whom you follow and mute.
For security we store where you are logged in, by the name of your browser.

# Who sees it

Everyone can read your name and your comments. Your e-mail address is never shown.
Moderators see your comments and the decisions on them.

# What we do with it

A program on our own machines estimates whether a comment breaks the house rules. It
does not send your text to anyone. We use no advertising cookies and do not track you.

# How long we keep it

Your comments stay until you delete them. When you delete your account, your name, your
address and the text of every comment are erased after one day.

# Your rights

Under Account you can take a copy of your data and delete your account. You may also
complain to a data protection authority.
"""

CONTACT = """
To report a comment, use Report below it. You need no account for that.

To appeal against a decision on your own comment, open My comments.

For everything else, write to the editors. You find their address in the imprint of this
newspaper.
"""

DEFAULTS: dict[PageKind, str] = {
    PageKind.RULES: RULES,
    PageKind.TERMS: TERMS,
    PageKind.PRIVACY: PRIVACY,
    PageKind.CONTACT: CONTACT,
}
