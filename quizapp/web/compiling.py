"""Templates written out for one language: what is the same whoever asks is put in when a template is compiled.

A page has some fifty sentences, addresses and pieces of other templates that depend on nobody. To look each of them up
while it was drawn took a third of the drawing. Nothing of a request, a member or a session is known here; only the
language, the place the server stands at, and the files.
"""

import re
from collections.abc import Iterator, MutableMapping
from keyword import iskeyword
from typing import Any, cast

from flask import Flask, has_request_context
from flask.templating import Environment
from jinja2 import Environment as BareEnvironment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from werkzeug.routing import BuildError

from quizapp.web.guards import asked
from quizapp.web.i18n import Catalogue, catalogue

# What templates may call that answers the same on every page of a language, given the same constants.
KNOWN = frozenset({"url_for", "asset", "styles", "bootstrap_css", "language", "is_open", "front_page"})
_PLACE = re.compile(r"%(?:\((\w+)\)s|(%))")


def shown(value: Any) -> str:
    """Jinja's `escape`, asked first what it is most often given: what is safe already, and whole numbers."""
    kind = type(value)
    if kind is Markup:
        return cast(str, value)
    return str(value) if kind is int else escape(value)


class PageTemplate(Template):
    """A template whose macros are made ready once, for every page sees the same globals.

    Jinja itself copies all of them for each page, and compares them at every import of every page.
    """

    @classmethod
    def _from_namespace(
        cls,
        environment: BareEnvironment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],
    ) -> "PageTemplate":
        namespace["escape"] = shown
        return cast(PageTemplate, super()._from_namespace(environment, namespace, globals))

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Any = None
    ) -> Context:
        if shared or locals:
            return super().new_context(vars, shared, locals)
        seen = {**self.environment.globals, **(vars or {})}
        return self.environment.context_class(self.environment, seen, self.name, self.blocks)


class StraightCalls(CodeGenerator):
    """Calls what a template names straight; what hangs on an object goes Jinja's way.

    That way first asks, in four ways, whether the function wants the context handed to it. Ours do not, and a page has
    some seventy calls.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  # Jinja's name
        names = isinstance(node.node, nodes.Name) and not hasattr(
            self.environment.globals.get(node.node.name), "jinja_pass_arg"
        )
        if not names or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for arg in node.args:
            self.visit(arg, frame)
            self.write(", ")
        for named in node.kwargs:
            self.write(f"**{{{named.key!r}: " if iskeyword(named.key) else f"{named.key}=")
            self.visit(named.value, frame)
            self.write("}, " if iskeyword(named.key) else ", ")
        self.write("caller=caller)" if forward_caller else ")")


class PageEnvironment(Environment):
    """Flask's environment, and one beside it for each language, whose templates are spoken in it."""

    code_generator_class, template_class = StraightCalls, PageTemplate

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.words: Catalogue | None = None  # of the language its templates are written out for
        self._beside: dict[tuple[Catalogue, str], PageEnvironment] = {}
        self._ready: dict[str, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """The template in the language of the request; one that is ready is not looked for again."""
        if self.words is None and has_request_context():
            return self._in(catalogue(), asked().script_root).get_template(name, parent, globals)
        if isinstance(name, Template):
            return name
        found = self._ready.get(name)
        if found is None:
            found = super().get_template(name, parent, globals)
            if not self.auto_reload:
                self._ready[name] = found
        return found

    def parsed(self, name: str) -> nodes.Template:
        """Another template, ready to be put into one that includes it."""
        source, filename, _ = cast(Any, self.loader).get_source(self, name)
        return self._parse(source, name, filename)

    def _in(self, words: Catalogue, root: str) -> "PageEnvironment":
        if (words, root) not in self._beside:
            beside = self.overlay()
            beside.words, beside._ready = words, {}
            self._beside[words, root] = beside
        return self._beside[words, root]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.words is None:
            return tree
        return cast(nodes.Template, Folding(self, self.words).visit(tree).set_environment(self))


class Folding(NodeTransformer):
    """Puts into a parsed template what is known: sentences, addresses, and the templates it includes."""

    def __init__(self, environment: PageEnvironment, words: Catalogue) -> None:
        self.environment, self.words = environment, words

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802  # Jinja's name
        """What is shown one after the other is shown piece by piece, so that constant pieces grow together."""
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in _pieces_of(child)]
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  # Jinja's name
        if not isinstance(node.template, nodes.Const) or node.ignore_missing or self.environment.auto_reload:
            return node
        part = self.environment.parsed(node.template.value)
        if part.find(nodes.Extends) or part.find(nodes.Block):
            return node
        return nodes.Scope(part.body, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  # Jinja's name
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "_" and isinstance(node.args[0], nodes.Const):
            return self._sentence(node, node.args[0].value)
        given = [*node.args, *(named.value for named in node.kwargs)]
        if name in KNOWN and all(isinstance(value, nodes.Const) for value in given):
            return self._known(node, name)
        return node

    def _sentence(self, node: nodes.Call, sentence: str) -> nodes.Expr:
        """The sentence in the language, around what is told in it; trusted as a template's own words are, what is told is not."""
        words, told = str(self.words.words.ugettext(sentence)), {one.key: one.value for one in node.kwargs}
        if not told:
            return nodes.TemplateData(words % {}, lineno=node.lineno)
        pieces = list(_split(words))
        if any(name not in told for _, name in pieces if name) or "%" in _PLACE.sub("", words):
            return node  # with a place of another kind, which is filled in when it is drawn
        shown = [
            nodes.TemplateData(text) if name is None else told[name] for text, name in pieces if text or name
        ]
        return nodes.Concat(shown, lineno=node.lineno)

    def _known(self, node: nodes.Call, name: str) -> nodes.Expr:
        args = [cast(nodes.Const, value).value for value in node.args]
        values = {one.key: cast(nodes.Const, one.value).value for one in node.kwargs}
        if name == "url_for" and (args[0].startswith(".") or "_external" in values):
            return node  # depends on the page it stands on, or on the host that was asked
        try:
            known = cast(Any, self.environment.globals[name])(*args, **values)
        except BuildError:
            return node  # this installation has no such page, and the template asks `is_open` before it draws this
        return nodes.Const(known, lineno=node.lineno)


def _pieces_of(shown: nodes.Expr) -> Iterator[nodes.Expr]:
    if isinstance(shown, nodes.Concat):
        for part in shown.nodes:
            yield from _pieces_of(part)
    else:
        yield shown


def _split(words: str) -> Iterator[tuple[str, str | None]]:
    """The text of a sentence and the names of its places, in turn."""
    begun = 0
    for place in _PLACE.finditer(words):
        yield words[begun : place.start()], None
        yield ("%", None) if place[2] else ("", place[1])
        begun = place.end()
    yield words[begun:], None
