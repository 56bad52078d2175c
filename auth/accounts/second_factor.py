"""The second factor of staff: a TOTP application, and recovery codes."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from auth.accounts.passkeys.passkey_models import Passkey
from auth.core import tokens
from auth.core.errors import ConflictError, InvalidError, UnavailableError
from auth.core.models import SecondFactor
from auth.core.sealing import Seal
from auth.core.translation import gettext as _
from auth.core.translation import lazy_gettext
from auth.db.upserts import find_or_add

RECOVERY_CODES = 10
WRONG = lazy_gettext("This code is wrong or has already been used.")

# One step of thirty seconds either way, because clocks of phones are rarely exact.
STEPS = (-1, 0, 1)


def is_enrolled(session: Session, account_id: int) -> bool:
    """Whether the account has confirmed a second factor."""
    found = session.get(SecondFactor, account_id)
    return found is not None and found.confirmed_at is not None


def begin(session: Session, account_id: int, *, seal: Seal) -> str:
    """Return the secret for enrolment. It stays the same until it is confirmed.

    :raises ConflictError: if the account already has a second factor.
    """
    found = session.get(SecondFactor, account_id)
    if found is None:
        secret = seal.close(pyotp.random_base32(32))
        key = {"account_id": account_id}
        found = find_or_add(session, SecondFactor, key, {"secret": secret})
    if found.confirmed_at is not None:
        raise ConflictError(_("Your account already has a second factor."))
    return _opened(found, seal)


def address_of(secret: str, *, email: str, newsroom: str) -> str:
    """Return the ``otpauth`` URL for the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=newsroom)


def confirm(
    session: Session, account_id: int, *, code: str, seal: Seal, now: datetime
) -> list[str]:
    """Activate the second factor and return its recovery codes.

    The codes cannot be shown again.

    :raises ConflictError: if there is no second factor to confirm.
    :raises InvalidError: if the code is wrong.
    """
    found = session.get(SecondFactor, account_id, with_for_update=True)
    if found is None or found.confirmed_at is not None:
        raise ConflictError(_("There is no second factor to confirm."))
    _use_step(session, found, _opened(found, seal), code, now)
    codes = [_recovery_code() for _number in range(RECOVERY_CODES)]
    found.confirmed_at = now
    found.recovery_digests = [tokens.digest(each) for each in codes]
    session.flush()
    return codes


def check(
    session: Session, account_id: int, *, code: str, seal: Seal, now: datetime
) -> None:
    """Use up a code from the application, or a recovery code.

    :raises InvalidError: if it is wrong or was used before.
    """
    found = session.get(SecondFactor, account_id, with_for_update=True)
    if found is None or found.confirmed_at is None:
        raise InvalidError(WRONG, {"field": "code"})
    digest = tokens.digest(code.strip().upper())
    if digest in found.recovery_digests:
        found.recovery_digests = [
            each for each in found.recovery_digests if each != digest
        ]
        session.flush()
        return
    _use_step(session, found, _opened(found, seal), code, now)


def remove(session: Session, account_id: int) -> bool:
    """Remove the second factor with its passkeys; return whether there was one."""
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    removed = session.scalars(
        delete(SecondFactor)
        .where(SecondFactor.account_id == account_id)
        .returning(SecondFactor.account_id)
    )
    return removed.first() is not None


def seal_anew(session: Session, seal: Seal) -> int:
    """Encrypt every secret with the newest key.

    :returns: the number of secrets that no key decrypts.
    """
    lost = 0
    for factor in session.scalars(select(SecondFactor).with_for_update()):
        renewed = seal.renew(factor.secret)
        if renewed is None:
            lost += 1
        else:
            factor.secret = renewed
    session.flush()
    return lost


def _opened(factor: SecondFactor, seal: Seal) -> str:
    secret = seal.open(factor.secret)
    if secret is None:
        raise UnavailableError(
            _(
                "Your second factor cannot be read. Please use a recovery code, or "
                "ask an admin to reset it."
            )
        )
    return secret


def _use_step(
    session: Session, factor: SecondFactor, secret: str, code: str, now: datetime
) -> None:
    application = pyotp.TOTP(secret)
    typed = code.replace(" ", "").encode()
    current = application.timecode(now)
    for step in (current + each for each in STEPS):
        if hmac.compare_digest(application.generate_otp(step).encode(), typed):
            break
    else:
        raise InvalidError(WRONG, {"field": "code"})
    used = session.scalar(
        update(SecondFactor)
        .where(
            SecondFactor.account_id == factor.account_id, SecondFactor.last_step < step
        )
        .values(last_step=step)
        .returning(SecondFactor.account_id)
    )
    if used is None:
        raise InvalidError(WRONG, {"field": "code"})


def _recovery_code() -> str:
    # 24 characters have 117 bits: a plain digest is enough.
    groups = (
        "".join(secrets.choice(tokens.CODE_ALPHABET) for _ in range(6))
        for _ in range(4)
    )
    return "-".join(groups)
