"""What is typed and not sent is shown only to the account that typed it."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.architecture.sources import ROOT

MODULE = ROOT / "moderation/static/js/unsent.js"
TYPED = "ada@reader.example"

# As much of a browser as the module needs: a page with one form, and the tab's storage.
PAGE = """
const [account, typed, stored] = JSON.parse(process.argv[1]);
const listeners = {};
const listen = (kind, act) => { (listeners[kind] ??= []).push(act); };
const form = { method: "post", getAttribute: () => "/notices" };
const field = {
  name: "email", type: "email", value: "", defaultValue: "", form, isConnected: true,
  matches: (selector) => selector.startsWith("textarea[name]"),
  closest: () => null, dispatchEvent: () => {},
};
form.elements = [field];
const tab = { ...stored };
const methods = {
  getItem: (name) => tab[name] ?? null,
  setItem: (name, text) => { tab[name] = text; },
  removeItem: (name) => { delete tab[name]; },
};
globalThis.sessionStorage = new Proxy(tab, { get: (_, name) => methods[name] });
globalThis.location = { href: "https://post.example/notices/new" };
globalThis.addEventListener = listen;
globalThis.document = {
  body: { dataset: account ? { account } : {} },
  querySelectorAll: () => [form], addEventListener: listen,
};
await import(process.env.MODULE);
const shown = field.value;
if (typed) {
  field.value = typed;
  for (const act of listeners.input) act({ target: field });
}
for (const act of listeners.pagehide) act();
console.log(JSON.stringify([shown, tab]));
"""

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None, reason="Node was not found"
)


def opened(
    account: str, typed: str, stored: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Open a page, type, and leave it; return what stood there, and what is kept."""
    given = json.dumps([account, typed, stored])
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PAGE, given],
        env={"MODULE": MODULE.as_uri(), "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    shown, kept = json.loads(done.stdout)
    return shown, kept


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("ada", "ada", TYPED),
        ("ada", "ben", ""),
        ("ada", "", ""),
        ("", "ada", ""),
        ("", "", ""),
    ],
)
def test_the_next_person_at_a_browser_finds_only_what_is_their_own(
    first: str, second: str, shown: str
) -> None:
    _, kept = opened(first, TYPED, {})

    assert opened(second, "", kept)[0] == shown


def test_what_a_visitor_typed_is_not_kept() -> None:
    assert opened("", TYPED, {})[1] == {}


def test_what_somebody_else_typed_before_is_removed() -> None:
    _, kept = opened("ada", TYPED, {})

    assert opened("ben", "", kept)[1] == {}
