"""Passkeys of staff (WebAuthn), as a second factor and as a proof of identity."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import webauthn
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.accounts.passkeys.passkey_models import Passkey, PasskeyChallenge
from auth.core.errors import InvalidError, NotFoundError
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.upserts import add_once, put

CHALLENGE_LIFETIME = timedelta(minutes=10)
CHALLENGE_BYTES = 32
MOST_PASSKEYS = 20
LONGEST_NAME, LONGEST_ANSWER = 60, 20_000
WRONG = (WebAuthnException, ValueError, KeyError, TypeError, RecursionError)
"""What the library raises for answers that no browser gives."""
REFUSED = lazy_gettext("This passkey could not be verified. Please try again.")


@dataclass(frozen=True, kw_only=True)
class RelyingParty:
    """The site on which a passkey is used. The browser checks both parts.

    :param origin: scheme, host and port of the page.
    :param host: the host alone.
    """

    origin: str
    host: str


def of_account(session: Session, account_id: int) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    ).all()


def begin_adding(
    session: Session,
    account_id: int,
    *,
    session_id: int,
    user_name: str,
    newsroom: str,
    relying_party: RelyingParty,
    now: datetime,
) -> str:
    """Return what the browser needs to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party.host,
        rp_name=newsroom,
        challenge=_challenge(session, session_id, now),
        user_id=str(account_id).encode(),
        user_name=user_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(of_account(session, account_id)),
    )
    return str(webauthn.options_to_json(options))


def add(
    session: Session,
    account_id: int,
    *,
    session_id: int,
    answer: str,
    name: str,
    relying_party: RelyingParty,
    now: datetime,
) -> Passkey:
    """Store a passkey that the browser has made.

    :raises InvalidError: if the name is missing, there are too many, or the answer
        belongs to another page, session or person.
    """
    named = " ".join(name.split())
    if not 0 < len(named) <= LONGEST_NAME:
        message = _("A name must have 1 to %(most)s characters.", most=LONGEST_NAME)
        raise InvalidError(message, {"field": "name"})
    if len(of_account(session, account_id)) >= MOST_PASSKEYS:
        raise InvalidError(_("You have too many passkeys. Please remove one first."))
    challenge = _take(session, session_id, now)
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=relying_party.host,
            expected_origin=relying_party.origin,
            require_user_verification=True,
        )
    except WRONG as error:
        raise InvalidError(REFUSED) from error
    values = {
        "account_id": account_id,
        "host": relying_party.host,
        "name": named,
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
        "created_at": now,
    }
    if not add_once(session, Passkey, values, key=["credential_id"]):
        raise InvalidError(_("This passkey is already stored."))
    return session.scalars(
        select(Passkey).where(Passkey.credential_id == values["credential_id"])
    ).one()


def begin_using(
    session: Session,
    account_id: int,
    *,
    session_id: int,
    relying_party: RelyingParty,
    now: datetime,
) -> str | None:
    """Return what the browser needs to use a passkey, as JSON.

    :returns: ``None`` if the account has none for this host.
    """
    own = [
        each
        for each in of_account(session, account_id)
        if each.host == relying_party.host
    ]
    if not own:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=relying_party.host,
        challenge=_challenge(session, session_id, now),
        allow_credentials=_descriptors(own),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return str(webauthn.options_to_json(options))


def use(
    session: Session,
    account_id: int,
    *,
    session_id: int,
    answer: str,
    relying_party: RelyingParty,
    now: datetime,
) -> None:
    """Check the signature of one of the account's passkeys.

    :raises InvalidError: if it is not one for this page, session and person, or if its
        counter went backwards, as that of a copied device does.
    """
    challenge = _take(session, session_id, now)
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(
            answer[:LONGEST_ANSWER]
        )
        passkey = _own(session, account_id, credential.id, relying_party)
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party.host,
            expected_origin=relying_party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except WRONG as error:
        raise InvalidError(REFUSED) from error
    passkey.sign_count, passkey.last_used_at = used.new_sign_count, now
    session.flush()


def rename(session: Session, passkey_id: int, *, account_id: int, name: str) -> None:
    """Give a passkey another name.

    :raises InvalidError: if the name is missing or too long.
    :raises NotFoundError: if the account has no such passkey.
    """
    named = " ".join(name.split())
    if not 0 < len(named) <= LONGEST_NAME:
        message = _("A name must have 1 to %(most)s characters.", most=LONGEST_NAME)
        raise InvalidError(message, {"field": "name"})
    changed = session.scalar(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.account_id == account_id)
        .values(name=named)
        .returning(Passkey.id)
    )
    if changed is None:
        raise NotFoundError(_("You have no such passkey."))


def remove(session: Session, passkey_id: int, *, account_id: int) -> str:
    """Remove a passkey, and return its name.

    :raises NotFoundError: if the account has no such passkey.
    """
    name = session.scalar(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.account_id == account_id)
        .returning(Passkey.name)
    )
    if name is None:
        raise NotFoundError(_("This passkey has already been removed."))
    return str(name)


def _own(
    session: Session, account_id: int, credential_id: str, relying_party: RelyingParty
) -> Passkey:
    found = session.scalar(
        select(Passkey)
        .where(
            Passkey.credential_id == credential_id,
            Passkey.account_id == account_id,
            Passkey.host == relying_party.host,
        )
        .with_for_update()
    )
    if found is None:
        raise InvalidError(REFUSED)
    return found


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
        for each in passkeys
    ]


def _challenge(session: Session, session_id: int, now: datetime) -> bytes:
    """Return what the session's next passkey has to sign.

    It stays the same until it is used or old, so that two tabs do not disturb another.
    """
    found = session.scalar(
        select(PasskeyChallenge.challenge).where(
            PasskeyChallenge.session_id == session_id,
            PasskeyChallenge.expires_at > now + CHALLENGE_LIFETIME / 2,
        )
    )
    if found is not None:
        return base64url_to_bytes(found)
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    values = {
        "session_id": session_id,
        "challenge": bytes_to_base64url(challenge),
        "expires_at": now + CHALLENGE_LIFETIME,
    }
    put(session, PasskeyChallenge, values, key=["session_id"])
    return challenge


def _take(session: Session, session_id: int, now: datetime) -> bytes:
    """Use up the challenge of a session. Of two answers at once, one gets it."""
    found = session.scalar(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.session_id == session_id,
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge.challenge)
    )
    if found is None:
        raise InvalidError(REFUSED)
    return base64url_to_bytes(found)
