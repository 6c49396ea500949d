"""Expressions of CI systems: `${{ github.sha }}`, `<< parameters.org >>`, `$[[ inputs.org ]]`.

They are put into a text before a shell sees it, also between single quotes.
Source: GitHub's, GitLab's, CircleCI's and Azure's documentation of expressions.
"""

import re

from buildtools.setup.existing.predefined import told_of
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told, joined, unknown

_WRITTEN = re.compile(
    r"\$\{\{(.*?)\}\}|\$\[\[(.*?)\]\]|<<\s*((?:pipeline|parameters|matrix)\.[^<>]*?)>>"
    r"|\{\{\s*(\.\w+)\s*\}\}"
)
_MACRO = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")
_KNOWN = {
    "github.event.release.tag_name": "{git.tag}",
    "github.event.pull_request.head.sha": "{git.sha}",
    "github.event.head_commit.id": "{git.sha}",
    "github.event.after": "{git.sha}",
    "github.event.workflow_run.head_sha": "{git.sha}",
    "pipeline.git.revision": "{git.sha}",
    "pipeline.git.branch": "{git.branch}",
    "pipeline.git.tag": "{git.tag}",
}
_CALL = re.compile(r"(format|toJSON|fromJSON|trim)\((.*)\)", re.DOTALL | re.IGNORECASE)
_OUTSIDE = re.compile(r"(?:secrets|vars)[.\[]['\"]?([\w-]+)['\"]?\]?")
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w*-]+|\[['\"][^'\"]+['\"]\])*")


def value(text: str, scope: Scope, *, macros: bool = False) -> Told:
    """Return a text with its expressions filled in; `macros` are Azure's `$(name)`."""
    parts: list[Told] = []
    end = 0
    for found in _WRITTEN.finditer(text):
        parts += [_plain(text[end : found.start()], scope, macros), of_expression(found, scope)]
        end = found.end()
    return joined([*parts, _plain(text[end:], scope, macros)])


def marked(text: str, scope: Scope, marks: list[Told], *, macros: bool = False) -> str:
    """Return a script with its expressions filled in.

    What is known only later stands as a mark in it, which no shell has a meaning for.
    """

    def mark(told: Told) -> str:
        if told.is_literal and not told.others:
            return told.text
        marks.append(told)
        return f"\ue000{len(marks) - 1}\ue001"

    def macro(found: re.Match[str]) -> str:
        is_variable = "." in found[1] or scope.find(found[1]) is not None
        return mark(scope.told(found[1])) if is_variable else found[0]

    filled = _WRITTEN.sub(lambda found: mark(of_expression(found, scope)), text)
    return _MACRO.sub(macro, filled) if macros else filled


def of_expression(found: re.Match[str], scope: Scope) -> Told:
    """Return what one expression gives."""
    inner = next(each for each in found.groups() if each is not None)
    return _value(inner.strip().removeprefix("."), scope)


def _plain(text: str, scope: Scope, macros: bool) -> Told:
    """A value of a variable may name others, as GitLab and Azure have it."""
    form = r"\$\{?([A-Za-z_]\w*)\}?" + (r"|\$\(([A-Za-z_][\w.-]*)\)" if macros else "")
    parts: list[Told] = []
    end = 0
    for found in re.finditer(form, text):
        name = next(each for each in found.groups() if each)
        parts += [Told(text[end : found.start()]), scope.told(name)]
        end = found.end()
    return joined([*parts, Told(text[end:])])


def _value(text: str, scope: Scope) -> Told:
    if len(alternatives := _parted(text, "||")) > 1:
        return _either(alternatives, scope)
    if len(both := _parted(text, "&&")) > 1:
        return _value(both[-1], scope)
    if literal := re.fullmatch(r"'((?:[^']|'')*)'|\"([^\"]*)\"|(-?\d+)", text):
        return Told(next(each for each in literal.groups() if each is not None).replace("''", "'"))
    if call := _CALL.fullmatch(text):
        return _called(call[1].lower(), _parted(call[2], ","), scope)
    if outside := _OUTSIDE.fullmatch(text):
        return Told(f"{{env.{outside[1]}}}")
    if _PATH.fullmatch(text):
        return _named(re.sub(r"\[['\"]([^'\"]+)['\"]\]", r".\1", text), scope)
    return unknown(f"only its CI system can work `{text[:60]}` out")


def _either(alternatives: list[str], scope: Scope) -> Told:
    every = [_value(each, scope) for each in alternatives]
    known = [each for each in every if not each.why]
    if not known:
        return every[0]
    is_choice = "&&" in alternatives[0] or not known[0].is_literal
    if not is_choice:
        return known[0]
    others = [text for each in known[1:] for text in each.every if text]
    return known[0]._replace(others=tuple(dict.fromkeys((*known[0].others, *others))))


def _called(name: str, given: list[str], scope: Scope) -> Told:
    values = [_value(each, scope) for each in given]
    if name != "format" or not values:
        return values[0] if values else unknown(f"what {name}() gives")
    pieces = re.split(r"(\{\d+\})", values[0].text)
    parts = []
    for piece in pieces:
        at = int(piece[1:-1]) + 1 if re.fullmatch(r"\{\d+\}", piece) else 0
        parts.append(values[at] if 0 < at < len(values) else Told("" if at else piece))
    return joined(parts)


def _named(path: str, scope: Scope) -> Told:
    first, _, rest = path.partition(".")
    held = scope.find(path)
    if held is not None:
        return held.told
    if path in _KNOWN:
        return Told(_KNOWN[path])
    if path.startswith("github.event.inputs."):
        return _named(f"inputs.{path.removeprefix('github.event.inputs.')}", scope)
    if first in {"env", "variables"} and rest:
        return scope.told(rest)
    if first == "github" and rest and "." not in rest:
        return told_of(f"GITHUB_{rest.upper()}")
    step = scope.find(".".join(path.split(".")[:2]))
    if first == "steps" and step is not None and "version" in path:
        return step.told
    if first in {"steps", "needs", "jobs", "stageDependencies", "dependencies"}:
        return unknown(f"{path} is worked out by a step that is not read")
    if first in {"inputs", "parameters", "matrix", "pipeline"}:
        return unknown(f"{path} is given from outside")
    return scope.told(path) if not rest else unknown(f"only its CI system knows {path}")


def _parted(text: str, sign: str) -> list[str]:
    """Part a text at a sign that stands in no quotes or parentheses."""
    parts, depth, quote, start, at = [], 0, "", 0, 0
    while at < len(text):
        letter = text[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif depth == 0 and text.startswith(sign, at):
            parts.append(text[start:at].strip())
            start, at = at + len(sign), at + len(sign) - 1
        at += 1
    return [*parts, text[start:].strip()]
