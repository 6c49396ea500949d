"""The checks of DSNs: of settings, variables, sources, and of the build that is there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from buildtools.api.http.request import Request
from buildtools.api.http.urls import path
from buildtools.checks.doctor import dsns
from buildtools.checks.doctor.dsns import Project, Written
from buildtools.errors import BuildtoolsError, ServerRefused
from buildtools.facts.dsns import number_of, read, written_in
from buildtools.files import small_file
from buildtools.findings.subjects import File, Setting
from buildtools.found.answer import Answer, not_checked
from buildtools.inspections.doctor import bugsink, endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.contact import asking
from buildtools.inspections.doctor.probe import Probe

if TYPE_CHECKING:
    from buildtools.api.client import Client

_VARIABLE = re.compile(r"(?:[A-Z]+_)*SENTRY_(?:[A-Z]+_)*DSN")
_MOST_SCRIPTS = 400
_MOST_BYTES = 20_000_000
_SCRIPTS = ("*.js", "*.mjs", "*.cjs")


def _dsn(around: Around, client: "Client") -> Iterable[Answer]:
    written = list(_read(_settings(around)))
    if not written:
        yield not_checked("none is set: the server is asked for that of the project")
        return
    yield from _judged(around, client, written)


def _built(around: Around, client: "Client") -> Iterable[Answer]:
    scripts = list(_scripts(around))
    written = list(
        _read((found, File(name), "") for name, text in scripts for found in written_in(text))
    )
    if not written:
        yield not_checked("the built scripts have none" if scripts else "nothing is built yet")
        return
    yield from _judged(around, client, written)


def _sources(around: Around, client: "Client") -> Iterable[Answer]:
    """Read what the app's own code hands to its SDK, where that is written there."""
    from buildtools.sources import reading

    build = around.loaded.settings.build
    app = around.loaded.root / build.directory
    found = reading.read(app, build.directory, [each.path for each in build.outputs])
    given = ((each, each.options.get("dsn")) for each in found.calls)
    places = [(dsn, File(each.file, each.line), "") for each, dsn in given if isinstance(dsn, str)]
    written = list(_read(places))
    if not written:
        yield not_checked("the app's sources write none, so a variable tells it")
        return
    yield from _judged(around, client, written)


def _judged(around: Around, client: "Client", written: Sequence[Written]) -> Iterator[Answer]:
    projects = _projects(around, client)
    if not projects:
        yield not_checked("there is no project to compare with")
        return
    for each in written:
        is_own = each.about == Setting("server.dsn")
        sends = is_own and _sends(around, client, projects)
        yield dsns.judge(each, projects, sends=sends)


def _read(places: Iterable[tuple[str, Setting | File, str]]) -> Iterator[Written]:
    """Return each DSN once, where it stands first."""
    seen: set[str] = set()
    for text, about, origin in places:
        dsn = read(text)
        if dsn is None or text in seen:
            continue
        seen.add(text)
        yield Written(dsn, _key(text), about, origin)


def _settings(around: Around) -> Iterator[tuple[str, Setting | File, str]]:
    """Return the DSNs of the settings, and of variables that the build is given."""
    own = getattr(around.loaded.settings.server, "dsn", None)
    if own:
        yield own, Setting("server.dsn"), around.loaded.origins.get("server.dsn", "")
    for name, value in sorted(around.variables.items()):
        if _VARIABLE.fullmatch(name) and value.strip():
            yield value.strip(), Setting(name), "a variable"


def _scripts(around: Around) -> Iterator[tuple[str, str]]:
    """Return the built scripts that are there, as far as a quick look reads them."""
    root, build = around.loaded.root, around.loaded.settings.build
    left, files = _MOST_BYTES, 0
    for output in build.outputs:
        folder = root / build.directory / output.path
        for pattern in _SCRIPTS:
            for file in sorted(folder.rglob(pattern)):
                files += 1
                if files > _MOST_SCRIPTS or left <= 0:
                    return
                try:
                    data = small_file.read(file, left)
                except (OSError, BuildtoolsError):
                    continue
                left -= len(data)
                text = data.decode("utf-8", "replace") if b"@" in data else ""
                yield file.relative_to(root).as_posix(), text


def _projects(around: Around, client: "Client") -> tuple[Project, ...]:
    about = client.connection
    if not about.org:
        return ()
    if bugsink.is_one(client):
        listed = bugsink.projects(around, client) or ()
        by_slug = {each.slug: each for each in listed}
        return tuple(_of_bugsink(each, by_slug.get(each)) for each in about.projects)
    return tuple(_project(client, each) for each in about.projects)


def _of_bugsink(slug: str, row: bugsink.Row | None) -> Project:
    if row is None:
        return Project(slug, "")
    return Project(slug, str(row.id), {_key(row.dsn): True} if row.dsn else None)


def _key(dsn: str) -> str:
    return dsn.partition("://")[2].partition("@")[0].partition(":")[0]


def _project(client: "Client", slug: str) -> Project:
    """Return what tells a project's number: its keys, else a release of it."""
    from buildtools.api.models.settings import ClientKey

    where = path("projects", client.connection.org, slug, "keys")
    response = endpoints.ask(client, Request("GET", where))
    try:
        rows = response.read(tuple[ClientKey, ...]) if response.status == 200 else ()
    except ServerRefused:
        rows = ()
    if not rows:
        return Project(slug, _by_release(client, slug))
    keys = {each.public: each.is_active for each in rows}
    return Project(slug, number_of(rows[0].dsn.public), keys)


def _by_release(client: "Client", slug: str) -> str:
    from buildtools.api.models.answers import Release

    response = endpoints.ask(client, endpoints.project_releases(client.connection.org, slug))
    try:
        rows = response.read(tuple[Release, ...]) if response.status == 200 else ()
    except ServerRefused:
        rows = ()
    numbers = [str(one.id) for each in rows for one in each.projects if one.slug == slug]
    return next(filter(None, numbers), "")


def _sends(around: Around, client: "Client", projects: tuple[Project, ...]) -> bool:
    """Return whether `verify` would send events by the DSN of the settings, and refuse it."""
    if "verify" not in around.steps or not around.loaded.settings.verify.events:
        return False
    try:
        able = client.capabilities()
    except BuildtoolsError:
        return False
    return able.events and all(each.keys is not None for each in projects)


PROBES = (
    Probe("dsn", "dsn", "DSN", asking(_dsn), frozenset({"verify"})),
    Probe("dsn-sources", "dsn", "DSN in the sources", asking(_sources)),
    Probe("dsn-built", "dsn", "DSN in the build", asking(_built)),
)
