"""Makefiles as shell: their variables, and the recipes of a target with what it depends on.

Source: GNU Make's manual, Recipe Syntax and Functions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_ASSIGNED = re.compile(r"(?:export\s+|override\s+)*([A-Za-z_][\w-]*)\s*(:{0,3}|\?|\+)=\s*(.*)")
_RULE = re.compile(r"([^\s:#=][^:#=]*?)\s*::?(?!=)\s*([^#]*)(?:#.*)?")
_AUTOMATIC = re.compile(r"\$[@<^*+?|%]|\$\([@<^*][DF]?\)")


class Recipe(NamedTuple):
    """What a target is made by."""

    needs: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]
    """Line, from one, and shell text of each command."""


class Makefile(NamedTuple):
    """Its variables and targets, in their order."""

    variables: tuple[tuple[int, str], ...]
    """Line, and an assignment as a shell has it."""
    recipes: Mapping[str, Recipe]

    def commands(
        self, target: str, seen: frozenset[str] = frozenset()
    ) -> Iterator[tuple[int, str]]:
        """Return the commands of a target, those of what it depends on first."""
        recipe = self.recipes.get(target)
        if recipe is None or target in seen:
            return
        for each in recipe.needs:
            yield from self.commands(each, seen | {target})
        yield from recipe.lines

    def needed(self, target: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the targets that one depends on."""
        if target in seen or target not in self.recipes:
            return seen
        for each in self.recipes[target].needs:
            seen = self.needed(each, seen | {target}) | {each}
        return seen


def read(text: str) -> Makefile:
    """Read a Makefile."""
    variables: list[tuple[int, str]] = []
    recipes: dict[str, Recipe] = {}
    targets: Sequence[str] = ()
    for number, line in _joined(text):
        if line.startswith("\t"):
            for target in targets:
                known = recipes[target]
                command = (number, _shell(line.strip().lstrip("@-+ ")))
                recipes[target] = known._replace(lines=(*known.lines, command))
        elif found := _ASSIGNED.match(line.strip()):
            variables.append((number, _assignment(found[1], found[2], found[3])))
        elif found := _RULE.fullmatch(line.strip()):
            targets = found[1].split()
            for target in targets:
                needs = tuple(found[2].replace("|", " ").split())
                before = recipes.get(target, Recipe((), ()))
                recipes[target] = before._replace(needs=(*before.needs, *needs))
    return Makefile(tuple(variables), recipes)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Return lines with the number of the first, those that go on put together.

    In a recipe the backslash stays, as the shell is given it.
    """
    held, start = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        start = start or number
        if line.endswith("\\"):
            held += line + "\n" if (held or line).startswith("\t") else line[:-1] + " "
            continue
        yield start, held + line
        held, start = "", 0


def _assignment(name: str, kind: str, written: str) -> str:
    value = _shell(written.split(" #", maxsplit=1)[0].strip()).replace('"', '\\"')
    value = re.sub(r"\$\(([^()]*)\)", lambda found: found[0].replace('\\"', '"'), value)
    name = name.replace("-", "_")
    if kind == "?":
        return f'{name}="${{{name}:-{value}}}"'
    return f'{name}="{value}"'


def _shell(text: str) -> str:
    """Return what make hands to a shell; its own variables become the shell's."""
    made, at = [], 0
    text = _AUTOMATIC.sub("", text)
    while at < len(text):
        if text.startswith("$$", at):
            made.append("$")
            at += 2
        elif text.startswith(("$(", "${"), at):
            end = _closing(text, at + 1)
            made.append(_expansion(text[at + 2 : end]))
            at = end + 1
        else:
            made.append(text[at])
            at += 1
    return "".join(made)


def _expansion(inner: str) -> str:
    if inner.startswith("shell "):
        return f"$({_shell(inner.removeprefix('shell ').strip())})"
    name = inner.strip().replace("-", "_")
    if re.fullmatch(r"\w+", name):
        return f"${{{name}}}"
    return "${!" + re.sub(r"\W+", "_", name) + "}"


def _closing(text: str, at: int) -> int:
    pairs = {"(": ")", "{": "}"}
    opened, closed, depth = text[at], pairs[text[at]], 0
    for index in range(at, len(text)):
        depth += (text[index] == opened) - (text[index] == closed)
        if depth == 0:
            return index
    return len(text)
