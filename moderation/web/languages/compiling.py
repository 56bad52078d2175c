"""Compiles each template once for each language, with the texts of that language.

A text that a template names, as in ``_("Log in")``, is then part of the compiled
template, and looking it up costs a page nothing. What is filled in is still escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from gettext import NullTranslations
from types import BuiltinMethodType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import markupsafe
from flask.templating import Environment
from jinja2 import Environment as JinjaEnvironment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from auth.core import translation

if TYPE_CHECKING:
    from collections.abc import MutableMapping

MOST_LANGUAGES = 32
"""How many catalogues have templates. A process has one for each language."""

_MARK = re.compile(r"%(?:%|\((\w+)\)s)")
_PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType})
_ESCAPING = nodes.EvalContext(JinjaEnvironment(autoescape=True))
_marked: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Makes markup of a text that is markup already."""
_ONE_TEXT = frozenset({"_", "gettext"})
# What ``escape`` does to a string before it makes markup. It has no public name.
_escaped: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]  # noqa: SLF001


def written(value: object) -> str:
    """Return *value* as it stands in a page: escaped, unless it is markup.

    It is MarkupSafe's ``escape`` without making markup of what is joined at once.
    """
    if type(value) is str:
        return _escaped(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class _Generator(CodeGenerator):
    """Writes templates that call :func:`written`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if finalize.src is not None or not _escapes(frame):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


def _escapes(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile


class QuickContext(Context):
    """Calls functions and macros without asking each twice what it wants passed."""

    def call(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Call *function*; a macro is told whether to escape, as by Jinja."""
        kind = type(function)
        if kind is Macro:
            if not named and self.eval_ctx.autoescape:
                return called(function, given)
            given = (self.eval_ctx, *given)
        elif kind not in _PLAIN or hasattr(function, "jinja_pass_arg"):
            return super().call(function, *given, **named)
        if named:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
        return function(*given, **named)


def called(macro: Any, given: tuple[Any, ...]) -> Markup:
    """Return what *macro* makes of arguments by position, in a page that escapes."""
    absent = macro._argument_count - len(given)  # noqa: SLF001  Jinja's call sorts the arguments first.
    if absent < 0 or macro.caller or macro.catch_varargs or macro.catch_kwargs:
        whole: Markup = macro(_ESCAPING, *given)
        return whole
    return _marked(macro._func(*given, *(missing,) * absent))  # noqa: SLF001  As above.


class TranslatedEnvironment(Environment):
    """Gives the templates of the language that is spoken where they are asked for."""

    catalogue: NullTranslations | None = None
    """Whose texts the templates have; ``None`` where they are looked up."""
    code_generator_class = _Generator
    context_class = QuickContext
    written = staticmethod(written)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._in_language: dict[NullTranslations, TranslatedEnvironment] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  Jinja's name.
    ) -> Template:
        """Return a template with the texts of the language that is spoken."""
        if self.catalogue is None:
            return self._speaking(translation.catalogue()).get_template(
                name, parent, globals
            )
        return super().get_template(name, parent, globals)

    def make_globals(
        self,
        d: MutableMapping[str, Any] | None,
    ) -> MutableMapping[str, Any]:
        """Return the globals of a template in one dictionary.

        Jinja's chain of two is searched in Python for each name of each import. Globals
        that are added after a template was loaded do not reach it.
        """
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute, or an item of that name, or what stands for neither.

        Jinja catches an error at each item of a dictionary that is read like this.
        """
        found = getattr(obj, attribute, missing)
        if found is not missing:
            return found
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=obj, name=attribute)

    def _speaking(self, catalogue: NullTranslations) -> TranslatedEnvironment:
        found = self._in_language.get(catalogue)
        if found is None:
            if len(self._in_language) >= MOST_LANGUAGES:
                self._in_language.clear()
            found = self.overlay()
            found.catalogue = catalogue
            self._in_language[catalogue] = found
        return found

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.catalogue is not None and not _is_shadowed(tree):
            _Translating(self.catalogue).visit(tree)
        return tree


class _Translating(NodeTransformer):
    """Replaces calls that look up a text by the text."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802  Jinja's name.
        """Write the parts of a text and what is filled in one after another."""
        written: list[nodes.Expr] = []
        for each in node.nodes:
            parts = self._parts(each)
            written += [each] if parts is None else parts
        node.nodes = written
        self.generic_visit(node)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  Jinja's name.
        """Return the text itself if nothing is filled in."""
        self.generic_visit(node)
        text = self._text(node)
        if text is None or node.kwargs:
            return node
        return nodes.MarkSafe(nodes.Const(text % {}), lineno=node.lineno)

    def _parts(self, node: nodes.Expr) -> list[nodes.Expr] | None:
        if not isinstance(node, nodes.Call):
            return None
        text = self._text(node)
        return None if text is None else _parts(text, node.kwargs)

    def _text(self, node: nodes.Call) -> str | None:
        """Return the translation that *node* looks up, if it is known before."""
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return None
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if len(given) != len(node.args):
            return None
        if node.node.name in _ONE_TEXT and len(given) == 1:
            return self._catalogue.gettext(given[0])
        if node.node.name == "pgettext" and len(given) == 2:
            return self._catalogue.pgettext(*given)
        return None


def _parts(text: str, given: list[nodes.Keyword]) -> list[nodes.Expr] | None:
    """Return what is written for *text*; ``None`` if that is only known later."""
    values = {each.key: each.value for each in given}
    found = list(_split(text))
    if any(literal.count("%") for literal, _ in found if literal != "%") or any(
        name and name not in values for _, name in found
    ):
        return None
    return [
        values[name] if name else nodes.TemplateData(literal) for literal, name in found
    ]


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield the literal pieces of *text*, and the names of what is filled in."""
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() > end:
            yield text[end : mark.start()], ""
        yield ("", mark[1]) if mark[1] else ("%", "")
        end = mark.end()
    if end < len(text):
        yield text[end:], ""


def _is_shadowed(tree: nodes.Template) -> bool:
    """Whether the template gives one of the functions' names to something else."""
    names = _ONE_TEXT | {"pgettext"}
    return any(
        each.name in names and each.ctx != "load" for each in tree.find_all(nodes.Name)
    )
