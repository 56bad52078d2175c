"""The handling of personal data in each table: copied, erased, or kept with a reason.

Every table that has an account id, or that refers to a row with one, has one entry in
:data:`TABLES`. The erasure follows the entries. The reader's copy has a section for
each table that is marked as copied. A test walks the metadata, so that a new table
cannot be left out.

An owner is a column with the account's id: ``"account_id"``. If a row belongs to an
account through another table, the owner gives the path:
``"comment_id>comment.author_id"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, MetaData, Table, or_, select

STAFF_WORK = "a working record of staff; it holds no data of a reader"
DIGESTS = "only digests and sealed secrets, which are of no use to the reader"
NEWSROOM_RECORD = "the newsroom's record of its decisions; it holds no name"
DERIVED = "derived from the comment for ordering the queue"


class Erasure(StrEnum):
    """What the erasure of an account does to its rows."""

    DELETE = "delete"
    EMPTY = "empty"
    """The row stays as a record, and its personal texts are emptied."""
    KEEP = "keep"


@dataclass(frozen=True)
class Handling:
    """How the rows of one table are handled.

    :param owners: the columns that lead to the account, as described above.
    :param copied: the section of the reader's copy; empty if there is none.
    :param not_copied: why the copy leaves the table out.
    :param erasure: what the erasure does.
    :param emptied: the columns that :attr:`Erasure.EMPTY` empties.
    :param kept: why the row, or what is left of it, stays after the erasure.
    """

    owners: tuple[str, ...]
    copied: str = ""
    not_copied: str = ""
    erasure: Erasure = Erasure.DELETE
    emptied: tuple[str, ...] = ()
    kept: str = ""


def _gone(*owners: str, copied: str = "", not_copied: str = "") -> Handling:
    return Handling(owners, copied, not_copied)


def _emptied(owner: str, *columns: str, copied: str, kept: str) -> Handling:
    return Handling((owner,), copied, "", Erasure.EMPTY, columns, kept)


def _kept(owner: str, kept: str, *, copied: str = "", not_copied: str = "") -> Handling:
    return Handling((owner,), copied, not_copied, Erasure.KEEP, (), kept)


def _staff(owner: str) -> Handling:
    """Return the entry of a table whose rows come only from staff."""
    return _kept(owner, STAFF_WORK, not_copied=STAFF_WORK)


OF_COMMENT = "comment_id>comment.author_id"
OF_ITEM = f"item_id>review_item.{OF_COMMENT}"

TABLES: dict[str, Handling] = {
    "acceptance": _gone("account_id", copied="accepted_rules_and_terms"),
    "account": _emptied(
        "id",
        "email",
        "password_hash",
        copied="account",
        kept="other rows refer to it; its name becomes “Former reader”",
    ),
    "account_note": _gone("account_id", not_copied=STAFF_WORK),
    "address_change": _gone("account_id", copied="address_changes"),
    "api_key": _staff("account_id"),
    "api_key_use": _staff("key_id>api_key.account_id"),
    "appeal": _emptied(
        f"decision_id>decision.{OF_COMMENT}",
        "text",
        copied="comments",
        kept="the outcome is a figure",
    ),
    "article_author": _gone("account_id", copied="articles_written"),
    "audit_draw": _kept(
        OF_COMMENT, NEWSROOM_RECORD, not_copied="a random draw; it judges nobody"
    ),
    "audit_entry": _staff("actor_id"),
    "batch": _staff("moderator_id"),
    "blind_plan": _staff("set_by_id"),
    "mute": _gone("muter_id", "muted_id", copied="muted_readers"),
    "classifier_choice": _staff("chosen_by_id"),
    "comment": _kept(
        "author_id",
        "a placeholder, where others answered; the comment is deleted",
        copied="comments",
    ),
    "near_duplicate_band": _kept(
        OF_ITEM,
        "numbers from which no text can be restored",
        not_copied=DERIVED,
    ),
    "coverage": _staff("created_by_id"),
    "decision": _kept(OF_COMMENT, NEWSROOM_RECORD, copied="comments"),
    "delivery_setting": _gone("account_id", copied="delivery_of_notifications"),
    "desk_setting": _staff("account_id"),
    "follow": _gone("follower_id", copied="follows"),
    "former_identity": _kept(
        "account_id",
        "a digest with a key, so that a ban outlives the account",
        not_copied=DIGESTS,
    ),
    "hold_appeal": _emptied(
        OF_ITEM, "text", copied="comments", kept="that it was asked for is a figure"
    ),
    "identity": _gone("account_id", copied="identities"),
    "idempotency_record": _gone(
        "account_id", not_copied="answers of a day, all of them copied elsewhere"
    ),
    "listed_phrase": _staff("created_by_id"),
    "import_job": _staff("account_id"),
    "import_claim": _gone(
        "account_id",
        "imported_account_id",
        not_copied="the comments themselves are in the copy",
    ),
    "claimed_comment": _gone(
        OF_COMMENT, not_copied="the comments themselves are in the copy"
    ),
    "imported_record": _emptied(
        "account_id",
        "email_digest",
        "email",
        copied="imported_from",
        kept="so that no later import brings the person back; its id is a digest",
    ),
    "login_attempt": _gone(
        "account_id", not_copied="gone after a day; only digests and a page"
    ),
    "pairing": _gone("account_id", not_copied=DIGESTS),
    "login_session": _gone("account_id", copied="logins"),
    "mail_token": _gone("account_id", not_copied=DIGESTS),
    "sanction_appeal": _emptied(
        "sanction_id>sanction.account_id",
        "text",
        copied="sanctions",
        kept="the outcome is a figure",
    ),
    "notice_complaint": _kept(
        f"notice_item_id>notice_item.{OF_COMMENT}",
        "the words of who sent the notice; they go with the notice",
        not_copied="it may tell who sent the notice",
    ),
    "notice_item": _kept(
        OF_COMMENT, NEWSROOM_RECORD, not_copied="it may tell who sent the notice"
    ),
    "notification": _gone("account_id", copied="notifications"),
    "notification_setting": _gone("account_id", copied="notification_settings"),
    "passkey": _gone("account_id", not_copied=DIGESTS),
    "passkey_challenge": _gone(
        "session_id>login_session.account_id", not_copied=DIGESTS
    ),
    "perspective_correction": _staff("key_id>api_key.account_id"),
    "presence": _staff("account_id"),
    "profile_version": _staff("created_by_id"),
    "provider_session": _gone(
        "session_id>login_session.account_id",
        "identity_id>identity.account_id",
        not_copied="the provider's number of a log-in that is copied",
    ),
    "followers_to_tell": _gone(
        OF_COMMENT, not_copied="it waits for seconds, and the comment is copied"
    ),
    "push_device": _gone("account_id", copied="push_devices"),
    "push_message": _gone(
        "device_id>push_device.account_id",
        not_copied="it waits for minutes, and its notification is copied",
    ),
    "registration": _gone(
        "account_id", not_copied="gone after three days; only digests and a page"
    ),
    "reaction": _gone("reader_id", copied="recommended_comments"),
    "report": _emptied(
        "reporter_id", "note", copied="reports", kept="it is about another's comment"
    ),
    "review_cause": _kept(
        OF_ITEM, NEWSROOM_RECORD, not_copied="it may tell who reported the comment"
    ),
    "review_item": _kept(
        "author_id", NEWSROOM_RECORD, not_copied="the decisions on it are copied"
    ),
    "revision": _emptied(
        OF_COMMENT,
        "text",
        "html",
        "plain_text",
        copied="comments",
        kept="decisions refer to it; no text is left",
    ),
    "role_grant": _kept(
        "account_id",
        "an account with a role cannot be erased",
        copied="roles",
    ),
    "sampling_plan": _staff("set_by_id"),
    "sanction": _kept(
        "account_id", "figures count it; it names nobody", copied="sanctions"
    ),
    "saved_view": _staff("owner_id"),
    "scheduled_version": _staff("created_by_id"),
    "score": _kept(
        f"revision_id>revision.{OF_COMMENT}",
        "figures count it; it holds numbers",
        copied="comments",
    ),
    "second_factor": _gone("account_id", not_copied=DIGESTS),
    "second_review": _kept(
        OF_ITEM, NEWSROOM_RECORD, not_copied="it compares two moderators"
    ),
    "site_page": _staff("created_by_id"),
    "skip": _staff("moderator_id"),
    "status_change": _kept(
        OF_COMMENT, "the history of a placeholder", copied="comments"
    ),
    "suggestion_answer": _staff("answered_by_id"),
    "verdict": _kept(OF_COMMENT, "figures count it", copied="comments"),
    "visitor_report": _kept(
        OF_COMMENT,
        "nobody's name; the network's digest goes after 30 days",
        not_copied="it may tell who reported the comment",
    ),
    "outside_verdict": _gone(
        OF_COMMENT, not_copied="what another system said to staff of the comment"
    ),
    "watched_article": _staff("added_by_id"),
    "webhook_delivery": _staff("endpoint_id>webhook_endpoint.created_by_id"),
    "webhook_endpoint": _staff("created_by_id"),
}


def belongs(table: Table, owner: str, account_id: int) -> ColumnElement[bool]:
    """Return the condition that *owner* leads from a row of *table* to the account."""
    own, _, rest = owner.partition(">")
    column = table.c[own]
    if not rest:
        return column == account_id
    name, _, further = rest.partition(".")
    parent = table.metadata.tables[name]
    [key] = parent.primary_key.columns
    return column.in_(select(key).where(belongs(parent, further, account_id)))


def rows_of(table: Table, account_id: int) -> ColumnElement[bool]:
    """Return the condition that a row of *table* belongs to the account."""
    owners = TABLES[table.name].owners
    return or_(*(belongs(table, owner, account_id) for owner in owners))


def emptied_values(table: Table) -> dict[str, Any]:
    """Return the values that the erasure writes into the emptied columns of *table*."""
    return dict.fromkeys(TABLES[table.name].emptied, "")


def personal_tables(metadata: MetaData) -> set[str]:
    """Return the tables that have an account id, or refer to a row with one."""
    found = {"account"}
    while True:
        more = {
            table.name
            for table in metadata.tables.values()
            if any(key.column.table.name in found for key in table.foreign_keys)
        } - found
        if not more:
            return found
        found |= more
