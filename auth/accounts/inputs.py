"""The inputs of changes to accounts, one frozen dataclass for each.

Passwords and codes are left out of ``repr``, so that no log contains them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Register:
    """Create an account.

    :param next_path: the page to which the person returns.
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
    """Request a link for a new password."""

    email: str


@dataclass(frozen=True, kw_only=True)
class ResetPassword:
    """Set a new password with a mailed link."""

    token: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ProvePassword:
    """Confirm one's identity with the password."""

    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class UseCode:
    """Enter a code of the second factor."""

    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class UsePasskey:
    """Use a passkey, or store a new one.

    :param answer: what the browser says of it, as JSON.
    :param name: the name of a new one.
    """

    answer: str = field(repr=False)
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RenamePasskey:
    """Give a passkey another name."""

    passkey_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """Set a new password, with the current one and a code as proof."""

    password: str = field(repr=False)
    current_password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ChangeAddress:
    """Request another address, with the password and a code as proof."""

    email: str
    password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AnswerMail:
    """Answer a mail that asks whether the recipient made a request.

    :param is_mine: whether they did. If not, *is_sure* confirms that.
    :param password: proof of the account's owner in another browser.
    :param code: the code of a registration, which is proof as well.
    """

    token: str = field(repr=False)
    is_mine: bool = True
    is_sure: bool = False
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True)
class PreferLanguage:
    """Set the language that an account prefers; empty for that of the site."""

    language: str = ""
