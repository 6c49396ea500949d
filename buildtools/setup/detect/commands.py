"""The commands of a script of package.json, through the scripts that it runs, as far as they go.

Nothing is run: wrappers that only set variables are stepped over, and what a shell would expand is
left as it is written.
"""

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping

import msgspec

from buildtools.bundlers import all_of
from buildtools.sources.frameworks import FRAMEWORKS

_DEEPEST = 8
_MOST = 200
_MANAGERS = frozenset(each for each in all_of(lambda known: [known.manager]) if each)
_RUN = frozenset({"run", "run-script", "task", "rum", "urn"})
_SEVERAL = frozenset({"npm-run-all", "npm-run-all2", "run-s", "run-p", "concurrently"})
"""Programs whose words are names of scripts, or whole commands."""
_FILES = frozenset(
    {
        *("cp", "mv", "rm", "mkdir", "rmdir", "ln", "echo", "printf", "test", "[", "true", "exit"),
        *("rimraf", "cpx", "cpy", "copyfiles", "shx", "touch", "cat", "ls", "git", "del-cli"),
    }
)
"""Programs that build nothing, whatever their words are."""
_ENDS = frozenset({"&&", "||", ";", "&", "|", "(", ")", "\n"})
_PROGRAMS = "|".join(each for framework in FRAMEWORKS for each in framework.programs)
_BUILDS = re.compile(rf"(?:{_PROGRAMS})(?=\s|$)")
"""Programs that build, of package managers too, which do so before they run a script."""
_SET = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_SCRIPT = re.compile(r"\.[cm]?js$")


class Command(msgspec.Struct, frozen=True):
    """One program with its words, as it would be started."""

    words: tuple[str, ...]
    """Of the programs the names alone: `node_modules/.bin/x` is x."""
    variables: dict[str, str] = {}
    folder: str = ""
    """Where it is run, relative to the app; empty for there."""
    script: str = ""
    """The name of the script in which it stands."""
    is_last: bool = True
    """Whether words that are added to the script are added to it."""

    @property
    def text(self) -> str:
        """Return its words in one line."""
        return " ".join(self.words)


def of_script(name: str, scripts: Mapping[str, str]) -> tuple[Command, ...]:
    """Return what a script runs, in order: what runs before and after it by its name, too."""
    found = [
        each
        for one in (f"pre{name}", name, f"post{name}")
        for each in _of(one, scripts, () if one == name else (name,), last=one == name)
    ]
    return tuple(found[:_MOST])


def of_text(text: str) -> tuple[Command, ...]:
    """Return the commands of a line for a shell, which no script holds."""
    return tuple(_line(text, {}, (), "", last=True))


def _of(
    name: str, scripts: Mapping[str, str], above: tuple[str, ...], *, last: bool
) -> Iterator[Command]:
    if name in scripts and name not in above and len(above) < _DEEPEST:
        yield from _line(scripts[name], scripts, (*above, name), name, last=last)


def _line(
    text: str, scripts: Mapping[str, str], above: tuple[str, ...], script: str, *, last: bool
) -> Iterator[Command]:
    parts = list(_parts(text))
    folder = ""
    for index, words in enumerate(parts):
        ends = last and index == len(parts) - 1
        variables, rest = _set(words)
        if not rest:
            continue
        if rest[0] == "cd" and len(rest) > 1:
            folder = posixpath.normpath(posixpath.join(folder, rest[1]))
            continue
        for each in _commands(rest, scripts, above, script, last=ends):
            yield msgspec.structs.replace(
                each,
                variables=variables | each.variables,
                folder=_joined(folder, each.folder),
            )


def _joined(above: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(above, folder)) if above or folder else ""


def _commands(
    words: list[str], scripts: Mapping[str, str], above: tuple[str, ...], script: str, *, last: bool
) -> Iterator[Command]:
    program = _name(words[0])
    several = next((n for n, word in enumerate(words[:3]) if _name(word) in _SEVERAL), None)
    if several is not None:
        for word in words[several + 1 :]:
            yield from _one_of_several(word, scripts, above, script)
    elif (called := _called(words, scripts)) is not None:
        yield from _of(called, scripts, above, last=last)
    elif program not in _FILES:
        yield Command(
            tuple(_name(word) for word in words[:1]) + tuple(words[1:]),
            {},
            "",
            script,
            is_last=last,
        )


def _one_of_several(
    word: str, scripts: Mapping[str, str], above: tuple[str, ...], script: str
) -> Iterator[Command]:
    if " " in word:
        yield from _line(word, scripts, above, script, last=False)
        return
    name = re.sub(r"^\w+:(?=\S)", "", word) if word not in scripts else word
    pattern = re.compile("[^:]*".join(map(re.escape, name.replace("**", "*").split("*"))))
    for each in scripts:
        if "*" in name and pattern.match(each) and each not in above:
            yield from _of(each, scripts, above, last=False)
    yield from _of(name, scripts, above, last=False)


def _called(words: list[str], scripts: Mapping[str, str]) -> str | None:
    """Return the script that a command of a package manager runs; None where it runs none."""
    program, *rest = words
    if program == "node" and rest[:1] and rest[0].startswith("--run"):
        return rest[0].partition("=")[2] or (rest[1] if len(rest) > 1 else None)
    if _name(program) not in _MANAGERS or _BUILDS.match(" ".join(words)):
        return None
    named = [word for word in rest if not word.startswith("-")]
    if named and named[0] in _RUN:
        return named[1] if len(named) > 1 and named[1] in scripts else None
    return named[0] if named and named[0] in scripts else None


def _set(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split off what sets variables, by a shell or by a program that stands before another."""
    variables: dict[str, str] = {}
    rest = list(words)
    while rest:
        if found := _SET.fullmatch(rest[0]):
            variables[found[1]] = found[2]
        elif _name(rest[0]) not in {"cross-env", "cross-env-shell", "env", "exec", "time"}:
            break
        rest = rest[1:]
    return variables, rest


def _name(word: str) -> str:
    """Return the name of a program by its path."""
    return _SCRIPT.sub("", posixpath.basename(word)) if "/" in word else word


def _parts(text: str) -> Iterator[list[str]]:
    """Split a line into commands; what has no second quote is split at blanks."""
    lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        words = re.findall(r"&&|\|\||[;&|]|[^\s;&|]+", text)
    part: list[str] = []
    for word in words:
        if word in _ENDS:
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part
