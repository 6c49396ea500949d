"""One app: what builds it, and what comes of that, each with where it is said."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from buildtools.bundlers import Bundler
from buildtools.bundlers.framework import Framework
from buildtools.files.walking import listing
from buildtools.found.app import App
from buildtools.found.app_config import AppConfig
from buildtools.found.said import Said
from buildtools.setup.detect import commands, data, frameworks, managers, outputs
from buildtools.setup.detect.commands import Command
from buildtools.setup.detect.data import Data
from buildtools.setup.detect.frameworks import Build
from buildtools.setup.detect.manifest import NAME, Manifest
from buildtools.setup.detect.outputs import Expected
from buildtools.setup.detect.values import Values
from buildtools.sources import app_config

_SCRIPTS = ("build", "build:prod", "build:production", "build:release", "build-prod", "prod:build")
_OTHERS = ("export", "generate", "bundle", "compile", "dist", "package")
"""Names of scripts that build where none of those above is there, if they run a known program."""
_WRAPPED = re.compile(r"[&|;<>$`]")


class Folder:
    """The folder of one app, each of its files read once."""

    def __init__(self, root: Path, package: Manifest, tops: tuple[Manifest, ...]) -> None:
        self.root = root
        self.package = package
        self.tops = tops
        self.path = root / package.directory
        self.unread: list[str] = []
        self._files: dict[str, Data] = {}

    def load(self, name: str) -> Data:
        """Read a file of data by its path from the app's folder."""
        if name not in self._files:
            path = posixpath.normpath(posixpath.join(self.package.directory, name))
            self._files[name] = found = data.read(self.root, path)
            self.unread += [found.unread] if found.unread else []
        return self._files[name]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of files in the folder and in those of it, two deep."""
        found = []
        for name in listing(self.path):
            found.append(name)
            if name != "node_modules" and (self.path / name).is_dir():
                for below in listing(self.path / name):
                    found.append(f"{name}/{below}")
                    if (self.path / name / below).is_dir() and name == "adapters":
                        found += (
                            f"{name}/{below}/{each}" for each in listing(self.path / name / below)
                        )
        return tuple(found)

    def has(self, pattern: str) -> bool:
        """Return whether a pattern is the path of a file there."""
        form = re.compile(pattern)
        return any(form.fullmatch(name) for name in self.names)

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """What the app needs, and what a workspace above needs for all."""
        return self.package.dependencies

    @cached_property
    def config(self) -> AppConfig:
        """The configuration of its framework, read as data."""
        return app_config.read(self.path, self.root)


def app_of(folder: Folder) -> App:
    """Return what is found of one app."""
    package = folder.package
    script = _script(package.scripts, folder.dependencies)
    run = commands.of_script(script, package.scripts) if script else ()
    built = frameworks.builds(run, folder.dependencies)
    guessed = _guessed(folder) if not built else None
    if guessed and (script is None):
        built = [Build(guessed.value, commands.of_text(guessed.value.default_command)[0])]
    found = _expected(folder, built or _assumed(guessed), script)
    manager = managers.find(folder.root, package, folder.tops)
    framework = _framework(folder, built, script) or (
        Said(guessed.value.bundler.name, guessed.origin, sure=False) if guessed else None
    )
    return App(
        package.directory,
        package.name if package.is_there else folder.path.resolve().name,
        framework,
        Said(manager.value.manager, manager.origin, manager.sure) if manager else None,
        _command(folder, script, run, built, manager),
        found.outputs,
        found.doubts,
    )


def _assumed(guessed: Said[Framework] | None) -> list[Build]:
    return [Build(guessed.value, Command(()))] if guessed else []


def _script(scripts: Mapping[str, str], dependencies: Collection[str]) -> str | None:
    for name in _SCRIPTS:
        if scripts.get(name, "").strip():
            return name
    for name in (*_OTHERS, *(each for each in scripts if each.startswith("build"))):
        if name in scripts and frameworks.builds(commands.of_script(name, scripts), dependencies):
            return name
    return None


def _guessed(folder: Folder) -> Said[Framework] | None:
    """Return what builds an app whose script names no program of anybody known."""
    for framework, why in frameworks.by_packages(folder.dependencies, folder.has):
        if framework.default_command:
            return Said(framework, f"{why} in {folder.package.said.name}", sure=False)
    return None


def _framework(folder: Folder, built: Sequence[Build], script: str | None) -> Said[str] | None:
    if not built:
        return None
    first = min((each.framework for each in built), key=lambda each: each.bundler.rank)
    name = next((each for each in first.packages if each in folder.dependencies), None)
    for kind in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        said = folder.package.said.values.get(kind)
        if name and isinstance(said, dict) and name in said:
            return Said(first.bundler.name, folder.package.place(f"{kind}.{name}"))
    return Said(first.bundler.name, folder.package.place(f"scripts.{script}" if script else ""))


def _expected(folder: Folder, built: Sequence[Build], script: str | None) -> Expected:
    return outputs.joined(_of_build(folder, each, script) for each in built)


def _of_build(folder: Folder, build: Build, script: str | None) -> Expected:
    named = build.command.script or script
    place = folder.package.place(f"scripts.{named}") if named else build.command.text
    given = (build.framework, build.command, folder.config, folder.load, place)
    return outputs.joined(
        outputs.expected(
            build.framework,
            Values(*given, fixed),
            build.command.text,
            folder.dependencies,
            folder.has,
            build.command.folder,
        )
        for fixed in Values(*given).each()
    )


def _command(
    folder: Folder,
    script: str | None,
    run: Sequence[Command],
    built: Sequence[Build],
    manager: Said[Bundler] | None,
) -> Said[str] | None:
    """Return what builds the app: its script by the package manager, with flags for maps."""
    if manager is None:
        return None
    plain, with_flags, program = manager.value.runs
    if script is None:
        if not built:
            return None
        text = built[0].command.text
        flags = _flags(folder, built[0])
        return Said(
            program.format(program=" ".join((text, *flags))),
            f"{built[0].framework.bundler.name}: no script of {NAME} builds it",
            sure=False,
        )
    place = folder.package.place(f"scripts.{script}")
    last = built[-1] if built and built[-1].command.is_last else None
    if last and (flags := _flags(folder, last)):
        text = with_flags.format(script=script, flags=" ".join(flags))
        return Said(text, f"{place}, and source maps by {flags[0]}")
    return Said(plain.format(script=script), place)


def _flags(folder: Folder, build: Build) -> list[str]:
    """Return the flags that turn source maps on, where neither command nor configuration does."""
    flags = build.framework.map_flags.split()
    there = {re.split(r"[=]", word)[0].lower() for word in build.command.words}
    if any(each.lower() in there for each in flags):
        return []
    documents = [folder.config.of(each) for each in build.framework.bundler.configs]
    said = (each.value(key) for each in documents if each for key in build.framework.map_keys)
    return [] if any(value not in (None, False, "") for value in said) else flags


def unread_of(folder: Folder) -> Iterator[str]:
    """Return what could not be read, a sentence each."""
    yield from ([folder.package.said.unread] if folder.package.said.unread else [])
    yield from folder.unread
