"""How long a pairing is good for, and who begins one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from auth.accounts import retention
from auth.accounts.pairing_models import Pairing
from auth.core import throttles
from auth.core.models import LoginSession, Site
from auth.core.rules import LIMITS, PAIRING_LIFETIME, SessionKind
from tests.calling import Newsroom
from tests.moderation.embed.frames import Frame, Window
from tests.moderation.embed.pairings import age, states


def embed_sessions(paper: Newsroom) -> int:
    with paper.database.unit_of_work(write=False) as work:
        return (
            work.session.scalar(
                select(func.count())
                .select_from(LoginSession)
                .where(
                    LoginSession.kind == SessionKind.EMBED,
                    LoginSession.ended_at.is_(None),
                )
            )
            or 0
        )


def test_a_pairing_is_redeemed_once(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    kept = frame.client.get_cookie("pair")
    assert kept
    frame.redeem()
    other_tab = Frame(paper)
    other_tab.client.set_cookie("pair", kept.value)

    assert other_tab.redeem() == "over"
    assert embed_sessions(paper) == 1


def test_a_pairing_ends_after_half_an_hour(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    age(paper, created_at=paper.now - PAIRING_LIFETIME - timedelta(minutes=1))

    assert frame.redeem() == "over"


def test_a_pairing_of_another_site_is_refused(paper: Newsroom) -> None:
    frame, window = Frame(paper), Window(paper.person("Rita")[0].client)
    frame.send("pair/window", nonce=window.open(frame.pair()))
    window.go_on()
    with paper.database.unit_of_work(write=True) as work:
        other = Site(
            name="Other",
            host="other.example",
            allowed_origins=[],
            created_at=work.now,
        )
        work.session.add(other)
        work.session.flush()
        work.session.execute(update(Pairing).values(site_id=other.id))

    assert frame.redeem() == "over"


def test_one_network_begins_so_many_pairings_an_hour(paper: Newsroom) -> None:
    most = LIMITS["pair-network"].count
    network = throttles.network_of("127.0.0.1")
    with paper.database.unit_of_work(write=True) as work:
        for _ in range(most):
            throttles.hit(
                work.session, kind="pair-network", subject=network, now=work.now
            )

    assert Frame(paper).send("pair").status_code == 429


def test_a_frame_that_was_prefetched_begins_no_pairing(paper: Newsroom) -> None:
    frame = Frame(paper)

    frame.client.get("/embed/articles/truce", headers={"Sec-Purpose": "prefetch"})

    assert states(paper) == []
    assert frame.client.get_cookie("pair") is None


def test_a_browser_that_keeps_no_cookies_of_frames_is_noticed(paper: Newsroom) -> None:
    frame = Frame(paper)
    frame.pair()
    frame.client.delete_cookie("pair")

    answer = frame.send("pair/window", nonce="0" * 64)

    assert answer.json == {"is_paired": False, "keeps_cookies": False}
    assert frame.redeem() == "over"


def test_pairings_that_are_over_are_removed(paper: Newsroom) -> None:
    Frame(paper).pair()
    age(paper, created_at=paper.now - PAIRING_LIFETIME - timedelta(minutes=1))

    with paper.database.unit_of_work(write=True) as work:
        retention.forget(work.session, now=work.now)

    assert states(paper) == []
