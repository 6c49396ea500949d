"""Scripts of package.json that a build runs, and the files that they name. Pure."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

_RUNS = re.compile(r"\b(?:[a-z]+)\s+(?:run(?:-script)?\s+)?([\w:.-]+)")
"""A package manager and the script that it runs; what is no script is not found later."""
_SEVERAL = re.compile(r"\b(?:run-[sp]|npm-run-all|concurrently)\s+([^&|;]+)")
_FILE = re.compile(r"(?<![\w./@-])((?:\.{1,2}/)*[\w@-][\w./@-]*\.(?:[cm]?[jt]s|jsonc?|toml))\b")
_FIRST = ("build", "build:prod", "build:production")


def chain(scripts: Mapping[str, str]) -> Iterator[str]:
    """Name the script that builds, and those that it calls, each once."""
    waiting = [each for each in _FIRST if each in scripts][:1]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in scripts:
            continue
        seen.add(name)
        yield name
        waiting += [f"pre{name}", *_called(scripts[name]), f"post{name}"]


def _called(command: str) -> Iterator[str]:
    yield from (found[1] for found in _RUNS.finditer(command))
    for found in _SEVERAL.finditer(command):
        yield from re.findall(r"[\w:.-]+", found[1])


def files(commands: Iterable[str]) -> list[str]:
    """Return the files with settings or code that commands name."""
    return [posixpath.normpath(f[1]) for each in commands for f in _FILE.finditer(each)]
