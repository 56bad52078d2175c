"""Checks a person's identity before a password or address changes."""

from __future__ import annotations

from auth.access.browser import count_try
from auth.access.identity import acting
from auth.accounts import passwords, second_factor
from auth.core.errors import InvalidError, ProofNeededError
from auth.core.models import Account
from auth.core.settings import settings
from auth.db.database import unit_of_work


def prove_owner(password: str, code: str, *, fields: tuple[str, str]) -> None:
    """Check the password, and a code if the account has a second factor.

    So a stolen password is not enough to take over such an account. The owner of an
    account without a password has to have proved recently who they are, elsewhere.

    :param code: a code from the application, or a recovery code.
    :param fields: what the form calls the password and the code.
    :raises InvalidError: if one of them is wrong; ``details["field"]`` names it.
    :raises ProofNeededError: if the account has no password, and the proof is too old.
    """
    account_id = acting().account_id
    count_try("login-account", f"account-{account_id}")
    with unit_of_work(write=False) as work:
        stored = work.session.get_one(Account, account_id).password_hash
        is_enrolled = second_factor.is_enrolled(work.session, account_id)
    if stored:
        passwords.prove(stored, password, field=fields[0])
    elif not acting().is_fresh:
        raise ProofNeededError(details={"by": "password"})
    if is_enrolled:
        count_try("second-factor", str(account_id))
        _use_code(account_id, code, fields[1])


def _use_code(account_id: int, code: str, field: str) -> None:
    try:
        with unit_of_work(write=True) as work:
            second_factor.check(
                work.session,
                account_id,
                code=code,
                seal=settings().seal,
                now=work.now,
            )
    except InvalidError as error:
        raise InvalidError(error.message, {"field": field}) from error
