"""Reading the forms of a page as a browser does, to fill in and send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form of a page.

    :param fields: names and values, in order, as they are sent without a change.
    :param typed: what stands in visible fields, by name.
    :param labels: the label of each visible field, by name.
    """

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return the value of a field."""
        return dict(self.fields)[name]

    def filled(self, **values: str) -> dict[str, list[str]]:
        """Return what is sent once *values* were typed into the form."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return sent | {name: [value] for name, value in values.items()}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = list[Form]()
        self.ids = dict[str, tuple[Form, str]]()
        self.words = dict[str, str]()
        self.label = ""
        self.area: dict[str, str | None] | None = None
        self.choice: dict[str, str | None] | None = None
        self.chosen: list[str] = []
        self.text = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = dict(attrs)
        if tag == "form":
            self.found.append(Form(each.get("action") or "", each.get("method") or ""))
            self.inside = True
        elif tag == "label":
            self.label = each.get("for") or ""
        elif tag == "textarea":
            self.area, self.text = each, ""
        elif tag == "select":
            self.choice, self.chosen = each, []
        elif tag == "option" and self.choice is not None:
            # The first counts, unless another is selected.
            if "selected" in each or not self.chosen:
                self.chosen = [each.get("value") or ""]
        elif tag == "input" and self.inside:
            ticks = each.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in each:
                value = each.get("value", "on" if ticks else "") or ""
                self.add(each, value, each.get("type") != "hidden")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            if self.inside:
                self.add(self.area, self.text.removeprefix("\n"), True)
            self.area = None
        elif tag == "select" and self.choice is not None:
            if self.inside and self.chosen:
                self.add(self.choice, self.chosen[0], True)
            self.choice = None
        elif tag == "label":
            self.label = ""
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data
        elif self.label:
            self.words[self.label] = self.words.get(self.label, "") + data

    def add(self, each: dict[str, str | None], value: str, is_shown: bool) -> None:
        form, name = self.found[-1], each.get("name") or ""
        form.fields.append((name, value))
        if is_shown:
            form.typed[name] = value
            self.ids[each.get("id") or ""] = (form, name)


def forms_in(page: str) -> list[Form]:
    """Return the forms of *page*, in order."""
    parser = _Forms()
    parser.feed(page)
    for field_id, (form, name) in parser.ids.items():
        form.labels[name] = parser.words.get(field_id, "").strip()
    return parser.found


def form_to(page: str, action: str) -> Form:
    """Return the last form of *page* that is sent to *action*: not the masthead's."""
    return [each for each in forms_in(page) if each.action == action][-1]
