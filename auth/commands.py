"""The commands for staff and API keys, which also create the first admin."""

from __future__ import annotations

import secrets

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from auth.access import keys
from auth.access.staff import roles
from auth.accounts import lookup, passwords
from auth.core import audit
from auth.core.errors import NotFoundError
from auth.core.models import Account, Site
from auth.core.naming import addresses
from auth.core.permissions import SCOPE_PERMISSIONS, Role
from auth.core.settings import settings
from auth.db.database import unit_of_work

staff = AppGroup("staff", help="Moderators and admins.")
key = AppGroup("key", help="API keys.")


def register(app: Flask) -> None:
    """Add the commands to *app*."""
    app.cli.add_command(staff)
    app.cli.add_command(key)


@staff.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name that readers see.")
@click.option("--role", type=click.Choice(["moderator", "admin"]), default="admin")
@click.option("--password", help="Generated and printed if not given.")
def create_staff(email: str, name: str, role: str, password: str | None) -> None:
    """Create an account with a confirmed address and a role."""
    chosen = password or secrets.token_urlsafe(12)
    passwords.check(chosen)
    password_hash = passwords.hash_password(chosen)
    with unit_of_work(write=True) as work:
        account = lookup.create(
            work.session,
            display_name=name,
            email=email,
            password_hash=password_hash,
            now=work.now,
            is_verified=True,
        )
        roles.grant(work.session, account_id=account.id, role=Role(role), now=work.now)
        audit.record(
            work.session,
            actor_id=None,
            action="staff.create",
            subject=("account", account.id),
            site_id=None,
            now=work.now,
            detail={"role": role},
        )
    click.echo(f"{email} is {role}." + ("" if password else f" Password: {chosen}"))


@staff.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Reset the second factor of NAME. Use it for an admin who is alone."""
    with unit_of_work(write=True) as work:
        account_id = work.session.scalar(
            select(Account.id).where(Account.name_canonical == addresses.name_key(name))
        )
        try:
            found = lookup.reset_second_factor(
                work.session,
                account_id or 0,
                base_url=settings().base_url,
                mailer=settings().mailer,
                now=work.now,
            )
        except NotFoundError as error:
            raise click.ClickException(error.message) from error
        audit.record(
            work.session,
            actor_id=None,
            action="staff.reset_second_factor",
            subject=("account", account_id),
            site_id=None,
            now=work.now,
        )
    click.echo(f"{found} will set up a new second factor at the next login.")


@key.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(list(SCOPE_PERMISSIONS)),
)
@click.option("--owner", required=True, help="The admin's e-mail address.")
@click.option("--site", "host", help="The host of the only site that it is for.")
def create_key(
    name: str, scopes: tuple[str, ...], owner: str, host: str | None
) -> None:
    """Create an API key and print it. It cannot be shown again."""
    with unit_of_work(write=True) as work:
        account = lookup.find_verified(work.session, owner)
        if account is None:
            raise click.ClickException("No confirmed account has this address.")
        site_id = _site_id(work.session, host)
        is_admin = select(literal(1)).where(roles.is_admin(account.id, site_id))
        if work.session.scalar(is_admin) is None:
            raise click.ClickException("The owner of a key must be an admin.")
        token = keys.create(
            work.session,
            name=name,
            scopes=scopes,
            account_id=account.id,
            site_id=site_id,
            now=work.now,
        )
    click.echo(token)


def _site_id(session: Session, host: str | None) -> int | None:
    if host is None:
        return None
    site_id = session.scalar(select(Site.id).where(Site.host == host))
    if site_id is None:
        raise click.ClickException("No site of this newsroom is read on that host.")
    return site_id


@key.command("list")
def list_keys() -> None:
    """List the number, name and scopes of each API key, but not the keys."""
    show_keys()


@key.command("revoke")
@click.argument("number", type=int)
def revoke_key(number: int) -> None:
    """Revoke the API key with this NUMBER. It fails from the next call on."""
    end_key(number)


def show_keys() -> None:
    """Print one line for each key, the newest first."""
    with unit_of_work(write=False) as work:
        for each, _, site in keys.all_keys(work.session):
            state = " (revoked)" if each.revoked_at else ""
            place = f" for {site}" if site else ""
            scopes = ", ".join(each.scopes)
            click.echo(f"{each.id} {each.name} [{scopes}]{place}{state}")


def end_key(number: int) -> None:
    """Revoke a key and print a confirmation.

    :raises ClickException: if there is no valid key with this number.
    """
    with unit_of_work(write=True) as work:
        try:
            revoked = keys.revoke(work.session, number, now=work.now)
        except NotFoundError as error:
            raise click.ClickException(error.message) from error
        audit.record(
            work.session,
            actor_id=None,
            action="key.revoke",
            subject=("key", revoked.id),
            site_id=revoked.site_id,
            now=work.now,
            detail={"name": revoked.name},
        )
        name = revoked.name
    click.echo(f"The key {name} is revoked.")
