"""Agreement between moderators, and the page about it."""

from __future__ import annotations

import pytest

from auth.core.permissions import Role
from moderation.review.quality.agreement import Agreement, agreement_of
from tests.calling import Newsroom

YES, NO = "approve", "reject"


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(YES, YES)] * 5 + [(NO, NO)] * 5, 1.0),
        ([(YES, NO)] * 5 + [(NO, YES)] * 5, -1.0),
        ([(YES, YES), (YES, NO), (NO, YES), (NO, NO)] * 3, 0.0),
        # The example of the literature: 20 and 15 agree of 50, by chance one half.
        (
            [(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15,
            0.4,
        ),
    ],
)
def test_kappa_is_the_agreement_beyond_chance(
    pairs: list[tuple[str, str]], kappa: float
) -> None:
    assert agreement_of(pairs).kappa == pytest.approx(kappa)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], Agreement(0, 0)),
        ([(YES, YES)] * 9, Agreement(9, 9)),
        ([(YES, YES)] * 12, Agreement(12, 12)),
    ],
)
def test_kappa_is_unknown_where_it_would_say_nothing(
    pairs: list[tuple[str, str]], expected: Agreement
) -> None:
    assert agreement_of(pairs) == expected


def test_an_admin_sets_the_shares_on_the_page(called: Newsroom) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    admin.send("/admin/agreement", second_share="2.5", blind_share="10")
    page = admin.client.get("/staff/agreement").get_data(as_text=True)
    assert 'value="2.5"' in page
    assert "unknown" in page


@pytest.mark.parametrize("share", ["", "many", "101"])
def test_an_invalid_share_is_refused_on_the_page(called: Newsroom, share: str) -> None:
    admin, _ = called.person("Ada", Role.ADMIN)
    before = called.rows()
    answer = admin.send("/admin/agreement", second_share=share, blind_share="0")
    assert answer.status_code == 422
    assert called.rows() == before
