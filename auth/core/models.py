"""The tables of sites, accounts, roles and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.core.permissions import Role
from auth.core.rules import Purpose, SessionKind
from auth.db.base import Base, Identifier, JsonList

TRUE, FALSE = text("true"), text("false")


class Site(Base):
    """One site of the newsroom, identified by the host of its pages."""

    __tablename__ = "site"

    id: Mapped[Identifier]
    name: Mapped[str]
    host: Mapped[str] = mapped_column(unique=True)
    allowed_origins: Mapped[JsonList] = mapped_column(default=list)
    # Its own language, and then the others in which readers can read its pages. Null
    # means English. Read it by auth.sites.languages.languages_of.
    languages: Mapped[JsonList | None]
    # Reader pages and follows can be turned off for a site, because they may end an
    # exemption in UK law: see docs/operations.md.
    has_reader_pages: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether the embed adds an article for a page of an allowed origin that has none.
    adds_articles: Mapped[bool] = mapped_column(default=False, server_default=FALSE)
    # Whether moderators can pick and pin comments.
    has_picks: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether articles' authors and staff have a badge, and their comments a tab.
    has_author_badges: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether readers have help with writing: a preview, a counter, Ctrl+Enter.
    has_previews: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether links to comments can be copied, and replies collapsed.
    has_thread_tools: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # After how many days an article's comments close; null for never.
    closing_days: Mapped[int | None]
    # Whether the name of somebody in the thread becomes a link, and tells them.
    has_mentions: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether readers are asked to read a comment again that would be held.
    has_nudges: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # Whether forms without an account need a proof of work, while an attack lasts.
    wants_proof_of_work: Mapped[bool] = mapped_column(
        default=False, server_default=FALSE
    )
    # Whether readers can recommend comments.
    has_reactions: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=FALSE)
    # The colour of links and buttons, "#rrggbb". Empty means the default colour.
    colour: Mapped[str] = mapped_column(default="", server_default=text("''"))
    has_logo: Mapped[bool] = mapped_column(default=False, server_default=FALSE)
    # Whether readers can register with an address, beside its identity providers.
    takes_registrations: Mapped[bool] = mapped_column(default=True, server_default=TRUE)
    # When its house rules or terms last changed. Pages tell readers for a while.
    rules_changed_at: Mapped[datetime | None]
    # Raised with every change that all its public pages show, such as its name.
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime]


class Account(Base):
    """A person. An address is unique only among verified accounts.

    So registration can answer the same for a known and an unknown address: an
    unverified row never collides, is never merged, and is purged after 72 hours.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index(
            "uq_account_email_canonical_verified",
            "email_canonical",
            unique=True,
            sqlite_where=text("email_verified_at IS NOT NULL"),
            postgresql_where=text("email_verified_at IS NOT NULL"),
        ),
        Index(
            "ix_account_unverified",
            "created_at",
            sqlite_where=text("email_verified_at IS NULL"),
            postgresql_where=text("email_verified_at IS NULL"),
        ),
    )

    id: Mapped[Identifier]
    display_name: Mapped[str]
    name_canonical: Mapped[str] = mapped_column(unique=True)
    # The two skeletons of the name (see confusables.py). They are null for erased
    # accounts, and for names from before this check that look like another one.
    name_folded: Mapped[str | None] = mapped_column(unique=True)
    name_shaped: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str]
    email_canonical: Mapped[str] = mapped_column(index=True)
    email_verified_at: Mapped[datetime | None]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # When the account and its comments will be erased at its owner's request.
    erasure_due_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # How many mails have asked an unverified account to confirm its address again.
    reminders_sent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The language of pages and mail that its owner prefers; empty for the site's.
    language: Mapped[str] = mapped_column(default="", server_default=text("''"))


class RoleGrant(Base):
    """A role of an account: for all sites, for one, or for a section of one."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "site_id", "section"),
        CheckConstraint(
            "section = '' OR (site_id IS NOT NULL AND role = 'moderator')",
            name="section_of_a_site",
        ),
        # A unique constraint treats NULLs as different, so roles for all sites need
        # an index of their own.
        Index(
            "uq_role_grant_account_id_role_all_sites",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("site_id IS NULL"),
            postgresql_where=text("site_id IS NULL"),
        ),
    )

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    role: Mapped[Role]
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), index=True
    )
    # Empty: every section. Only a moderator's role may be limited to one.
    section: Mapped[str] = mapped_column(default="", server_default=text("''"))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )


class LoginSession(Base):
    """A browser that is logged in. The cookie holds a token, the row its digest."""

    __tablename__ = "login_session"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_digest: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str]
    kind: Mapped[SessionKind] = mapped_column(
        default=SessionKind.BROWSER, server_default=text("'browser'")
    )
    user_agent: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    # When the person last proved with the password who they are.
    proved_at: Mapped[datetime | None]
    # When it passed the second factor that staff need.
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Registration(Base):
    """A registration in one browser: its receipt, and the ticket that logs it in."""

    __tablename__ = "registration"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    host: Mapped[str]
    next_path: Mapped[str]
    receipt_digest: Mapped[str] = mapped_column(unique=True)
    code_digest: Mapped[str]
    ticket_digest: Mapped[str | None] = mapped_column(unique=True)
    ticket_until: Mapped[datetime | None]
    consumed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MailToken(Base):
    """A mailed link: to verify an address, or to reset a password.

    A row without an account is for an unknown address. It exists so that a request
    takes the same work for every address.
    """

    __tablename__ = "mail_token"

    id: Mapped[Identifier]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[Purpose]
    email_canonical: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressChange(Base):
    """A requested change of an account's address.

    The new mailbox confirms it. The old mailbox may stop it, or undo it afterwards, so
    the replaced address is stored. Until the confirmation it stays the account's.
    """

    __tablename__ = "address_change"

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str]
    email_canonical: Mapped[str]
    former_email: Mapped[str]
    former_email_canonical: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    stop_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    # When its link to confirm was used, or became worthless.
    closed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class Throttle(Base):
    """The number of tries within a window of time."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SecondFactor(Base):
    """An account's TOTP secret and the digests of its recovery codes."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    # Sealed: see auth/core/sealing.py.
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    # The last time step that was used: a code is good once.
    last_step: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    recovery_digests: Mapped[JsonList] = mapped_column(default=list)
