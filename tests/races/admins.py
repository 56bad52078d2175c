"""Acts of admins on sites, articles and staff, done by eight at once."""

from __future__ import annotations

from typing import Any

from auth.accounts import second_factor
from auth.core.models import SecondFactor
from auth.core.permissions import Role
from auth.core.settings import EXTENSION
from auth.sites import pages_service
from auth.sites.page_rules import PageKind
from tests.races.preparing import admins
from tests.races.stage import Call, Race, Stage


def take_over(stage: Stage) -> Call:
    return Call(f"/queue/{stage.item()}/take-over", callers=stage.newsroom)


def publish_page(stage: Stage) -> Call:
    site_id = 1
    before = stage.write(
        lambda session, _: (
            pages_service.current(
                session, site_id=site_id, kind=PageKind.CONTACT
            ).version
        )
    )
    form = {"text": f"Write to us, {next(stage.numbers)}", "version": str(before)}
    return Call("/admin/pages/contact", form, None, stage.newsroom)


def grant(stage: Stage) -> Call:
    _, actor = stage.person()
    email = f"{actor.display_name.replace(' ', '.')}@reader.example"
    form = {"email": email, "role": "moderator", "action": "grant"}
    return Call("/admin/staff", form, None, stage.newsroom)


def end_sessions(stage: Stage) -> Call:
    _, actor = stage.person()
    path = f"/admin/accounts/{actor.account_id}/sessions/end"
    return Call(path, callers=stage.newsroom)


def reset_factor(stage: Stage) -> Call:
    _, actor = stage.person(Role.MODERATOR)
    seal = stage.app.extensions[EXTENSION].seal

    def enrol(session: Any, now: Any) -> None:
        second_factor.begin(session, actor.account_id, seal=seal)
        found = session.get_one(SecondFactor, actor.account_id)
        found.confirmed_at = now

    stage.write(enrol)
    path = f"/admin/staff/{actor.account_id}/second-factor/reset"
    return Call(path, callers=stage.newsroom)


ARTICLE = {"headline": "A story", "url": "https://courier.example/story"}

RACES = {
    "quality.set_shares": Race(
        admins("/admin/agreement", second_share="0", blind_share="0")
    ),
    "discussion_articles.create_article": Race(
        admins("/admin/articles/new", key="made-{new}", **ARTICLE), 1, {"article": 1}
    ),
    "discussion_articles.change_article": Race(
        admins("/admin/articles/truce", **ARTICLE)
    ),
    "discussion_articles.open_or_close": Race(
        admins("/admin/articles/truce/comments", action="open")
    ),
    "auth.change_staff": Race(grant, adds={"role_grant": 1}),
    "auth.publish_site_page": Race(publish_page, 1, {"site_page": 1}),
    "queue_items.take_over": Race(take_over),
    "auth.end_all_sessions": Race(end_sessions),
    "auth.reset_second_factor": Race(reset_factor, 1),
    "community_site.change": Race(
        admins(
            "/admin/site",
            name="The Courier",
            host="localhost",
            colour="",
            has_reader_pages="on",
            has_reactions="on",
            has_picks="on",
        )
    ),
    "web_languages.change": Race(admins("/admin/languages", language="en")),
    "web_languages.name_reviewer": Race(
        admins("/admin/languages/reviewer", language="de", reviewer="Ada"),
        adds={"language_review": 1},
    ),
    "intake.change_word_list": Race(
        admins("/admin/word-list", phrases="one {new}\ntwo {new}"),
        adds={"listed_phrase": 2},
    ),
    "community_sites.add": Race(
        admins("/admin/sites", name="The Herald", host="herald.test"), 1, {"site": 1}
    ),
}
