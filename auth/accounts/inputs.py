"""What people ask for about their accounts: each change as one frozen input.

Passwords and codes are left out of an input's representation, so that no log has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Register:
    """Create an account.

    :param next_path: the page to go on to.
    """

    display_name: str
    email: str
    password: str = field(repr=False)
    next_path: str = "/"


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Log in."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AskReset:
    """Ask for a link to choose a new password."""

    email: str


@dataclass(frozen=True, kw_only=True)
class ResetPassword:
    """Choose a new password by a mailed link."""

    token: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ProvePassword:
    """Prove once more who one is."""

    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class UseCode:
    """Give a code of the second factor."""

    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """Choose a new password, with proof by the current one and a code."""

    password: str = field(repr=False)
    current_password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ChangeAddress:
    """Ask for another address, with proof by the password and a code."""

    email: str
    password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AnswerMail:
    """Answer a mail that asks whether something was really asked for.

    :param is_mine: whether it was; if not, *is_sure* confirms that.
    :param password: proves in another browser whose account it is.
    :param code: the code of a registration, which proves the same.
    """

    token: str = field(repr=False)
    is_mine: bool = True
    is_sure: bool = False
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
