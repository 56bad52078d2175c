"""The page for refused forms knows every form."""

from __future__ import annotations

import re
from pathlib import Path

from moderation import app as application
from moderation.web.refused_forms.form_fields import SECRETS
from tests import declared
from tests.architecture import templates

ROOT = Path(__file__).parents[2]
SCRIPTED = "what the script of a frame sends; its answer is JSON"
EXEMPT = {
    "auth_machines.end_by_provider": "an identity provider sends it, not a page",
    "embed_login.add_article": SCRIPTED,
    "embed_login.begin": SCRIPTED,
    "embed_login.pair": SCRIPTED,
    "embed_login.redeem": SCRIPTED,
    "notifications_bounces.take": "a mail relay sends it, not a page",
    "embed_login.sign_in": SCRIPTED,
    "perspective.batch": "a program's call, answered in Google's shape",
    "perspective.analyze": "a program's call, answered in Google's shape",
    "perspective.suggest": "a program's call, answered in Google's shape",
}
"""Routes that accept a POST but no form of a page, each with the reason."""


def test_every_form_of_a_page_is_declared(tmp_path: Path) -> None:
    app = application.create_app(application.testing_config(tmp_path))
    taking = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }

    assert taking == set(declared.forms()) | set(EXEMPT), (
        "declare with @takes_form what the form does, with the label of each field"
        " that a person types into; or give a reason in EXEMPT"
    )


def test_every_field_for_a_password_or_a_code_is_known_as_a_secret() -> None:
    fields = [
        call
        for path in templates.paths()
        for call in re.findall(r"\bfield\((.*?)\) \}\}", path.read_text())
        if 'type="password"' in call or "one-time-code" in call
    ]
    names = {re.findall(r'"([\w-]+)"', call)[0] for call in fields}

    assert names
    assert names <= set(SECRETS), (
        "add its label to SECRETS in moderation/web/refused_forms/form_fields.py"
    )


def test_every_field_for_several_lines_has_a_label_in_the_table() -> None:
    labelled = {name for form in declared.forms().values() for name in form.typed}
    found = [
        pair
        for path in templates.paths()
        for pair in re.findall(
            r'textarea\("([\w-]+)"|<textarea[^>]*? name="([\w-]+)"', path.read_text()
        )
    ]
    names = {(called or plain).removesuffix("-") for called, plain in found}

    assert names
    assert names <= labelled, "name it in the @takes_form of its view"


def test_only_the_parser_of_forms_reads_what_a_form_holds() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in ("auth", "moderation")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\brequest\.(form|values|files)\b", path.read_text())
    }

    assert readers == {"auth/access/forms.py"}, (
        "read a form by a schema: auth.access.forms.read"
    )
