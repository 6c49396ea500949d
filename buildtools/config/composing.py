"""Composing: PyYAML's nodes of a text, within bounds; what is wrong with a text that is no YAML.

PyYAML's own messages quote the text around a fault, which may be a token: they are never shown,
only the line and column are.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from buildtools.errors import ConfigurationError

if TYPE_CHECKING:
    import yaml

DEEPEST = 40
MOST = 20_000
"""Aliases of aliases grow without end: a few lines could ask for more than there is memory."""

_APART = frozenset("\t\r\x85\u2028\u2029\ufeff?|>%")
"""Where one of these stands libyaml and PyYAML's own parser may read a text differently."""


def compose(text: str, name: str, above: int) -> "yaml.Node | None":
    """Read a text whose first line is the one behind `above` lines of the file of this name.

    It is read by libyaml, which is ten times as fast, where that reads what PyYAML's own parser
    does; where it finds a fault it is the other that names it.

    Raises ConfigurationError when it is no YAML, or holds more than settings need.
    """
    import yaml

    if yaml.__with_libyaml__ and _APART.isdisjoint(text):
        with suppress(yaml.YAMLError, UnicodeEncodeError):
            return _quickly(text, name)
    return _composed(text, name, above)


def _quickly(text: str, name: str) -> "yaml.Node | None":
    import yaml
    from yaml.composer import Composer
    from yaml.cyaml import CParser  # type: ignore[attr-defined]
    from yaml.resolver import Resolver

    class Loader(_bounded(Composer, name), CParser, Resolver):  # type: ignore[misc]
        def __init__(self, stream: str) -> None:
            CParser.__init__(self, stream)
            Composer.__init__(self)
            Resolver.__init__(self)

    return _within(yaml, text, Loader, name)


def _composed(text: str, name: str, above: int) -> "yaml.Node | None":
    import yaml

    line, column = 0, 0
    try:
        return _within(yaml, text, _bounded(yaml.SafeLoader, name), name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            line, column = mark.line + 1, mark.column + 1
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    raise ConfigurationError(
        f"{name} is not valid YAML",
        evidence=(f"{name}:{above + line}:{column}: {_reason(text, line, column)}",),
        remedy="look at that line and the one above it: indent, quotes, a missing colon",
    )


def _bounded(composer: Any, name: str) -> Any:
    """Return a composer that stops while it reads, not when all is read."""

    class Bounded(composer):  # type: ignore[misc]
        nodes, depth = 0, 0

        def compose_node(self, parent: "yaml.Node | None", index: Any) -> "yaml.Node | None":
            self.nodes, self.depth = self.nodes + 1, self.depth + 1
            if self.nodes > MOST or self.depth > DEEPEST + 1:
                raise too_much(name)
            node: yaml.Node | None = super().compose_node(parent, index)
            self.depth -= 1
            return node

    return Bounded


def _within(yaml: Any, text: str, loader: Any, name: str) -> "yaml.Node | None":
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=loader)
    except RecursionError:
        raise too_much(name) from None
    return root


def _reason(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :] if 0 < line <= len(lines) else ""
    if rest.startswith("\t"):
        return "a tab; YAML indents with spaces"
    if rest[:1] in {"@", "`", "%", "*", "&", "!", "{", "}", "[", "]"} and rest:
        return f"'{rest[0]}' has a meaning of its own here; put the value in quotes"
    return "the text cannot be read on from here"


def too_much(name: str) -> ConfigurationError:
    """Return the failure of a file that holds more than settings need."""
    return ConfigurationError(
        f"{name} holds more than settings need",
        evidence=(f"at most {DEEPEST} levels and {MOST} values are read, aliases counted",),
        remedy="look for brackets left open, and for aliases of aliases",
    )
