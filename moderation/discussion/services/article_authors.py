"""The authors of articles, named by the publisher's system or by an admin."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.core.errors import InvalidError
from auth.core.models import Account
from auth.core.naming.addresses import name_key
from auth.core.translation import gettext as _
from moderation.discussion.models import ArticleAuthor


def replace(session: Session, article_id: int, names: Sequence[str]) -> None:
    """Store who wrote an article.

    :param names: the names of their accounts. Case does not matter.
    :raises InvalidError: if no account has one of the names.
    """
    wanted = set(_ids_of(session, names))
    known = session.scalars(
        select(ArticleAuthor).where(ArticleAuthor.article_id == article_id)
    ).all()
    for each in known:
        if each.account_id not in wanted:
            session.delete(each)
    for account_id in sorted(wanted - {each.account_id for each in known}):
        session.add(ArticleAuthor(article_id=article_id, account_id=account_id))
    session.flush()


def names_of(session: Session, article_id: int) -> Sequence[str]:
    """Return the names of an article's authors, in alphabetical order."""
    return session.scalars(
        select(Account.display_name)
        .join(ArticleAuthor, ArticleAuthor.account_id == Account.id)
        .where(ArticleAuthor.article_id == article_id)
        .order_by(Account.name_canonical)
    ).all()


def _ids_of(session: Session, names: Sequence[str]) -> Sequence[int]:
    keys = {name_key(name): name for name in names}
    rows = session.execute(
        select(Account.name_canonical, Account.id).where(
            Account.name_canonical.in_(keys)
        )
    )
    found = {row.name_canonical: row.id for row in rows}
    for key, name in keys.items():
        if key not in found:
            message = _("There is no account with the name %(name)s.", name=name)
            raise InvalidError(message, {"field": "authors"})
    return list(found.values())
