"""What is stored about people, for a data-protection officer to read.

Each table of :data:`moderation.privacy.registry.TABLES`, and each with data of people
without an account, is in exactly one category. A test keeps it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auth.core.translation import LazyText, lazy_gettext
from moderation.platform.config import Config
from moderation.privacy.registry import TABLES, Erasure, Handling

WITHOUT_ACCOUNT = frozenset(
    {
        "erasure_record",
        "language_review",
        "notice",
        "notifier_suspension",
        "outbox_message",
        "throttle",
        "trusted_flagger",
        "webhook_message",
    }
)
"""Tables with data of people, or about networks, that refer to no account."""

NOBODY = lazy_gettext("No one outside the newsroom.")
ACCOUNT_LIFE = lazy_gettext("Until the account is deleted.")


@dataclass(frozen=True)
class Category:
    """A kind of data. *kept* may name settings, as in ``%(mail)s``."""

    key: str
    name: LazyText
    what: LazyText
    why: LazyText
    kept: LazyText
    recipients: LazyText
    tables: tuple[str, ...]


CATEGORIES: tuple[Category, ...] = (
    Category(
        "account",
        lazy_gettext("Accounts"),
        lazy_gettext(
            "Name, e-mail address, a hash of the password, accepted rules, roles; the "
            "identity at a log-in provider if one is used."
        ),
        lazy_gettext("To let a reader comment (GDPR, Art. 6(1)(b))."),
        lazy_gettext(
            "Until the account is deleted; 72 hours if the address is never confirmed."
        ),
        lazy_gettext("The mail relay; the log-in provider that the reader chose."),
        (
            *("account", "acceptance", "role_grant", "address_change", "mail_token"),
            *("registration", "second_factor", "identity", "former_identity"),
            *("passkey", "passkey_challenge"),
        ),
    ),
    Category(
        "sessions",
        lazy_gettext("Log-ins"),
        lazy_gettext("Digests of session cookies, times, and the kind of browser."),
        lazy_gettext("To keep a reader logged in, and accounts safe."),
        lazy_gettext("30 days at most; 10 hours for staff."),
        NOBODY,
        (
            *("login_session", "login_attempt", "provider_session", "pairing"),
            "throttle",
        ),
    ),
    Category(
        "comments",
        lazy_gettext("Comments"),
        lazy_gettext(
            "Every text of a comment, its history, and when it was written; which "
            "articles of the newsroom a person wrote."
        ),
        lazy_gettext("To publish it (GDPR, Art. 6(1)(b))."),
        ACCOUNT_LIFE,
        lazy_gettext("Everyone: published comments are public."),
        ("comment", "revision", "status_change", "article_author"),
    ),
    Category(
        "scores",
        lazy_gettext("Automated checks"),
        lazy_gettext(
            "Seven scores for each text, the verdict of the newsroom's settings, and "
            "the words that drove it. They are computed on the newsroom's own machine."
        ),
        lazy_gettext(
            "To show moderators what needs a decision. The machine can hold a comment "
            "and never rejects one: a person decides (GDPR, Art. 22)."
        ),
        ACCOUNT_LIFE,
        NOBODY,
        (
            *("score", "verdict", "near_duplicate_band", "audit_draw"),
            "outside_verdict",
        ),
    ),
    Category(
        "decisions",
        lazy_gettext("Moderation"),
        lazy_gettext(
            "Decisions with their reasons, sanctions, appeals, notes of staff."
        ),
        lazy_gettext(
            "To explain decisions and let them be contested (Digital Services Act, "
            "Art. 17 and 20; GDPR, Art. 6(1)(c))."
        ),
        lazy_gettext("Without a name after the account is deleted; notes are deleted."),
        NOBODY,
        (
            *("decision", "review_item", "review_cause", "second_review", "sanction"),
            *("appeal", "hold_appeal", "sanction_appeal", "account_note"),
        ),
    ),
    Category(
        "reports",
        lazy_gettext("Reports by readers and visitors"),
        lazy_gettext("The reason, a note, and for visitors a digest of the network."),
        lazy_gettext("To find comments that break the rules (GDPR, Art. 6(1)(f))."),
        lazy_gettext(
            "Digests of networks 30 days; notes until the account is deleted."
        ),
        NOBODY,
        ("report", "visitor_report"),
    ),
    Category(
        "notices",
        lazy_gettext("Notices of illegal content"),
        lazy_gettext(
            "Name and address of the notifier, what they say, their complaint, a "
            "digest of the address and of the network."
        ),
        lazy_gettext("A legal duty (Digital Services Act, Art. 16, 20 and 23)."),
        lazy_gettext(
            "Name, address and words %(notices)s days after the decision; digests of "
            "networks 30 days."
        ),
        lazy_gettext("The mail relay. The author of the comment never learns of them."),
        (
            *("notice", "notice_item", "notice_complaint", "notifier_suspension"),
            "trusted_flagger",
        ),
    ),
    Category(
        "follows",
        lazy_gettext("Follows, mutes, reactions and notifications"),
        lazy_gettext(
            "What a reader follows, mutes and recommends, and what they were told."
        ),
        lazy_gettext("Because the reader asked for it (GDPR, Art. 6(1)(b))."),
        lazy_gettext(
            "Notifications %(notifications)s days; the rest with the account."
        ),
        lazy_gettext(
            "The mail relay and the browser's push service, if the reader wants it."
        ),
        (
            *("follow", "mute", "notification", "notification_setting"),
            *("delivery_setting", "push_device", "push_message", "reaction"),
            "followers_to_tell",
        ),
    ),
    Category(
        "mail",
        lazy_gettext("Mail"),
        lazy_gettext("The address and the text of each mail."),
        lazy_gettext("To send it, again if the relay is away."),
        lazy_gettext("%(mail)s days after it was sent."),
        lazy_gettext("The mail relay."),
        ("outbox_message",),
    ),
    Category(
        "staff",
        lazy_gettext("Work of staff"),
        lazy_gettext(
            "The audit log, and who set or claimed what: profiles, coverages, "
            "saved views, keys and their use, shares of samples."
        ),
        lazy_gettext("To account for what was decided and changed."),
        lazy_gettext("The audit log %(audit_log)s days; the rest as the records need."),
        NOBODY,
        (
            *("audit_entry", "api_key", "api_key_use", "batch", "blind_plan"),
            *("classifier_choice", "coverage", "desk_setting", "language_review"),
            "listed_phrase",
            "perspective_correction",
            *("presence", "profile_version", "sampling_plan", "saved_view"),
            *("scheduled_version", "site_page", "skip", "suggestion_answer"),
            "watched_article",
        ),
    ),
    Category(
        "webhooks",
        lazy_gettext("Messages to other systems of the newsroom"),
        lazy_gettext(
            "What happened to comments and accounts, as the newsroom's other systems "
            "are told, and whether they got it."
        ),
        lazy_gettext("So that other systems of the newsroom stay up to date."),
        lazy_gettext("30 days."),
        lazy_gettext("The systems whose addresses an admin has entered."),
        ("webhook_endpoint", "webhook_message", "webhook_delivery"),
    ),
    Category(
        "imports",
        lazy_gettext("Imported discussions"),
        lazy_gettext(
            "Where an imported comment and its author came from; the address only if "
            "an admin stated the legal basis, else a digest."
        ),
        lazy_gettext("So that an import can be repeated and taken back."),
        ACCOUNT_LIFE,
        NOBODY,
        ("imported_record", "import_job", "import_claim", "claimed_comment"),
    ),
    Category(
        "technical",
        lazy_gettext("Technical records"),
        lazy_gettext("Answers to repeated forms; the ledger of erasures."),
        lazy_gettext("To do a change once; to erase people again after a restore."),
        lazy_gettext("A day; numbers of erased accounts for good."),
        NOBODY,
        ("idempotency_record", "erasure_record"),
    ),
)

ERASURE_WORDS: dict[Erasure, LazyText] = {
    Erasure.DELETE: lazy_gettext("deleted"),
    Erasure.EMPTY: lazy_gettext("its texts are emptied"),
    Erasure.KEEP: lazy_gettext("kept without a name"),
}

RECIPIENTS: tuple[tuple[LazyText, LazyText], ...] = (
    (
        lazy_gettext("The mail relay"),
        lazy_gettext("Addresses and texts of mail. It is a processor of the newsroom."),
    ),
    (
        lazy_gettext("Log-in providers"),
        lazy_gettext("Which reader logs in, if the newsroom has set one up."),
    ),
    (
        lazy_gettext("Push services of browsers"),
        lazy_gettext("Sealed notifications, if a reader has switched push on."),
    ),
    (
        lazy_gettext("Programs of the newsroom"),
        lazy_gettext("What an API key or a webhook that an admin made gives them."),
    ),
    (
        lazy_gettext("The Transparency Database of the European Commission"),
        lazy_gettext("Statements of reasons, without personal data, if switched on."),
    ),
)
"""Everybody outside who may receive something, and what."""


def handling_of(table: str) -> Handling | None:
    """Return how the erasure handles a table; ``None`` if it refers to no account."""
    return TABLES.get(table)


def days_of(config: Config) -> Mapping[str, int]:
    """Return how many days the settings keep what :attr:`Category.kept` names."""
    return {
        "notices": config.keep_notices_days,
        "mail": config.keep_mail_days,
        "notifications": config.keep_notifications_days,
        "audit_log": config.keep_audit_log_days,
    }
