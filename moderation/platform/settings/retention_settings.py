"""The settings of how long data is kept, and of the ledger of erasures."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.platform.settings.kinds import setting


@dataclass(frozen=True, kw_only=True)
class RetentionSettings:
    """The settings of how long data is kept, and of the ledger of erasures."""

    erasure_ledger: str = setting(
        "ERASURE_LEDGER",
        "",
        "folder of the ledger of erasures, on another disk than the database and shared"
        " by all machines; empty: `erasures` in the instance folder",
    )
    keep_notices_days: int = setting(
        "KEEP_NOTICES_DAYS",
        400,
        "days after its decision that a notice keeps its sender and its words; at"
        " least 183",
    )
    keep_mail_days: int = setting(
        "KEEP_MAIL_DAYS", 30, "days that a sent mail, or one that failed, is stored"
    )
    keep_notifications_days: int = setting(
        "KEEP_NOTIFICATIONS_DAYS", 365, "days that a reader's notification is stored"
    )
    keep_audit_log_days: int = setting(
        "KEEP_AUDIT_LOG_DAYS", 1_825, "days that an entry of the audit log is stored"
    )
