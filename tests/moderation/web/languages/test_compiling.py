"""Templates are compiled once for each language, with its texts in place."""

from __future__ import annotations

from gettext import NullTranslations

import pytest
from flask import Flask
from flask_babel import force_locale
from jinja2 import DictLoader, Environment, Undefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from auth.core import translation
from moderation.web.languages import texts
from moderation.web.languages.compiling import TranslatedEnvironment, written
from tests.calling import Newsroom

KNOWN = {
    "Log in": "Anmelden",
    "By %(name)s, %(share)s %%": "%(share)s %% von %(name)s",
    "Twice": "%(name)s und %(name)s",
    "Odd": "%(name)d <i>",
    "<b>Bold</b>": "<b>Fett</b>",
}


class Known(NullTranslations):
    """A catalogue of a few texts."""

    def gettext(self, message: str) -> str:
        return KNOWN.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return f"{message} ({context})"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> TranslatedEnvironment:
    catalogue = Known()
    monkeypatch.setattr(translation, "catalogue", lambda: catalogue)
    made = TranslatedEnvironment(
        Flask("empty"), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(
        _=texts.gettext, gettext=texts.gettext, pgettext=texts.pgettext, kept=Markup
    )
    return made


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{ _('Log in') }}", "Anmelden"),
        ("{{ _('Log in') if name else '' }}", "Anmelden"),
        ("{{ _('<b>Bold</b>') }}", "<b>Fett</b>"),
        (
            "{{ _('By %(name)s, %(share)s %%', name=name, share=5) }}",
            "5 % von &lt;N&gt;",
        ),
        ("{% trans name=name %}Twice{% endtrans %}", "&lt;N&gt; und &lt;N&gt;"),
        ("{{ _('Bye %(name)s', name=_('Log in')) }}", "Bye Anmelden"),
        ("{{ kept(_('Bye %(name)s', name=name)) }}", "Bye &lt;N&gt;"),
        ("{{ pgettext('here', 'Open') }}", "Open (here)"),
        ("{{ _(unknown_before) }}", "Anmelden"),
        ("{% set _ = kept %}{{ _('Log in') }}", "Log in"),
    ],
)
def test_a_template_says_what_its_functions_would(
    environment: TranslatedEnvironment, template: str, written: str
) -> None:
    environment.loader = DictLoader({"page": template})

    page = environment.get_template("page").render(name="<N>", unknown_before="Log in")

    assert page == written


def test_a_text_that_is_filled_in_otherwise_is_looked_up(
    environment: TranslatedEnvironment,
) -> None:
    environment.loader = DictLoader({"page": "{{ _('Odd', name=5) }}"})
    environment.globals["_"] = lambda text, **_values: f"looked up: {text}"

    assert environment.get_template("page").render() == "looked up: Odd"


class Shout:
    """Knows how it stands in a page."""

    def __html__(self) -> str:
        return "<b>!</b>"

    def __repr__(self) -> str:
        return "Shout"


@pytest.mark.parametrize(
    "value",
    ["a<b>&\"'", Markup("<i>"), "", None, True, 12, 1.5, Shout(), ["<"], Undefined()],
    ids=repr,
)
def test_a_value_stands_in_a_page_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == escape(value)


def test_each_language_has_a_template_of_its_own(called: Newsroom) -> None:
    found = []
    for language in ("en_GB", "de", "en_GB"):
        with called.app.test_request_context("/"), force_locale(language):
            found.append(called.app.jinja_env.get_template("auth/login.html"))

    assert found[0] is found[2]
    assert found[0] is not found[1]


@pass_context
def named_here(context: Context, name: str) -> str:
    return f"{name}: {context[name]}"


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{ row.title }}", "The row"),
        ("{{ row.keys is defined and row.items().__len__() }}", "1"),
        ("{{ row.absent is defined }}", "False"),
        ("{{ name.absent.deeper is defined }}", "refused"),
        ("{% macro m(a, b=2) %}<{{ a }}{{ b }}{% endmacro %}{{ m(name, b=3) }}", None),
        (
            "{% for a in 'xy' %}{% set b = a %}{{ named_here('b') }} {% endfor %}",
            "b: x b: y ",
        ),
        ("{% for each in 'ab' %}{{ name.count('N') }}{% endfor %}", "11"),
        (
            "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(b=name, a=1) }}",
            "1&lt;N&gt;",
        ),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(b=3) }}", "3"),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1)|length }}", "2"),
        ("{% macro m(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1, 2) }}", "1(2,)"),
        ("{% macro m() %}{{ kwargs.z }}{% endmacro %}{{ m(z=name) }}", "&lt;N&gt;"),
        (
            "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}x{% endcall %}",
            "<x>",
        ),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "refused"),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(z=2) }}", "refused"),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}", "refused"),
        ("{{ 'x'.join(row) }}", "title"),
        ("{{ dict(a=1).get('a') }}", "1"),
    ],
)
def test_names_and_calls_mean_what_they_mean_to_jinja(
    environment: TranslatedEnvironment, template: str, written: str | None
) -> None:
    environment.loader = DictLoader({"page": template})
    plain = Environment(autoescape=True, loader=environment.loader)
    given = {"row": {"title": "The row"}, "name": "<N>", "named_here": named_here}

    def shown(made: Environment) -> str:
        try:
            return made.get_template("page").render(given)
        except (UndefinedError, TypeError):
            return "refused"

    assert shown(environment) == shown(plain)
    assert written is None or shown(environment) == written
