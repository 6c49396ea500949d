"""What a command really starts: behind `sudo`, `npx`, `cross-env A=b`, `npm run`, `sh -c`."""

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple

from buildtools.bundlers import all_of
from buildtools.setup.existing import makefile
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.told import Told

MANAGERS = frozenset(all_of(lambda each: (each.manager,) if each.manager else ()))
"""Package managers, as one types them."""
_PAIR = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash", "ksh", "source", "."})
_IN_FOLDER = frozenset({"--prefix", "-C", "--cwd", "--dir", "--directory"})
_OF_PACKAGE = frozenset({"--filter", "-F", "-w", "--workspace", "--scope", "-p", "workspace"})
_BEHIND = frozenset({"-w", "--workspace", "--filter"})
"""Those that also stand behind the name of a script; others are the script's own there."""
_RUNS = frozenset({"run", "run-script", "rum", "urn"})
_ELSEWHERE = frozenset({"exec", "dlx", "x", "install", "add", "ci", "i", "remove", "pkg", "bin"})
_BEFORE = frozenset({"env", "cross-env", "cross-env-shell", "dotenv", "sudo", "-e", "--env"})


class Called(NamedTuple):
    """What is started, and how."""

    words: tuple[Told, ...]
    folder: str
    given: tuple[tuple[str, Told], ...] = ()
    """Variables that stand before it."""
    script: str = ""
    """Name of a script of the package.json in `folder`."""
    scripts: tuple[str, ...] = ()
    """It with those that run before and after it."""
    file: str = ""
    text: str = ""
    """A script in the words themselves."""
    rest: tuple[Told, ...] = ()
    """What is given to a script."""
    here: bool = False
    """Whether it sets variables of the one that calls it."""
    lines: tuple[tuple[int, str], ...] = ()
    """Commands of `file`, each in a shell of its own, with their lines."""


def called(words: Sequence[Told], folder: str, project: Project) -> Called:
    """Return what the words of a command start, seen from a folder."""
    given = []
    every = list(words)
    while every and (every[0].text in _BEFORE or _PAIR.fullmatch(every[0].text)):
        found = _PAIR.fullmatch(every[0].text)
        if found:
            given.append((found[1], every[0]._replace(text=found[2])))
        every.pop(0)
    plain = Called(tuple(every or words), folder, tuple(given))
    if not every:
        return plain
    name = every[0].text
    if name in MANAGERS:
        return _of_manager(plain, project)
    if name in _SHELLS:
        return _of_shell(plain, project)
    if name in {"make", "gmake"}:
        return _of_make(plain, project)
    file = posixpath.normpath(posixpath.join(folder, name))
    if "/" in name and "{" not in name and _is_shell(project, file):
        return plain._replace(file=file, rest=tuple(every[1:]))
    return plain


def _is_shell(project: Project, file: str) -> bool:
    if file.startswith(("../", "node_modules/")) or "/node_modules/" in file:
        return False
    text = project.text(file)
    if text is None:
        return False
    first = text.partition("\n")[0]
    return file.endswith(".sh") or bool(re.match(r"#!.*\b(?:ba|z|da|k)?sh\b", first))


def _of_shell(call: Called, project: Project) -> Called:
    name, *rest = call.words
    while rest and rest[0].text.startswith("-"):
        flag = rest.pop(0).text
        if flag.endswith("c") and not flag.startswith("--") and rest:
            return call._replace(text=rest[0].text, rest=tuple(rest[1:]), here=True)
    if not rest or "{" in rest[0].text:
        return call
    file = posixpath.normpath(posixpath.join(call.folder, rest[0].text))
    if project.text(file) is None:
        return call
    here = name.text in {"source", "."}
    return call._replace(file=file, rest=tuple(rest[1:]), here=here)


def _of_make(call: Called, project: Project) -> Called:
    folder, targets, given, rest = call.folder, [], [], list(call.words[1:])
    while rest:
        word = rest.pop(0)
        if word.text in {"-C", "--directory"} and rest:
            folder = posixpath.normpath(posixpath.join(folder, rest.pop(0).text))
        elif found := _PAIR.fullmatch(word.text):
            given.append((found[1], word._replace(text=found[2])))
        elif not word.text.startswith("-"):
            targets.append(word.text)
    names = ("GNUmakefile", "makefile", "Makefile")
    every = (posixpath.normpath(posixpath.join(folder, each)) for each in names)
    file = next((each for each in every if (project.root / each).is_file()), "")
    if not file:
        return call._replace(folder=folder)
    read = makefile.read(project.text(file) or "")
    known = {name for name, _ in given}
    lines = [each for each in read.variables if each[1].partition("=")[0] not in known]
    for target in targets or list(read.recipes)[:1]:
        lines += read.commands(target)
        project.followed.add(f"{file}#{target}")
        project.followed |= {f"{file}#{each}" for each in read.needed(target)}
    return call._replace(folder=folder, file=file, lines=tuple(lines), given=(*call.given, *given))


def _of_manager(call: Called, project: Project) -> Called:
    folder, rest = call.folder, list(call.words[1:])
    names: list[str] = []
    given: list[Told] = []
    while rest:
        word = rest.pop(0)
        option, equals, value = word.text.partition("=")
        if option in _IN_FOLDER or option in (_BEHIND if names else _OF_PACKAGE):
            value = value if equals else (rest.pop(0).text if rest else "")
            below = posixpath.normpath(posixpath.join(folder, value))
            folder = below if option in _IN_FOLDER else project.package_named(value) or folder
        elif word.text in _ELSEWHERE and not names:
            return call._replace(folder=folder)
        elif word.text == "--":
            given += rest
            break
        elif names:
            given.append(word)
        elif not word.text.startswith("-") and word.text not in _RUNS:
            names = [word.text]
    known = project.scripts(folder)
    if not names or names[0] not in known:
        return call._replace(folder=folder)
    order = (f"pre{names[0]}", names[0], f"post{names[0]}")
    scripts = tuple(each for each in order if each in known)
    return call._replace(folder=folder, script=names[0], scripts=scripts, rest=tuple(given))
