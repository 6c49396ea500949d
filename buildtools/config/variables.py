"""Variables: the real environment over the dotenv files, and `${NAME}` in texts.

Of `.env`, `.env.<environment>`, `.env.local` and `.env.<environment>.local` the later one wins, and
the real environment wins over all.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from buildtools.config.nodes import Faults, Node, Unset
from buildtools.errors import ConfigurationError
from buildtools.files import small_file

_log = logging.getLogger("buildtools")

MOST_BYTES = 1_000_000
"""Of a dotenv file, and of the other tools' files."""

MOST_CHARACTERS = 1_000_000
"""That variables may give to all of one file."""

REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[A-Za-z_]\w*)(?P<fallback>:-[^}]*)?\}|\$\{")
"""`$${` (a literal `${`), `${NAME}`, `${NAME:-fallback}`, or a `${` that is none of them."""


class Variables(Mapping[str, str]):
    """Names and texts, each with its origin. Its repr shows neither."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._texts = dict(environ)
        self._places = dict.fromkeys(environ, "environment")
        self.budget = Budget()
        """Of what sentry.yml takes from here."""

    def add(self, name: str, text: str, place: str) -> None:
        """Take a text from a dotenv file, unless the real environment has that name."""
        if self._places.get(name) != "environment":
            self._texts[name] = text
            self._places[name] = place

    def place(self, name: str) -> str:
        """Return where a name has its text from: `environment` or `.env:3`."""
        return self._places[name]

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __repr__(self) -> str:
        return f"Variables({len(self)} names)"


def dotenv_names(environment: str) -> tuple[str, ...]:
    """Name the dotenv files of an environment, the strongest last."""
    names = (".env", f".env.{environment}", ".env.local", f".env.{environment}.local")
    return tuple(dict.fromkeys(names))


def read_variables(
    root: Path, environment: str, environ: Mapping[str, str], faults: Faults
) -> Variables:
    """Read the dotenv files beside sentry.yml and lay them under the real environment."""
    variables = Variables(environ)
    for name in dotenv_names(environment):
        for key, text, place in read_dotenv(root / name, name, variables, faults):
            variables.add(key, text, place)
    return variables


def read_dotenv(
    file: Path, name: str, known: Mapping[str, str], faults: Faults
) -> Iterator[tuple[str, str, str]]:
    """Return key, text and place of each line of one dotenv file; nothing if there is no file.

    `${NAME}` is filled in from what is known, as python-dotenv does, but neither between single
    quotes nor where the name is unknown: a password may well contain `${`.
    """
    try:
        text = small_file.read_text(file, MOST_BYTES, name)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return
    except small_file.Unfit as fault:
        faults.add(name, "", told(name, fault))
        return
    except (OSError, UnicodeDecodeError):
        faults.add(name, "", "cannot be read as UTF-8 text")
        return
    if "\0" in text:
        faults.add(name, "", "has a zero byte in it, which no variable can hold")
        return
    import io

    from dotenv.parser import parse_stream

    seen: dict[str, str] = {}
    budget = Budget()
    for binding in parse_stream(io.StringIO(text)):
        blank = binding.original.string
        line = binding.original.line + blank[: len(blank) - len(blank.lstrip())].count("\n")
        if binding.error:
            _log.warning("%s:%d is not NAME=value and was left out", name, line)
        elif binding.key is not None and binding.value is not None:
            value = binding.value
            if not re.match(r"[^=]*=\s*'", binding.original.string):
                value = _expand(value, known, seen, budget.at(f"{name}:{line}"))
            seen[binding.key] = value
            yield binding.key, value, f"{name}:{line}"


def told(name: str, fault: small_file.Unfit) -> str:
    """Return why a file of this name is not read, behind its name."""
    return ": ".join((fault.what.removeprefix(f"{name} "), *fault.evidence))


def _expand(text: str, known: Mapping[str, str], seen: Mapping[str, str], budget: "Budget") -> str:
    def fill(found: re.Match[str]) -> str:
        name, fallback = found["name"], found["fallback"]
        nearer = known if name in known else seen
        if name is None or (name not in nearer and fallback is None):
            return found[0]
        return nearer.get(name) or (fallback or ":-")[2:]

    return budget.filled(text, fill)


class Budget:
    """How many characters variables may still give: each line of a few may double the last."""

    def __init__(self) -> None:
        self._left, self._place = MOST_CHARACTERS, ""

    def at(self, place: str) -> "Budget":
        """Return where it is spent."""
        self._place = place
        return self

    def filled(self, text: str, fill: Callable[[re.Match[str]], str]) -> str:
        """Replace the references of a text.

        Raises ConfigurationError, before anything is made, when that is beyond the budget.
        """
        self._left -= sum(len(fill(found)) for found in REFERENCE.finditer(text))
        if self._left < 0:
            raise ConfigurationError(
                f"{self._place} needs more than settings do, once its variables are filled in",
                evidence=(f"variables may give {MOST_CHARACTERS} characters to a file",),
                remedy="look for variables that are made of variables",
            )
        return REFERENCE.sub(fill, text)


def is_malformed(text: str) -> bool:
    """Return whether a `${` stands in a text that is neither a reference nor escaped."""
    return any(found[0] == "${" for found in REFERENCE.finditer(text))


def interpolate(node: Node, variables: Variables) -> Node:
    """Fill in the variables of a tree; where one has no value, `Unset` stands for the text."""
    if isinstance(node.value, dict):
        items = {key: interpolate(child, variables) for key, child in node.value.items()}
        return Node(items, node.place)
    if isinstance(node.value, tuple):
        return Node(tuple(interpolate(child, variables) for child in node.value), node.place)
    if isinstance(node.value, str) and "${" in node.value:
        return _fill(node, node.value, variables)
    return node


def _fill(node: Node, text: str, variables: Variables) -> Node:
    sources: list[str] = []
    used = list(REFERENCE.finditer(text))
    for found in used:
        name, fallback = found["name"], found["fallback"]
        if name in variables and (variables[name] or fallback is None):
            sources.append(f"{variables.place(name)} via ${{{name}}}")
        elif name is not None and fallback is None:
            return Node(Unset(name, optional=False), node.place)
        elif name is not None:
            sources.append(f"{node.place}, fallback of ${{{name}}}")

    def value(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "${"
        return variables.get(found["name"]) or (found["fallback"] or ":-")[2:]

    filled = variables.budget.at(node.place).filled(text, value)
    if not filled and any(found["fallback"] for found in used):
        return Node(Unset(used[0]["name"], optional=True), node.place)
    whole = len(used) == 1 and used[0][0] == text
    place = sources[0] if whole and sources else ", ".join([node.place, *sources])
    return Node(filled, place, loose=True)
