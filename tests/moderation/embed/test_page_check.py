"""What ``doctor --embed`` says of a publisher's page."""

from __future__ import annotations

import pytest

from moderation.embed.page_check import of_frame, of_page
from moderation.embed.page_code import Fetched

HOME = "https://comments.example.org"
PAPER = "https://www.courier.example"
GOOD = f"""<ceasefire-comments article="truce"></ceasefire-comments>
<script src="{HOME}/embed.js" defer></script>"""


def wrong(lines: list[str]) -> list[str]:
    return [each for each in lines if each.startswith("WRONG")]


def page(text: str = GOOD, **headers: str) -> list[str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fetched = Fetched(f"{PAPER}/truce", 200, named, text)
    return wrong(list(of_page(fetched, home=HOME, allowed=[PAPER])))


@pytest.mark.parametrize(
    "policy",
    [
        "",
        f"script-src {HOME}; frame-src {HOME}",
        "default-src 'self' https:",
        "script-src *; child-src *.example.org",
        f"script-src 'none'; script-src-elem {HOME}; frame-src {HOME}/embed/",
        f"script-src {HOME}/embed.js; frame-src comments.example.org:443",
        "frame-src https:, script-src http:",
    ],
)
def test_nothing_is_wrong_with_a_page_that_follows_the_guide(policy: str) -> None:
    assert page(content_security_policy=policy) == []


@pytest.mark.parametrize(
    "script",
    [
        "//comments.example.org/embed.js",
        f"{HOME}/embed.js?ver=6.7.1",
        f" {HOME}/embed.js ",
    ],
)
def test_the_address_of_the_script_may_have_any_form(script: str) -> None:
    assert page(GOOD.replace(f"{HOME}/embed.js", script)) == []


@pytest.mark.parametrize(
    ("nonce", "is_right"), [("abc", True), ("other", False), ("", False)]
)
def test_a_policy_of_nonces_is_read(nonce: str, is_right: bool) -> None:
    text = GOOD.replace("defer", f'defer nonce="{nonce}"')
    policy = "script-src 'nonce-abc' 'strict-dynamic' https:"

    assert (page(text, content_security_policy=policy) == []) == is_right


@pytest.mark.parametrize(
    "policy",
    [
        f"script-src {HOME}, script-src 'self'",
        f"script-src {HOME}/embed/ http://comments.example.org:8000",
        f"script-src {HOME}; script-src-elem 'self'",
        "script-src https://example.org https://xcomments.example.org",
    ],
)
def test_a_policy_that_blocks_the_script_is_named(policy: str) -> None:
    [found] = page(content_security_policy=policy)

    assert "script-src" in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Nothing of ours.</p>", "has no <ceasefire-comments"),
        ("<ceasefire-comments></ceasefire-comments>", "has no <ceasefire-comments"),
        (GOOD.replace("embed.js", "other.js"), "does not load"),
        (
            f'<meta http-equiv="Content-Security-Policy" content="frame-src x">{GOOD}',
            "frame-src",
        ),
    ],
)
def test_what_a_page_lacks_is_named(text: str, words: str) -> None:
    assert any(words in each for each in page(text))


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (f"<script src='{HOME}/assets/js/embed.js'></script>", "Coral"),
        (f"<script>s.src = '{HOME}/compat/coral.js'</script>", "Coral"),
        (
            "<script>s.src = '//comments.example.org/compat/disqus.js'</script>",
            "Disqus",
        ),
    ],
)
def test_a_page_made_for_another_system_is_recognised(text: str, system: str) -> None:
    fetched = Fetched(f"{PAPER}/truce", 200, {}, text)

    lines = list(of_page(fetched, home=HOME, allowed=[PAPER]))

    assert wrong(lines) == []
    assert any(f"made for {system}" in each for each in lines)


CORALS = """<div id="coral_thread"></div><script>
    var URL = "{host}"; s.src = "//" + URL + "/{path}";
    s.onload = function () {{ Coral.createStreamEmbed({{id: "coral_thread"}}); }};
    </script>"""


@pytest.mark.parametrize(
    "text",
    [
        CORALS.format(host="comments.example.org", path="assets/js/embed.js"),
        CORALS.format(host="comments.example.org", path="compat/coral.js"),
        '<div id="disqus_thread"></div><script src="/theme/comments.js"></script>',
        "<script>add('ceasefire-comments', home + '/embed.js')</script>",
        "<ceasefire-comments article=a><script>load(home + '/embed.js')</script>",
    ],
)
def test_what_only_a_script_of_the_page_knows_is_a_hint_and_not_wrong(
    text: str,
) -> None:
    fetched = Fetched(f"{PAPER}/truce", 200, {}, text)

    lines = list(of_page(fetched, home=HOME, allowed=[PAPER]))

    assert wrong(lines) == []
    assert any(each.startswith("hint: ") and "scripts" in each for each in lines)


def test_a_script_of_the_page_may_name_the_whole_address_of_ours() -> None:
    text = GOOD.replace("<script src=", "<script>s.src = ") + "</script>"

    assert page(text) == []


@pytest.mark.parametrize(
    ("element", "script", "host"),
    [
        ("coral_thread", "//coral.example/assets/js/embed.js", "coral.example"),
        ("disqus_thread", "https://courier.disqus.com/embed.js", "courier.disqus.com"),
    ],
)
def test_a_page_that_still_loads_another_systems_script_is_wrong(
    element: str, script: str, host: str
) -> None:
    text = f"<div id='{element}'></div><script>s.src = '{script}'</script>"

    assert any(host in each for each in page(text))


def test_a_policy_that_blocks_the_script_or_the_counts_is_named() -> None:
    counting = f"{GOOD}<span data-ceasefire-count='truce'></span>"

    found = page(counting, content_security_policy="default-src 'self'")

    assert [each.rpartition(": ")[2].split()[0] for each in found] == [
        "script-src",
        "frame-src",
        "connect-src",
    ]


@pytest.mark.parametrize("script", ["compat/coral-count.js", "assets/js/count.js"])
def test_the_counts_of_other_systems_need_to_connect_as_well(script: str) -> None:
    counting = f"{GOOD}<script src='{HOME}/{script}'></script>"

    [found] = page(counting, content_security_policy="connect-src 'self'")

    assert "connect-src" in found


def test_an_origin_that_is_not_allowed_is_named() -> None:
    fetched = Fetched(f"{PAPER}/truce", 200, {}, GOOD)

    [found] = wrong(list(of_page(fetched, home=HOME, allowed=[])))

    assert PAPER in found


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"content-security-policy": "frame-ancestors 'none'"}, "may not frame it"),
        ({"x-frame-options": "DENY"}, "X-Frame-Options: DENY"),
        (
            {
                "content-security-policy": f"frame-ancestors {PAPER},"
                " frame-ancestors 'self'"
            },
            "may not frame it",
        ),
        ({"set-cookie": "a=b"}, "cookie"),
    ],
)
def test_what_a_proxy_changed_is_named(headers: dict[str, str], words: str) -> None:
    sent = {"content-security-policy": f"frame-ancestors {PAPER}"} | headers
    frame = Fetched(f"{HOME}/embed/articles/truce", 200, sent)

    [found] = wrong(list(of_frame(frame, origin=PAPER)))

    assert words in found


def test_an_article_that_is_not_registered_is_named_with_what_to_do() -> None:
    sent = {"content-security-policy": f"frame-ancestors {PAPER}"}
    frame = Fetched(f"{HOME}/embed/articles/truce", 404, sent)

    [found] = wrong(list(of_frame(frame, origin=PAPER)))

    assert "register the article" in found
