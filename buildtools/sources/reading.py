"""All that an app's sources say of its SDK, in one pass over its files."""

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.bundlers import Bundler, recognise
from buildtools.files.walking import listing
from buildtools.review.evidence.sources import Call
from buildtools.sources import calls, flags, grammar, runtimes
from buildtools.sources.modules import Module
from buildtools.sources.source_files import COMPONENTS, Sources


class Read(NamedTuple):
    """Of one app; files are named relative to the project's root."""

    calls: tuple[Call, ...]
    flags: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    """That a framework runs to set an SDK up."""
    exports: tuple[tuple[str, str], ...]
    """File and name of what those export."""
    lacking: tuple[tuple[str, str, str], ...]
    """File, name and value of what they should export, and do not."""
    boundaries: tuple[str, ...]
    """Files that are shown instead of a page that failed."""
    unread: tuple[str, ...]


def read(app: Path, prefix: str, outputs: Sequence[str] = ()) -> Read:
    """Read the sources below a folder; `prefix` is that folder, from the project's root.

    Raises DiskRefused where a folder cannot be listed. Executes nothing, writes nothing.
    """
    sources = Sources(app, outputs)
    framework = recognise((*listing(app), *sources.names()))
    return _Reading(sources, framework, prefix).all()


class _Reading:
    def __init__(self, sources: Sources, framework: Bundler | None, prefix: str) -> None:
        self._sources = sources
        self._framework = framework
        self._prefix = prefix
        self._calls: list[Call] = []
        self._flags: list[tuple[str, str]] = []

    def all(self) -> Read:
        for name, text in self._sources.read(flags.SIGNS):
            try:
                self._look_at(name, text)
            except RecursionError:
                self._sources.unread.append(f"{self._shown(name)}: it is nested beyond reason")
        set_ups = list(self._set_ups())
        names = {file for file, _ in set_ups}
        return Read(
            tuple(self._calls),
            tuple(dict.fromkeys(self._flags)),
            tuple(sorted(map(self._shown, names))),
            tuple((self._shown(file), each) for file, m in set_ups for each in m.exports()),
            tuple(self._lacking(set_ups)),
            tuple(self._boundaries()),
            tuple(dict.fromkeys(self._sources.unread)),
        )

    def _look_at(self, name: str, text: bytes) -> None:
        shown = self._shown(name)
        module = Module(_typed(name), text, self._sources.load)
        self._calls += calls.of_module(module, shown)
        self._flags += flags.of_module(module, shown)
        if (line := grammar.first_error(module.root)) is not None:
            why = "the grammar does not understand it, and what follows may be missing"
            self._sources.unread.append(f"{shown}:{line}: {why}")

    def _set_ups(self) -> Iterator[tuple[str, Module]]:
        for name in self._sources.names():
            if self._framework and runtimes.set_up(self._framework, name):
                text = self._sources.load(name)
                if text is not None:
                    yield name, Module(name, text, self._sources.load, follows=False)

    def _lacking(self, set_ups: Sequence[tuple[str, Module]]) -> Iterator[tuple[str, str, str]]:
        for name, module in set_ups:
            known = runtimes.set_up(self._framework, name) if self._framework else None
            exported = module.exports()
            for wanted, value in known.exports if known else ():
                if wanted not in exported and "*" not in exported:
                    yield self._shown(name), wanted, value

    def _boundaries(self) -> Iterator[str]:
        for name in self._sources.names():
            if self._framework and runtimes.is_boundary(self._framework, name):
                yield self._shown(name)

    def _shown(self, name: str) -> str:
        return posixpath.normpath(posixpath.join(self._prefix, name))


def _typed(name: str) -> str:
    """Return the name under which a file is parsed: a component's scripts may have types."""
    return f"{name}.ts" if name.endswith(COMPONENTS) else name
