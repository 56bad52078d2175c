"""Rules for all templates: line length, writing direction, and times."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from moderation import app as application
from tests.architecture import templates

WRITTEN_BY_PEOPLE = re.compile(
    r"""_name\b | \bheadline\b | \.standfirst\b | \.note\b | \.text\b | \.written\b
    | \.html\b | _html\b | \.section\b | \.reporter\b | copy\.author\b | \.answer\b
    | card\.(appeal|asked|claimed_by)\b | \bevent\.by\b""",
    re.VERBOSE,
)
OUR_OWN_WORDS = re.compile(r"site_name|browser_name|sheet|\bmodule\b|asset")
NO_MARKUP_WITHIN = {"title", "option", "script"}
LONGEST_LINE = 160
GIVEN_TO_EVERY_PAGE = {
    "comment_limit",
    "has_author_badges",
    "has_picks",
    "has_previews",
    "has_reactions",
    "has_reader_pages",
    "here",
    "is_framed",
    "new_key",
    "site_name",
    "unread_warning",
}
"""Names that macros may use besides their arguments: ``moderation/web/layout.py``."""


def has_a_direction(shown: templates.Shown) -> bool:
    """Whether an element around the shown text isolates its writing direction."""
    return any(
        tag == "bdi" or attributes.get("dir") == "auto"
        for tag, attributes in shown.around
    )


def is_a_call(expression: str) -> bool:
    return re.match(r"[\w.]+\(", expression) is not None


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_line_can_be_read_without_scrolling(path: Path) -> None:
    lines = path.read_text().splitlines()

    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    config = application.testing_config(tmp_path_factory.mktemp("instance"))
    return application.create_app(config).jinja_env


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_part_of_a_page_is_a_macro_that_uses_its_arguments(
    path: Path, environment: Environment
) -> None:
    tree = environment.parse(path.read_text())
    names = tree.find_all(nodes.Name)
    assigned = {name.name for name in names if name.ctx in ("store", "param")}
    unknown = meta.find_undeclared_variables(tree) - assigned

    assert not list(tree.find_all(nodes.Include))
    if path.name.startswith("_") or path.parent.name == "macros":
        assert unknown - environment.globals.keys() <= GIVEN_TO_EVERY_PAGE


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_what_people_wrote_is_shown_in_its_own_direction(path: Path) -> None:
    shown = [
        each
        for each in templates.read(path).shown
        if WRITTEN_BY_PEOPLE.search(each.expression)
        and not OUR_OWN_WORDS.search(each.expression)
        and not is_a_call(each.expression)
        and not NO_MARKUP_WITHIN & {tag for tag, _ in each.around}
    ]

    assert [each.expression for each in shown if not has_a_direction(each)] == []


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_field_takes_the_direction_of_what_is_typed(path: Path) -> None:
    areas = [given for tag, given in templates.read(path).tags if tag == "textarea"]

    assert all(given.get("dir") == "auto" for given in areas)


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_moment_is_written_by_the_macro_that_names_its_time_zone(path: Path) -> None:
    if path.name == "when.html":
        return
    text = path.read_text()
    unnamed = re.findall(r'strftime\("[^"]*%H[^"]*"\)', text.replace("UTC", "%Z"))

    assert [each for each in unnamed if "%Z" not in each] == []
    assert "<time" not in text


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_no_field_cuts_what_is_pasted(path: Path) -> None:
    assert "maxlength" not in path.read_text()


@pytest.mark.parametrize("path", templates.paths(), ids=lambda path: path.name)
def test_a_list_that_is_cut_has_the_pager_with_its_way_back(path: Path) -> None:
    text = path.read_text()
    if path.name == "pager.html":
        return

    assert 'rel="next"' not in text
    calls = re.findall(r"\{\{ pager\(.*?\}\}", text, re.DOTALL)
    assert all("first_words" in each for each in calls)


def test_the_texts_of_every_script_are_given_to_a_page() -> None:
    file = Path("moderation/templates/macros/script_texts.html")
    macros = re.findall(r"{% macro (\w+)\(\)", file.read_text(encoding="utf-8"))
    pages = "".join(
        path.read_text(encoding="utf-8")
        for path in Path("moderation").rglob("*.html")
        if path != file
    )

    assert macros
    assert [each for each in macros if f"script_texts.{each}()" not in pages] == []
