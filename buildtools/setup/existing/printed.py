"""What `$(…)` gives, of commands whose answer a template has a word for. Nothing is run.

Source: git's documentation (`git-rev-parse`, `git-log`, `git-describe`); docs/wire.md#versions.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from buildtools.setup.existing.told import (
    AUTO,
    Told,
    changed,
    joined,
    shortened,
    shown,
    unknown,
)
from buildtools.sources.statements import Command, Pipe, Statement, Word

Words = Callable[[Sequence[Word]], tuple[Told, ...]]
"""What the words of a command are."""

_COMMIT = re.compile(
    r"git(?: -\S+(?: \S*/\S*)?)* rev-parse(?: --verify| -q)*"
    r"(?P<short> --short(?:=(?P<digits>\d+))?)?"
    r"(?: --verify| -q)* (?:HEAD|@|\{git\.sha\})(?P<late> --short(?:=\d+)?)?"
)
_FORMAT = re.compile(
    r"git(?: -\S+)* (?:log|show)\b.*"
    r"(?:--format|--pretty)[= ](?:format:|tformat:)?%(?P<kind>[Hh])\b.*"
)
_BRANCH = re.compile(
    r"git (?:rev-parse --abbrev-ref (?:HEAD|@)|branch --show-current"
    r"|symbolic-ref (?:-q )?--short (?:-q )?HEAD)"
)
_TAG = re.compile(r"git (?:describe\b.*--(?:tags|exact-match)\b.*|describe|tag --points-at HEAD)")
_TOP = re.compile(r"git rev-parse --show-(?:toplevel|cdup)")
_PROPOSED = re.compile(r"\bpropose-version\b")
_PACKAGE = re.compile(
    r"package\.json.*?\b(version|name)\b|\b(version|name)\b.*package\.json|pkg get (version|name)"
    r"|\bpackage\b.*\.(version|name)\b"
)
_PROGRAM = re.compile(r"(?:\S+ bin|which|command -v|type -p) (\S*sentry-cli)")
_SAME = re.compile(
    r"(?:tr -d .*|xargs(?: echo)?|(?:head|tail) -(?:n ?)?1|cat"
    r"|sed (?:-\w )*s/[\"']?\[?[\"' \\]+\]?//g?)"
)
_FIRST = re.compile(r"(?:cut -(?:c|b) ?(?:1?-)(\d+)|head -c ?(\d+))")
_OF_REFERENCE = re.compile(
    r"cut -d ?/ -f ?3-?|awk -F ?/ .*\$(?:3|NF).*|sed .*refs\\?/(?P<kind>tags|heads).*|sed .*\.\*/.*"
)


def printed(body: tuple[Statement, ...], words: Words, folder: str, written: str) -> Told:
    """Return what statements print; `folder` is where they run."""
    last = body[-1] if body else None
    if isinstance(last, Pipe):
        return _piped(last, words, folder, written)
    if not isinstance(last, Command):
        return _not_told(written)
    every = words(last.words)
    name = PurePosixPath(every[0].text).name if every else ""
    if name in {"echo", "printf"}:
        return _echoed(every[1:])
    if name == "pwd":
        return Told(folder)
    if name == "basename" and len(every) > 1:
        return changed(every[1], "##*/")
    if name == "dirname" and len(every) > 1 and every[1].is_literal:
        return Told(str(PurePosixPath(every[1].text).parent))
    return asked(" ".join(each.text for each in every), written)


def asked(line: str, written: str) -> Told:
    """Return what a command prints, of which these are the words; `written` is how it stands."""
    if found := _COMMIT.fullmatch(line):
        if not found["short"] and not found["late"]:
            return Told("{git.sha}")
        return shortened(int(found["digits"] or 7))
    if found := _FORMAT.fullmatch(line):
        return Told("{git.sha}" if found["kind"] == "H" else "{git.short}")
    if _BRANCH.fullmatch(line):
        return Told("{git.branch}")
    if _TAG.fullmatch(line):
        return Told("{git.tag}", sure="--exact-match" in line)
    if _TOP.fullmatch(line):
        return Told("." if line.endswith("toplevel") else "")
    if _PROPOSED.search(line):
        return Told(AUTO)
    if found := _PROGRAM.fullmatch(line):
        return Told(found[1])
    return _of_package(line) or _of_package(written) or _not_told(written)


def _of_package(line: str) -> Told | None:
    found = _PACKAGE.search(line)
    name = next((each for each in found.groups() if each), "") if found else ""
    return Told(f"{{package.{name}}}") if name else None


def _not_told(written: str) -> Told:
    return unknown(f"only running `{shown(written)[:80]}` would tell")


def _echoed(words: Sequence[Told]) -> Told:
    rest = [each for each in words if not re.fullmatch(r"-[neE]+", each.text)]
    if rest and re.fullmatch(r"%s(?:\\n)?", rest[0].text):
        rest = rest[1:]
    parts = [part for each in rest for part in (Told(" "), each)][1:]
    return joined(parts)


def _piped(pipe: Pipe, words: Words, folder: str, written: str) -> Told:
    of_package = _of_package(written)
    if of_package:
        return of_package
    told = printed(pipe.body[:1], words, folder, written)
    for each in pipe.body[1:]:
        line = (
            " ".join(word.text for word in words(each.words)) if isinstance(each, Command) else ""
        )
        told = _through(told, line, written)
    return told


def _through(told: Told, line: str, written: str) -> Told:
    """Return what is left of a text behind a filter."""
    if told.why or _SAME.fullmatch(line):
        return told
    if found := _FIRST.fullmatch(line):
        return changed(told, f":0:{found[1] or found[2]}")
    if found := _OF_REFERENCE.fullmatch(line):
        return changed(told, f"#refs/{found['kind']}/" if found["kind"] else "##*/")
    return _not_told(written)
