"""The table of event handlers, in order. Only this module names rooms that react."""

from __future__ import annotations

from auth.db.database import Database
from moderation.community.events import AccountErased, ReadersMentioned
from moderation.community.services import mentions, picks
from moderation.compliance.notices.services import answering as notices
from moderation.discussion.events import (
    ArticleClosed,
    ArticleOpened,
    CommentDeleted,
    CommentEdited,
    CommentErased,
    CommentPublished,
    StatusChanged,
)
from moderation.discussion.services.versions import VersionedSession
from moderation.exchange.webhooks.services import handlers as webhooks
from moderation.notifications.events import StaffAlerted
from moderation.notifications.services import telling
from moderation.platform.events import CARRIED_AS, EventTable, on
from moderation.policy.events import VerdictReached
from moderation.review.appeals.events import AppealAnswered, AppealOpened
from moderation.review.appeals.services import appeals
from moderation.review.items.events import DecisionMade, DecisionUndone, ItemRevisited
from moderation.review.items.services import items, ranks
from moderation.review.quality.services import sampling, second_review
from moderation.review.reports.events import CommentReported
from moderation.review.reports.services import reports
from moderation.review.sanctions.events import SanctionBegun
from moderation.review.sanctions.services import sanctions
from moderation.review.statements.services import author_notifications

TABLE = EventTable(
    # The names are linked before anybody is sent the text.
    on(StatusChanged, mentions.link, telling.shown_again, webhooks.status_changed),
    on(ReadersMentioned, telling.mentioned),
    on(
        VerdictReached,
        items.open_or_close,
        second_review.blind_some,
        sampling.draw,
        webhooks.verdict_reached,
    ),
    on(
        CommentPublished,
        telling.published,
        ranks.replied,
    ),
    on(
        CommentEdited,
        second_review.drop_replaced,
        items.show_new_text,
        picks.end_edited,
        refused_by=(appeals.refuse_edit,),
    ),
    on(
        CommentDeleted,
        reports.close_deleted,
    ),
    on(
        DecisionMade,
        author_notifications.tell,
        sanctions.lift_overruled,
        appeals.answer,
        second_review.answer,
        second_review.draw,
        reports.answer,
        notices.answer,
        webhooks.decision_made,
    ),
    on(
        DecisionUndone,
        second_review.drop,
        # The appeal or review that the decision answered is restored first, because it
        # decides the status to which the comment returns.
        appeals.unanswer,
        second_review.unanswer,
        sanctions.restore_overruled,
        sanctions.lift_with,
        author_notifications.take_back,
        reports.unanswer,
        notices.unanswer,
        refused_by=(appeals.refuse_undoing,),
    ),
    on(
        ItemRevisited,
        second_review.drop_own,
    ),
    on(CommentReported, webhooks.comment_reported),
    on(SanctionBegun, webhooks.sanction_begun),
    on(AppealOpened, webhooks.appeal_opened),
    on(AppealAnswered, webhooks.appeal_answered),
    on(ArticleOpened, webhooks.article_opened),
    on(ArticleClosed, webhooks.article_closed),
    on(CommentErased, webhooks.comment_erased),
    on(AccountErased, webhooks.account_erased),
    on(StaffAlerted, webhooks.staff_alerted),
)


def open_database(url: str) -> Database:
    """Return the database at *url*. Its sessions carry the table and raise versions."""
    return Database(
        url, session_info={CARRIED_AS: TABLE}, session_class=VersionedSession
    )
