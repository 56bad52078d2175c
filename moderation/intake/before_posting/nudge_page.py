"""Shows the page that asks to read a comment again, and remembers that it did.

The form of that page carries a signed field with the nudge and a digest of the text. It
says that this comment is not asked about again, and lets the next request tell whether
the text was changed. Nothing about the reader is stored.
"""

from __future__ import annotations

import hashlib

from flask import current_app, render_template, url_for
from itsdangerous import BadData, URLSafeSerializer

from auth.access import forms
from auth.access.carried_forms import CarriedForm
from auth.access.identity import acting
from auth.core.errors import CeasefireError
from auth.db.database import UnitOfWork, unit_of_work
from moderation.discussion.models import Article
from moderation.discussion.services import articles
from moderation.intake.inputs import SubmitComment
from moderation.intake.services import nudging, submission
from moderation.platform import counters
from moderation.web.refused_forms import refusals
from moderation.web.request import config, current_site, nudging_scorer

FIELD = "nudge"


def page_before(change: SubmitComment, key: str) -> str | None:
    """Return the page that asks to read the comment again; ``None`` to post it."""
    if forms.text(FIELD) or not nudging_scorer().is_ready():
        return None
    with unit_of_work(write=False) as work:
        site = current_site(work.session)
        article = articles.get(work.session, site_id=site.id, key=key)
        if not site.has_nudges or not _may_ask(work, change, article):
            return None
        draft = nudging.draft_of(work.session, change, article)
        article_id, headline = article.id, article.headline
    if not nudging.would_be_held(draft, nudging_scorer().score):
        return None
    with unit_of_work(write=True) as work:
        nudge_id = nudging.begin(
            work.session,
            article_id=article_id,
            account_id=acting().account_id,
            now=work.now,
        )
    if nudge_id is None:
        return None
    counters.NUDGES.labels("shown").inc()
    sent = (FIELD, _serializer().dumps([nudge_id, _digest(change)]))
    form = CarriedForm(
        url_for("intake.post_comment", key=key), (*(refusals.sent() or ()), sent)
    )
    return render_template(
        "intake/nudge.html", key=key, headline=headline, kept=refusals.shown(form)
    )


def note_posted(work: UnitOfWork, change: SubmitComment) -> None:
    """Note what became of the comment about which the reader was asked, if any."""
    try:
        nudge_id, digest = _serializer().loads(forms.text(FIELD))
    except BadData:
        return
    is_edited = digest != _digest(change)
    if nudging.note_posted(work.session, nudge_id, is_edited=is_edited, now=work.now):
        result = "edited" if is_edited else "posted"
        work.after_commit(counters.NUDGES.labels(result).inc)


def _may_ask(work: UnitOfWork, change: SubmitComment, article: Article) -> bool:
    """Whether the reader may be asked, so that scoring the comment is of use.

    A comment that would be refused is not scored: the refusal says why.
    """
    reader = acting().account_id
    if not nudging.may_ask(work.session, account_id=reader, now=work.now):
        return False
    try:
        submission.admit(
            work.session,
            change,
            author_id=reader,
            article=article,
            most_a_minute=config().comments_a_minute,
            now=work.now,
        )
    except CeasefireError:
        return False
    return True


def _digest(change: SubmitComment) -> str:
    return hashlib.blake2b(change.text.written.encode(), digest_size=12).hexdigest()


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="a nudge")
