"""The folder of one app: its files, each read once, and which of its scripts builds it by whom."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from buildtools.bundlers import declared
from buildtools.bundlers.framework import Framework, Runner
from buildtools.files import small_file
from buildtools.files.walking import listing
from buildtools.found.app_config import AppConfig
from buildtools.found.said import Said
from buildtools.setup.detect import commands, data, frameworks
from buildtools.setup.detect.commands import Command
from buildtools.setup.detect.data import Data
from buildtools.setup.detect.frameworks import Build
from buildtools.setup.detect.manifest import Manifest
from buildtools.sources import app_config
from buildtools.sources.frameworks import FRAMEWORKS

_SCRIPTS = ("build", "build:prod", "build:production", "build:release", "build-prod", "prod:build")
_OTHERS = ("export", "generate", "bundle", "compile", "dist", "package")
"""Names of scripts that build where none of those above is there, if they run a known program."""
_TEXT_BYTES = 200_000
_NESTED = frozenset({"adapters"})
"""Folders that are listed one deeper."""
RUNNERS: tuple[Runner, ...] = tuple(declared("RUNNERS"))


class Folder:
    """A folder that is looked into, below the root of all that is looked at."""

    def __init__(
        self,
        root: Path,
        package: Manifest,
        tops: tuple[Manifest, ...] = (),
        *,
        of_several: bool = False,
    ) -> None:
        """Take the package there and those above, the nearest first.

        `of_several` marks the top of a workspace, which needs what any of its packages does.
        """
        self.root = root
        self.package = package
        self.tops = tops
        self.path = root / package.directory
        self._of_several = of_several
        self._files: dict[str, Data] = {}

    def load(self, name: str) -> Data:
        """Read a file of data by its path from the app's folder."""
        if name not in self._files:
            path = posixpath.normpath(posixpath.join(self.package.directory, name))
            self._files[name] = data.read(self.root, path)
        return self._files[name]

    def text(self, name: str) -> str:
        """Read a file of text; empty where it is none, or leads out of the root."""
        with suppress(OSError, UnicodeDecodeError, small_file.Unfit):
            if (self.path / name).resolve().is_relative_to(self.root.resolve()):
                return small_file.read_text(self.path / name, _TEXT_BYTES)
        return ""

    def unread(self) -> Iterator[str]:
        """Return what could not be read, a sentence each."""
        said = (self.package.said, *self._files.values())
        yield from (each.unread for each in said if each.unread)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of files in the folder and in those of it."""
        return tuple(self._names("", 1))

    def _names(self, prefix: str, deeper: int) -> Iterator[str]:
        for name in listing(self.path / prefix):
            yield prefix + name
            if (deeper or prefix.rstrip("/") in _NESTED) and name != "node_modules":
                folder = self.path / prefix / name
                if folder.is_dir() and not folder.is_symlink():
                    yield from self._names(f"{prefix}{name}/", 0)

    def has(self, pattern: str) -> bool:
        """Return whether a pattern is the path of a file there."""
        form = re.compile(pattern)
        return any(form.fullmatch(name) for name in self.names)

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """What the app needs; without a package.json of its own, what those above need."""
        if self.package.is_there:
            return self.package.dependencies
        return frozenset(name for each in self.tops for name in each.dependencies)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Names at its top that git passes over, as its own file says it."""
        lines = self.text(".gitignore").split("\n")
        return frozenset(each.strip().strip("/").removesuffix("/*") for each in lines)

    @cached_property
    def config(self) -> AppConfig:
        """The configuration of its framework, read as data."""
        return app_config.read(self.path, self.root)

    @cached_property
    def script(self) -> str | None:
        """The script of package.json that builds."""
        scripts = self.package.scripts
        for name in _SCRIPTS:
            if scripts.get(name, "").strip():
                return name
        for name in (*_OTHERS, *(each for each in scripts if each.startswith("build"))):
            if name in scripts and frameworks.builds(
                commands.of_script(name, scripts), self.dependencies
            ):
                return name
        return None

    @cached_property
    def named(self) -> list[Build]:
        """The builds that its script runs."""
        if self.script is None:
            return []
        run = commands.of_script(self.script, self.package.scripts)
        return frameworks.builds(run, self.dependencies)

    @cached_property
    def guessed(self) -> Said[Framework] | None:
        """What builds an app whose script names no program that is known."""
        if self.named or self._of_several or not self.package.is_there:
            return None
        return frameworks.by_packages(self.dependencies, self.has, self.package.said.name)

    @cached_property
    def task(self) -> tuple[Runner, Said[Build]] | None:
        """What a runner of tasks builds the app by, where its file there says so."""
        for runner in RUNNERS:
            said = self.load(runner.file)
            executor = said.at(runner.executor)
            for each in FRAMEWORKS if isinstance(executor, str) else ():
                if any(re.fullmatch(form, executor) for form in each.executors):
                    build = Build(each, Command((executor,)))
                    return runner, Said(build, said.place(runner.executor))
        return None

    @cached_property
    def builds(self) -> list[Build]:
        """All builds that its outputs come of."""
        if self.named:
            return self.named
        if self.task:
            return [self.task[1].value]
        if self.guessed is None:
            return []
        if self.script is None:
            command = commands.of_text(self.guessed.value.default_command)
            return [Build(self.guessed.value, *command[:1])] if command else []
        return [Build(self.guessed.value, Command(()))]

    def configured(self, ask: Callable[[Framework], Iterable[str]]) -> Iterator[tuple[Any, str]]:
        """Return the values of the keys that its frameworks have of one kind, with places."""
        for build in self.builds:
            for form in build.framework.bundler.configs:
                document = self.config.of(form)
                for key in ask(build.framework) if document else ():
                    value = document.value(key) if document else None
                    if document and value is not None:
                        spot = document.spots.get(key)
                        file = posixpath.join(self.package.directory, document.file)
                        file = posixpath.normpath(file)
                        yield value, f"{file}:{spot.line}" if spot else file
