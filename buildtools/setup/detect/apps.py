"""One app: what builds it, and what comes of that, each with where it is said."""

import posixpath
from collections.abc import Collection, Iterator

from buildtools.bundlers import Bundler, all_of
from buildtools.found.app import App
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.detect import built, data, managers, outputs, sites
from buildtools.setup.detect.commands import Command
from buildtools.setup.detect.folder import Folder
from buildtools.setup.detect.frameworks import Build
from buildtools.setup.detect.looking import Look
from buildtools.setup.detect.manifest import DEPENDENCIES, NAME
from buildtools.setup.detect.outputs import Doubt, Expected
from buildtools.setup.detect.values import Found, Values

_LEAVES = all_of(lambda each: each.leaves)


def app_of(folder: Folder, others: Collection[str] = ()) -> App:
    """Return what is found of one app; `others` are folders of other apps in its own."""
    package = folder.package
    will = outputs.joined(_of_build(folder, each) for each in folder.builds)
    will = will if will.outputs else _by_tasks(folder) or will
    there = built.read(folder.path, others)
    found = Look(folder.path, will, there, folder.ignored).outputs()
    manager = managers.find(folder.root, package, folder.tops)
    return App(
        package.directory,
        _name(folder),
        _framework(folder),
        Said(manager.value.manager, manager.origin, manager.sure) if manager else None,
        _command(folder, manager),
        found.outputs,
        tuple(each.text for each in found.doubts),
        sites.find(folder.load, folder.text, folder.configured(lambda each: each.site_keys)),
    )


def _name(folder: Folder) -> str:
    if folder.package.is_there and folder.package.name != ".":
        return folder.package.name
    named = folder.load(folder.task[0].file).at("name") if folder.task else None
    return named if isinstance(named, str) and named else folder.path.resolve().name


def _framework(folder: Folder) -> Said[str] | None:
    if folder.named:
        first = min((each.framework for each in folder.named), key=lambda each: each.bundler.rank)
        name = next((each for each in first.packages if each in folder.dependencies), None)
        for kind in DEPENDENCIES:
            said = folder.package.said.values.get(kind)
            if name and isinstance(said, dict) and name in said:
                return Said(first.bundler.name, folder.package.place(f"{kind}.{name}"))
        return Said(first.bundler.name, folder.package.place(f"scripts.{folder.script}"))
    if folder.task:
        said = folder.task[1]
        return Said(said.value.framework.bundler.name, said.origin)
    if guessed := folder.guessed:
        return Said(guessed.value.bundler.name, guessed.origin, sure=False)
    return None


def _of_build(folder: Folder, build: Build) -> Expected:
    named = build.command.script or folder.script
    place = folder.package.place(f"scripts.{named}") if named else build.command.text
    given = (build.framework, build.command, folder.config, folder.load, place)
    fixed = _by_task(folder)
    return outputs.joined(
        outputs.expected(
            build.framework,
            Values(*given, fixed | each, folder.package.directory),
            build.command.text,
            folder.dependencies,
            folder.has,
            build.command.folder,
        )
        for each in Values(*given, fixed).each()
    )


def _by_task(folder: Folder) -> dict[str, Found]:
    """Return where a runner of tasks lets the app be built to."""
    if folder.named or folder.task is None:
        return {}
    runner, said = folder.task
    path = folder.load(runner.file).at(runner.output)
    if not isinstance(path, str):
        return {}
    inner = said.value.framework.within_output
    below = posixpath.relpath(posixpath.join(path, inner), folder.package.directory)
    return {"out": Found(below, folder.load(runner.file).place(runner.output))}


def _by_tasks(folder: Folder) -> Expected | None:
    """Return the folders that a cache of tasks keeps of a build, of which nothing else is known."""
    up = posixpath.relpath(".", folder.package.directory)
    for place in _LEAVES if folder.script else ():
        name, _, key = place.partition("#")
        for file in dict.fromkeys((name, f"{up}/{name}")):
            said = folder.load(file)
            found = tuple(_kept(said, key, folder.package.directory)) if said.text else ()
            if found:
                why = f"the URL of {', '.join(each.value.path for each in found)}"
                return Expected(found, (Doubt(f"{why}: nothing names it", "url"),))
    return None


def _kept(said: data.Data, key: str, directory: str) -> Iterator[Said[Output]]:
    """Return the folders that patterns mean, without what they say of files."""
    for value in data.pick(said.values, key):
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, str) or each.startswith("!"):
                continue
            text = each.replace("{projectRoot}/", "").removesuffix("/**").removesuffix("/*")
            text = text.replace("{workspaceRoot}/", posixpath.relpath(".", directory) + "/")
            if text and not any(mark in text for mark in "*{["):
                path = posixpath.normpath(text)
                yield Said(Output(path, "~/"), said.place(key), sure=False)


def _command(folder: Folder, manager: Said[Bundler] | None) -> Said[str] | None:
    """Return what builds the app: its script by the package manager, with flags for maps."""
    if manager is None:
        return None
    plain, with_flags, program = manager.value.runs
    if folder.task and not folder.named:
        text = folder.task[0].command.format(name=_name(folder))
        return Said(program.format(program=text), folder.task[1].origin)
    if folder.script is None:
        if not folder.builds:
            return None
        build = folder.builds[0]
        text = " ".join((build.command.text, *_flags(folder, build)))
        why = f"{build.framework.bundler.name}: no script of {NAME} builds it"
        return Said(program.format(program=text), why, sure=False)
    place = folder.package.place(f"scripts.{folder.script}")
    last = folder.named[-1] if folder.named else None
    if last and last.command.is_last and (flags := _flags(folder, last)):
        text = with_flags.format(script=folder.script, flags=" ".join(flags))
        return Said(text, f"{place}, and source maps by {flags[0]}")
    return Said(plain.format(script=folder.script), place)


def _flags(folder: Folder, build: Build) -> list[str]:
    """Return the flags that turn source maps on, where neither command nor configuration does."""
    flags = build.framework.map_flags.split()
    if any(_is_said(each, build.command) for each in flags):
        return []
    documents = [folder.config.of(each) for each in build.framework.bundler.configs]
    values = [each.value(key) for each in documents if each for key in build.framework.map_keys]
    return [] if any(value not in (None, False, "") for value in values) else flags


def _is_said(flag: str, command: Command) -> bool:
    name = flag.partition("=")[0].lower()
    return any(word.partition("=")[0].lower() == name for word in command.words)
