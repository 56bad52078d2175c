"""Every mail is a template and names the newspaper that it comes from."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import templates
from tests.architecture.sources import ROOT, sources

SENDERS = {"mailer", "queue_mail", "mail_uninvited"}
MAILS = pytest.mark.parametrize(
    "path", templates.mails(), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)


@MAILS
def test_a_mail_has_a_subject_and_a_body_and_names_the_newspaper(path: Path) -> None:
    blocks = dict(
        re.findall(
            r"\{% block (\w+) %\}(.*?)\{% endblock %\}", path.read_text(), re.DOTALL
        )
    )

    assert set(blocks) == {"subject", "body"}
    assert "newspaper" in blocks["subject"]


@MAILS
def test_every_text_of_a_mail_can_be_translated(path: Path) -> None:
    text = re.sub(r"\{% trans.*?endtrans %\}", "", path.read_text(), flags=re.DOTALL)
    left = templates.STATEMENT.sub("", templates.EXPRESSION.sub("", text))

    assert not re.search(r"[A-Za-z]", left)


@MAILS
def test_every_mail_is_sent_by_somebody(path: Path) -> None:
    package = path.parents[3]
    code = "".join(each.read_text() for each in package.rglob("*.py"))

    assert f'"{path.stem}"' in code


def test_no_text_of_a_mail_stands_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in SENDERS
        and {"subject", "body"} & {each.arg for each in node.keywords}
    ]

    assert found == []
