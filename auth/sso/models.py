"""The tables of single sign-on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from auth.db.base import Base, Identifier, Json
from auth.sso.rules import ProviderKind, Purpose


class IdentityProvider(Base):
    """A system that tells a site who somebody is. It is switched off, never deleted."""

    __tablename__ = "identity_provider"
    __table_args__ = (UniqueConstraint("site_id", "slug"),)

    id: Mapped[Identifier]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    kind: Mapped[ProviderKind]
    # Its part of our addresses, such as /sso/SLUG/callback.
    slug: Mapped[str]
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Sealed: see auth/core/sealing.py. The former one works for a while.
    secret: Mapped[str] = mapped_column(default="", server_default=text("''"))
    former_secret: Mapped[str] = mapped_column(default="", server_default=text("''"))
    former_secret_until: Mapped[datetime | None]
    # Where a publisher's system has the public keys that verify its tokens.
    keys_url: Mapped[str] = mapped_column(default="", server_default=text("''"))
    allows_private_hosts: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    vouches_for_addresses: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    is_enabled: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]


class Identity(Base):
    """An account's name with a provider. The pair of issuer and subject is unique."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Identifier]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    provider_id: Mapped[int | None] = mapped_column(
        ForeignKey("identity_provider.id", ondelete="SET NULL"), index=True
    )
    issuer: Mapped[str]
    subject: Mapped[str]
    # With a key: what stays of it if the account is erased under a sanction.
    digest: Mapped[str]
    # When the provider last said something of the person.
    stated_at: Mapped[datetime | None]
    # Whether the account got a substitute for its name, and may still choose one.
    may_choose_name: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class LoginAttempt(Base):
    """One visit to a provider: begun in one browser, answered there once."""

    __tablename__ = "login_attempt"

    id: Mapped[Identifier]
    provider_id: Mapped[int] = mapped_column(
        ForeignKey("identity_provider.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[Purpose]
    state_digest: Mapped[str] = mapped_column(unique=True)
    browser_digest: Mapped[str] = mapped_column(index=True)
    nonce: Mapped[str]
    code_verifier: Mapped[str]
    next_path: Mapped[str]
    # A refused form, signed (see auth/access/carried_forms.py).
    kept: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Whose log-in it became, or who began it to link an identity or as a proof.
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    # What the provider said of somebody who still has to choose a name.
    profile: Mapped[Json] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]


class UsedToken(Base):
    """The ``jti`` of a token that is good once, until the token expires."""

    __tablename__ = "used_token"
    __table_args__ = (UniqueConstraint("provider_id", "jti_digest"),)

    id: Mapped[Identifier]
    provider_id: Mapped[int] = mapped_column(
        ForeignKey("identity_provider.id", ondelete="CASCADE")
    )
    jti_digest: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ProviderSession(Base):
    """The provider's session behind one of ours, so that both can end together."""

    __tablename__ = "provider_session"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("login_session.id", ondelete="CASCADE"), primary_key=True
    )
    identity_id: Mapped[int] = mapped_column(
        ForeignKey("identity.id", ondelete="CASCADE"), index=True
    )
    # The ``sid`` of the ID token; empty if it had none.
    sid: Mapped[str] = mapped_column(default="", server_default=text("''"))


class FormerIdentity(Base):
    """A keyed digest of an identity whose account was erased under a sanction.

    It recognises the person who comes back, and says nothing to anybody else.
    """

    __tablename__ = "former_identity"

    id: Mapped[Identifier]
    digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
