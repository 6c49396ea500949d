"""Shell scripts read as data: their commands with words and lines; nothing of them is run.

Here alone is the grammar of shells used. What it does not understand is left out, and told.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from buildtools.sources.grammar import first_error
from buildtools.sources.statements import (
    Command,
    Function,
    Group,
    Loop,
    Part,
    Pipe,
    Ran,
    Statement,
    Variable,
    Word,
)

if TYPE_CHECKING:
    from tree_sitter import Language, Node

_DEEPEST = 60
# The grammar's scanner asks C's isalnum of each character, which is undefined beyond a byte and
# ends the process for some. A letter stands for each such byte; texts are cut from the source.
_ASCII = bytes(each if each < 0x80 else ord("x") for each in range(256))
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_IN_QUOTES = re.compile(r"\\([\"$`\\\n])")


class Script(NamedTuple):
    """All statements of a text, and the first line that is not understood."""

    body: tuple[Statement, ...]
    error: int | None = None


def read(text: str, above: int = 0) -> Script:
    """Read a script whose first line is the one behind `above` lines of its file."""
    from tree_sitter import Parser

    source = text.encode()
    root = Parser(_language()).parse(source.translate(_ASCII)).root_node
    error = first_error(root) if root.has_error else None
    body = _Reader(source, above).body(root.named_children)
    return Script(body, error + above if error else None)


@cache
def _language() -> "Language":
    import tree_sitter_bash
    from tree_sitter import Language

    return Language(tree_sitter_bash.language())


class _Reader:
    def __init__(self, source: bytes, above: int) -> None:
        self._source = source
        self._above = above
        self._depth = 0

    def body(self, nodes: "list[Node]", *, maybe: bool = False) -> tuple[Statement, ...]:
        found: list[Statement] = []
        self._depth += 1
        if self._depth < _DEEPEST:
            for node in nodes:
                found += self._statements(node, maybe)
        self._depth -= 1
        return tuple(found)

    def _statements(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        make = _MADE.get(node.type)
        if make is not None:
            yield from make(self, node, maybe)
        elif node.type not in _SILENT:
            under = maybe or node.type.endswith(("_statement", "_clause", "_item"))
            yield from self.body(node.named_children, maybe=under)

    def _assignment(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        nodes = [node] if node.type == "variable_assignment" else node.children
        yield Command((), self._assigned(nodes), self._line(node), maybe=maybe)

    def _pipeline(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        yield Pipe(self.body(node.named_children, maybe=maybe))

    def _group(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        yield Group(self.body(node.named_children, maybe=maybe), node.type == "subshell")

    def _list(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        """Read `a || b`, of which the second runs only where the first failed."""
        under = maybe
        for each in node.children:
            if each.type == "||":
                under = True
            elif each.is_named:
                yield from self.body([each], maybe=under)

    def _command(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        name = node.child_by_field_name("name")
        rest = [each for each in node.children_by_field_name("argument") if each.is_named]
        words = [self._word(each) for each in ([*name.named_children] if name else [])]
        words += [self._word(each) for each in rest]
        yield Command(tuple(words), self._assigned(node.children), self._line(node), maybe=maybe)

    def _declared(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        head = node.children[0]
        word = Word((self._text(head),))
        yield Command((word,), self._assigned(node.children), self._line(node), maybe=maybe)

    def _assigned(self, nodes: "list[Node]") -> tuple[tuple[str, Word], ...]:
        found = []
        for node in nodes:
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if node.type == "variable_assignment" and name is not None:
                found.append((self._text(name), self._word(value) if value else Word(("",))))
        return tuple(found)

    def _redirected(self, node: "Node", maybe: bool) -> Iterator[Statement]:
        body = node.child_by_field_name("body")
        into, document = None, ""
        for each in node.children_by_field_name("redirect"):
            document = document or self._document(each)
            into = self._target(each) or into
        for statement in self.body([body] if body else [], maybe=maybe):
            if isinstance(statement, Command):
                yield statement._replace(into=into, document=document)
            elif isinstance(statement, Group) and into is not None:
                yield statement._replace(body=tuple(_redirect(statement.body, into)))
            else:
                yield statement

    def _document(self, node: "Node") -> str:
        body = next((each for each in node.children if each.type == "heredoc_body"), None)
        return self._text(body) if body else ""

    def _target(self, node: "Node") -> Word | None:
        """Return the file that output goes to; also of a document that stands below."""
        if node.type == "heredoc_redirect":
            below = (each for each in node.children if each.type == "file_redirect")
            return next((self._target(each) for each in below), None)
        target = node.child_by_field_name("destination")
        operator = node.children[0].type if node.children else ""
        return self._word(target) if target is not None and operator in {">", ">>"} else None

    def _loop(self, node: "Node", _: bool) -> Iterator[Statement]:
        name = node.child_by_field_name("variable")
        words = tuple(self._word(each) for each in node.children_by_field_name("value"))
        body = node.child_by_field_name("body")
        below = self.body(body.named_children, maybe=False) if body else ()
        yield Loop(self._text(name) if name else "", words, below)

    def _function(self, node: "Node", _: bool) -> Iterator[Statement]:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        below = self.body([body]) if body else ()
        yield Function(self._text(name) if name else "", below)

    def _word(self, node: "Node") -> Word:
        quoted = node.type in {"string", "raw_string", "ansi_c_string"}
        return Word(tuple(self._parts(node)), quoted)

    def _parts(self, node: "Node") -> Iterator[Part]:
        match node.type:
            case "raw_string":
                yield self._text(node)[1:-1]
            case "ansi_c_string":
                yield self._text(node)[2:-1]
            case "simple_expansion":
                yield Variable(self._text(node).strip()[1:])
            case "expansion":
                yield self._expansion(node)
            case "command_substitution":
                yield Ran(self.body(node.named_children), _between(self._text(node)))
            case "array" | "concatenation":
                yield from self._several(node)
            case "string" | "translated_string":
                yield from self._filled(node, node.start_byte + 1, node.end_byte - 1, _IN_QUOTES)
            case _:
                yield from self._filled(node, node.start_byte, node.end_byte, _ESCAPED)

    def _several(self, node: "Node") -> Iterator[Part]:
        for at, each in enumerate(node.named_children):
            if at and node.type == "array":
                yield " "
            yield from self._parts(each)

    def _filled(
        self, node: "Node", start: int, end: int, escaped: re.Pattern[str]
    ) -> Iterator[Part]:
        """Find what stands between expansions; it is literal, and the grammar drops blanks."""
        for each in node.named_children:
            if each.type in {"simple_expansion", "expansion", "command_substitution"}:
                # The grammar takes blanks before `$(` for a part of it.
                written = self._text(each)
                blanks = len(written) - len(written.lstrip())
                yield from self._literal(start, each.start_byte + blanks, escaped)
                yield from self._parts(each)
                start = each.end_byte
        yield from self._literal(start, end, escaped)

    def _literal(self, start: int, end: int, escaped: re.Pattern[str]) -> Iterator[str]:
        if start < end:
            text = self._source[start:end].decode("utf-8", "replace")
            yield escaped.sub(lambda found: found[1].strip("\n"), text)

    def _expansion(self, node: "Node") -> Variable:
        inner = self._text(node).strip()[2:-1]
        found = re.match(r"[!#]?(\w+|[@*?#])(?:\[[@*]\])?", inner)
        if found is None or inner[:1] in "!#":
            return Variable(inner, "?")
        return Variable(found[1], inner[found.end() :])

    def _line(self, node: "Node") -> int:
        return node.start_point[0] + 1 + self._above

    def _text(self, node: "Node") -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")


_SILENT = frozenset({"comment", "word", "string", "test_command", "heredoc_body"})
_MADE: dict[str, Callable[[_Reader, "Node", bool], Iterator[Statement]]] = {
    "command": _Reader._command,
    "declaration_command": _Reader._declared,
    "variable_assignment": _Reader._assignment,
    "variable_assignments": _Reader._assignment,
    "redirected_statement": _Reader._redirected,
    "pipeline": _Reader._pipeline,
    "subshell": _Reader._group,
    "compound_statement": _Reader._group,
    "for_statement": _Reader._loop,
    "function_definition": _Reader._function,
    "list": _Reader._list,
}
"""How each kind of statement is read; of any other what is below it."""


def _redirect(body: tuple[Statement, ...], into: Word) -> Iterator[Statement]:
    for each in body:
        yield each._replace(into=into) if isinstance(each, Command) and not each.into else each


def _between(written: str) -> str:
    written = written.strip()
    inner = written[2:-1] if written.startswith("$(") else written[1:-1]
    return " ".join(inner.split())
