"""Secrets and home folders in built files, as evidence."""

import posixpath
from collections.abc import Iterator, Sequence

from buildtools.acceptance import mark
from buildtools.checks import maps, published_sources
from buildtools.checks.secrets.search import Search
from buildtools.checks.secrets.tracing import by_map
from buildtools.errors import DiskRefused, NothingFound, SourceMapError
from buildtools.files import disk, walking
from buildtools.findings import Finding
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.weight.scripts import Script, map_of, scripts_of
from buildtools.results import Uploaded
from buildtools.review.evidence.exposure import ExposureSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen
from buildtools.sourcemaps.pairing import is_map
from buildtools.values import Sources

_SOURCE = "patterns of buildtools/checks/secrets, over scripts, maps and their texts"
FIGURES = {"secrets": "secret-in-build", "home-paths": "home-path-in-build"}
"""Which findings a figure counts: those that nobody has accepted."""


def search(scope: Scope) -> ExposureSeen | Unseen:
    """Search scripts and maps of the build; reads them, and writes nothing."""
    if (passed := scope.passed_over("security")) is not None:
        return passed
    settings = scope.loaded.settings
    looking = Search(scope.root.resolve().as_posix(), scope.loaded.secrets)
    try:
        scripts = scripts_of(scope)
        if not scripts:
            return Unseen("there are no built scripts: invoke build")
        published = _search(scope, looking, scripts)
    except (DiskRefused, NothingFound) as fault:
        return Unseen(fault.what)
    findings = mark((*looking.findings(), *published), settings.accept)
    return ExposureSeen(
        looking.searched, settings.upload.sources, _sent(scope), findings, _figures(findings)
    )


def _search(scope: Scope, looking: Search, scripts: Sequence[Script]) -> list[Finding]:
    """Search each script with its map, then maps that are of none; give published sources."""
    claimed = {script.map for script in scripts}
    for script in scripts:
        _pair(scope, looking, script)
    published: list[Finding] = []
    for path, is_served in dict(_others(scope)).items():
        if is_map(path) and path not in claimed:
            _map(looking, path, disk.read(scope.root / path))
        elif is_served and _is_source(scope, path):
            published.append(published_sources.published(path))
    return published


def _is_source(scope: Scope, path: str) -> bool:
    is_named_so = published_sources.may_be_source(path)
    return is_named_so and published_sources.is_text(disk.read(scope.root / path))


def _pair(scope: Scope, looking: Search, script: Script) -> None:
    data = disk.read(scope.root / script.path)
    code = data.decode("utf-8", "replace")
    try:
        map_ = map_of(scope.root, script, data)
    except SourceMapError:
        map_ = None
    subject = script.map or script.path
    parsed = maps.parse(subject, map_) if map_ is not None else None
    if map_ is None or not isinstance(parsed, maps.Map):
        looking.file(script.path, code)
        if map_ is not None:
            _map(looking, subject, map_)
        return
    looking.pair(script.path, code, subject, parsed, by_map(lambda: map_))


def _map(looking: Search, path: str, data: bytes) -> None:
    parsed = maps.parse(path, data)
    if isinstance(parsed, maps.Map):
        looking.texts(path, parsed)
    else:
        looking.file(path, data.decode("utf-8", "replace"))


def _others(scope: Scope) -> Iterator[tuple[str, bool]]:
    """Return every file of the outputs, and whether it is served."""
    build = scope.loaded.settings.build
    for output in build.outputs:
        folder = posixpath.normpath(posixpath.join(build.directory, output.path))
        if (scope.root / folder).is_dir():
            for name in walking.walk(scope.root / folder, build.ignore):
                yield posixpath.join(folder, name), output.kind == "browser"


def _sent(scope: Scope) -> Sources | None:
    entries = scope.ledger.entries.values() if scope.ledger else ()
    outcomes = [entry.outcome for entry in entries]
    return next((each.sources for each in outcomes if isinstance(each, Uploaded)), None)


def _figures(findings: Sequence[Finding]) -> tuple[Figure, ...]:
    counted = [each.code for each in findings if each.severity != "info" and not each.accepted]
    return tuple(Figure(name, counted.count(code), _SOURCE) for name, code in FIGURES.items())
