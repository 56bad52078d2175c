"""Links that leave a frame."""

from __future__ import annotations

import pytest

from moderation.web.framed.leaving import in_new_tabs

STAYING = (
    '<a href="/embed/threads/1?theme=dark">Thread</a>',
    '<a class="skip" href="#main">Skip</a>',
    '<a href="?sort=oldest#comments">Oldest</a>',
    '<a href="/articles/truce" target="_top">Discuss</a>',
    '<a id="here">Here</a>',
    "<p>&lt;a href=&#34;/login&#34;&gt;</p>",
    '<abbr href="/login">An element of another name</abbr>',
)
LEAVING = (
    (
        '<a class="mention" href="/comments/1">Rita</a>',
        '<a target="_blank" class="mention" href="/comments/1" rel="noopener">Rita</a>',
    ),
    (
        '<a rel="nofollow"\nhref="/notices/new">Illegal?</a>',
        '<a target="_blank" rel="nofollow noopener"\nhref="/notices/new">Illegal?</a>',
    ),
    (
        '<a href="//a.example/" rel="ugc noopener">More</a>',
        '<a target="_blank" href="//a.example/" rel="ugc noopener">More</a>',
    ),
    (
        '<a title="a > b" href="/embedded">More</a>',
        '<a target="_blank" title="a > b" href="/embedded" rel="noopener">More</a>',
    ),
    (
        '<a href="//a.example/?x= target=">More</a>',
        '<a target="_blank" href="//a.example/?x= target=" rel="noopener">More</a>',
    ),
)


@pytest.mark.parametrize("link", STAYING)
def test_a_link_that_stays_in_the_frame_or_names_its_target_is_unchanged(
    link: str,
) -> None:
    assert in_new_tabs(link) == link


@pytest.mark.parametrize(("link", "opened"), LEAVING)
def test_a_link_that_leaves_the_frame_opens_a_tab(link: str, opened: str) -> None:
    assert in_new_tabs(link) == opened
    assert in_new_tabs(opened) == opened
