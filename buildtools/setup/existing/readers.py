"""A row for each kind of file in which other tools are told something, in the order of reading."""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from buildtools.setup.existing import dialects, dockerfile, fastlane, hosts, makefile, programs
from buildtools.setup.existing.ci_files import Pipeline
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.running import Running
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.step import Step, Where
from buildtools.setup.existing.told import Told, unknown
from buildtools.setup.existing.use import Use

Found = Iterator[Step | Use]


class Reader(NamedTuple):
    """How files of one kind are read."""

    files: re.Pattern[str]
    """Found in their paths."""
    signs: re.Pattern[str]
    """Without one of these in it a file is passed over."""
    read: Callable[[Project, Scope, str], Found]
    is_certain: bool = False
    """Whether files of these names are what they are read as."""


def _pipeline(project: Project, scope: Scope, name: str) -> Found:
    pipeline = Pipeline(project, name)
    yield from pipeline.steps(scope)
    yield from pipeline.uses


def _toml(project: Project, scope: Scope, name: str) -> Found:
    node = hosts.of_toml(project.text(name) or "", name)
    if node is None:
        project.unread.append(f"{name}: it is no TOML")
        return
    pipeline = Pipeline(project, name, node)
    yield from pipeline.steps(scope)
    yield from pipeline.uses


def _package(project: Project, scope: Scope, name: str) -> Found:
    folder = posixpath.dirname(name) or "."
    for each in project.scripts(folder).values():
        file, _, line = each.place.rpartition(":")
        if f"{file}#{each.name}" not in project.followed:
            running = Running(project, Scope(scope), folder)
            yield from running.run(each.text, Where(file, int(line) - 1, fixed=True))


def _shell(project: Project, scope: Scope, name: str) -> Found:
    yield from _script(project, scope, name, project.text(name) or "")


def _powershell(project: Project, scope: Scope, name: str) -> Found:
    yield from _script(project, scope, name, dialects.of_powershell(project.text(name) or ""))


def _batch(project: Project, scope: Scope, name: str) -> Found:
    yield from _script(project, scope, name, dialects.of_batch(project.text(name) or ""))


def _script(project: Project, scope: Scope, name: str, text: str) -> Found:
    inner = Scope(scope)
    for number in range(1, 10):
        inner.put(str(number), unknown(f"what is given as ${number}"), name)
    yield from Running(project, inner, ".").run(text, Where(name))


def _makefile(project: Project, scope: Scope, name: str) -> Found:
    read = makefile.read(project.text(name) or "")
    folder = posixpath.dirname(name) or "."
    for target, recipe in read.recipes.items():
        if f"{name}#{target}" not in project.followed:
            running = Running(project, Scope(scope), folder)
            yield from running.apart(name, folder, (*read.variables, *recipe.lines))


def _justfile(project: Project, scope: Scope, name: str) -> Found:
    read = makefile.read(dialects.of_just(project.text(name) or ""))
    folder = posixpath.dirname(name) or "."
    for recipe in read.recipes.values():
        running = Running(project, Scope(scope), folder)
        yield from running.apart(name, folder, (*read.variables, *recipe.lines))


def _dockerfile(project: Project, scope: Scope, name: str) -> Found:
    inner, top = Scope(scope), posixpath.dirname(name)
    top = top if top and project.package_of(top) == top else "."
    folder = top
    for each in dockerfile.read(project.text(name) or ""):
        if each.kind == "folder":
            folder = posixpath.normpath(posixpath.join(top, each.text))
            continue
        level = inner if each.kind == "set" else Scope(inner)
        yield from Running(project, level, folder).run(each.text, Where(name, each.line - 1))


_LIBRARY = re.compile(r"(?:from|require\()\s*['\"]@sentry/cli['\"]")


def _library(project: Project, scope: Scope, name: str) -> Found:
    text = project.text(name) or ""
    if found := _LIBRARY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        why = "it calls sentry-cli as a library; only running it would tell what is sent"
        project.unread.append(f"{name}:{line}: {why}")
    yield from _texts(project, Scope(scope), name, "script")


def _program(language: str) -> Callable[[Project, Scope, str], Found]:
    def read(project: Project, scope: Scope, name: str) -> Found:
        yield from _texts(project, Scope(scope), name, language)

    return read


def _texts(project: Project, scope: Scope, name: str, language: str) -> Found:
    folders = ["."]
    for word in ("version", "name"):
        scope.put(f"npm_package_{word}", Told(f"{{package.{word}}}"), name)
    for each in programs.read(project.text(name) or "", language):
        if each.kind == "secret":
            scope.put(each.text, Told(f"{{env.{each.text}}}"), f"{name}:{each.line}")
        elif each.kind == "folder":
            folders.append(posixpath.normpath(posixpath.join(folders[-1], each.text)))
        elif each.kind == "end":
            folders.pop()
        else:
            level = scope if each.kind == "set" else Scope(scope)
            running = Running(project, level, folders[-1])
            yield from running.run(each.text, Where(name, each.line - 1))


def _fastfile(project: Project, scope: Scope, name: str) -> Found:
    folder = posixpath.dirname(posixpath.dirname(name)) or "."
    inner = Scope(scope)
    yield from _texts(project, inner, name, "ruby")
    yield from fastlane.uses(project.text(name) or "", name, inner, folder)


def _row(
    files: str, signs: re.Pattern[str], read: Callable[[Project, Scope, str], Found]
) -> Reader:
    return Reader(re.compile(files), signs, read, is_certain=signs is not _TOOL)


_CALLS = re.compile(r"sentry|\.sh\b|\bmake\b|\brelease|sourcemap", re.IGNORECASE)
_NAMED = re.compile(r"sentry", re.IGNORECASE)
_TOOL = re.compile(
    r"sentry-cli|SENTRY_?CLI|@sentry/cli|getsentry/|sentryio/|\bsentry_[a-z]"
    r"|\bsentry (?:sourcemap|release) |sentry-upload-sourcemaps"
)


READERS = (
    _row(r"^\.github/workflows/.*\.ya?ml$", _CALLS, _pipeline),
    _row(
        r"(?:^|/)(?:\.gitlab-ci|\.gitlab/.*|\.circleci/.*|bitbucket-pipelines|azure-pipelines.*"
        r"|\.azure/.*|\.azure-pipelines/.*|\.travis|\.buildkite/.*|\.drone|buildspec.*|cloudbuild.*"
        r"|amplify|\.?appveyor|\.semaphore/.*|codemagic|bitrise|\.cirrus|\.woodpecker.*"
        r"|\.ci/.*|render)\.ya?ml$",
        _CALLS,
        _pipeline,
    ),
    _row(r"(?:^|/)Jenkinsfile[\w.-]*$|\.(?:groovy|jenkinsfile)$", _CALLS, _program("groovy")),
    _row(r"(?:^|/)netlify\.toml$", _CALLS, _toml),
    _row(r"(?:^|/)(?:GNUm|M|m)akefile$|\.mk$", _NAMED, _makefile),
    _row(r"(?:^|/)\.?[jJ]ustfile$", _NAMED, _justfile),
    _row(r"(?:^|/)(?:Dockerfile|Containerfile)[\w.-]*$|\.[Dd]ockerfile$", _CALLS, _dockerfile),
    _row(r"(?:^|/)package\.json$", _NAMED, _package),
    _row(r"^(?!(?:.*/)?package(?:-lock)?\.json$).*\.(?:ya?ml|json)$", _TOOL, _pipeline),
    _row(r"\.toml$", _TOOL, _toml),
    _row(r"(?:^|/)fastlane/Fastfile[\w.-]*$", _NAMED, _fastfile),
    _row(r"\.(?:rb|rake)$|(?:^|/)Rakefile$", _TOOL, _program("ruby")),
    _row(r"\.[cm]?[jt]s$", _TOOL, _library),
    _row(r"\.py$", _TOOL, _program("python")),
    _row(r"\.ps1$", _TOOL, _powershell),
    _row(r"\.(?:cmd|bat)$", _TOOL, _batch),
    _row(r"\.(?:sh|bash|zsh|ksh)$|^\.husky/[\w-]+$|(?:^|/)[\w-]+$", _TOOL, _shell),
)
"""What calls comes before what is called; what was followed is not read again."""
