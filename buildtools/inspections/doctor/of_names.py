"""The checks of the names: the organization first, then each project, with near ones."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from buildtools.api.http.request import Request
from buildtools.api.http.urls import path
from buildtools.checks.doctor import names
from buildtools.checks.doctor.names import Known, Named, Verdict
from buildtools.checks.doctor.scopes import READ
from buildtools.errors import BuildtoolsError
from buildtools.facts.token_shapes import shape_of
from buildtools.files import small_file
from buildtools.found.answer import Answer, not_checked, ok
from buildtools.inspections.doctor import bugsink, endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.contact import asking, is_busy, scopes_of
from buildtools.inspections.doctor.of_network import ASKING
from buildtools.inspections.doctor.probe import Probe
from buildtools.texts.foreign import object_of

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.http.response import Response

_MOST_BYTES = 1_000_000
_USING = ASKING - {"set-commits"}
"""The steps that a project which is not there would end."""
_TRIED = 4
"""Names of other files that a server is asked for, at most."""


def _organization(around: Around, client: "Client") -> Iterable[Answer]:
    org = client.connection.org
    if not org:
        yield not_checked("it is not set")
        return
    if bugsink.is_one(client):
        yield ok(f"{org}: a Bugsink has no organizations, so any name will do")
        return
    response = endpoints.ask(client, endpoints.releases(org))
    uploads = endpoints.ask(client, endpoints.uploads(org))
    named = Named("server.org", "organization", org, _origin(around, "server.org"), "there")
    named = _read(named, response)
    if named.verdict == "unknown" and uploads.status == 200:
        why = "this server takes uploads of any, and has no releases to ask for"
        named = named._replace(verdict="unsure", why=why)
    if named.verdict == "closed" and _verdict(uploads) == "there":
        why = "the server takes uploads there, and does not show its releases to this token"
        named = named._replace(verdict="unsure", why=why)
    control = _verdict(endpoints.ask(client, endpoints.releases(endpoints.MADE_UP)))
    named = names.undecided(named, control=_as_control(control))
    known = _organizations(around, client) if named.verdict == "unknown" else Known()
    yield names.judge(named, known, may_look=_may_look(around))


def _projects(around: Around, client: "Client") -> Iterable[Answer]:
    org, projects = client.connection.org, client.connection.projects
    if not org:
        yield not_checked("there is no organization to look in")
        return
    if not projects:
        yield not_checked("it is not set")
        return
    if not {*around.steps} & _USING:
        yield not_checked("no step to come asks for a project")
        return
    if bugsink.is_one(client):
        yield from _of_bugsink(around, client)
        return
    there = _verdict(endpoints.ask(client, endpoints.releases(org)))
    if there == "unknown":
        yield not_checked(f"the organization {org} is not there, so nothing is in it")
        return
    control = _as_control(
        _verdict(endpoints.ask(client, endpoints.project_releases(org, endpoints.MADE_UP)))
    )
    for place, project in enumerate(projects):
        response = endpoints.ask(client, endpoints.project_releases(org, project))
        origin = _origin(around, f"server.projects[{place}]")
        named = _read(Named("server.projects", "project", project, origin, "there"), response)
        named = names.undecided(named, control=control)
        known = _known_projects(around, client) if named.verdict == "unknown" else Known()
        yield names.judge(named, known, may_look=_may_look(around))


def _of_bugsink(around: Around, client: "Client") -> Iterator[Answer]:
    """Judge by its own list: only an upload names projects there."""
    listed = bugsink.projects(around, client)
    if listed is None or "upload" not in around.steps:
        yield not_checked("this server tells its projects to nobody, or no step asks for one")
        return
    slugs = tuple(each.slug for each in listed)
    for place, project in enumerate(client.connection.projects):
        origin = _origin(around, f"server.projects[{place}]")
        verdict: Verdict = "there" if project in slugs else "unknown"
        named = Named("server.projects", "project", project, origin, verdict)
        yield names.judge(named, Known(slugs, "the server", on_server=True))


def _origin(around: Around, key: str) -> str:
    return around.loaded.origins.get(key, key)


def _verdict(response: "Response") -> Verdict:
    from buildtools.api.http.foreign_answers import is_foreign

    if is_busy(response) or is_foreign(response):
        return "unsure"
    known: dict[int, Verdict] = {200: "there", 403: "closed", 404: "unknown"}
    return known.get(response.status, "unsure")


def _read(named: Named, response: "Response") -> Named:
    verdict = _verdict(response)
    why = f"the server answered {response.status}" if verdict == "unsure" else ""
    return named._replace(verdict=verdict, why=why)


def _as_control(verdict: Verdict) -> Literal["unknown", "there", "unsure"]:
    return verdict if verdict in ("unknown", "there") else "unsure"


def _may_look(around: Around) -> bool:
    """Whether the token's scopes allow to see releases, where the server tells them."""
    return bool({*scopes_of(around)} & {*READ})


def _slugs(client: "Client", where: str) -> tuple[str, ...]:
    """List names, as far as the token may see them; nothing where it may not."""
    from buildtools.api.models.answers import Organization

    response = endpoints.ask(client, Request("GET", where))
    try:
        return tuple(each.slug for each in response.read(tuple[Organization, ...]))
    except BuildtoolsError:
        return ()


def _organizations(around: Around, client: "Client") -> Known:
    listed = _slugs(client, path("organizations"))
    if listed:
        return Known(listed, "the server", on_server=True)
    told = list(_told(around, "server.org"))
    token = around.loaded.settings.server
    said = shape_of(client.connection.token.reveal()).org if token else ""
    if said:
        told.insert(0, (said, "the token"))
    return _tried(client, told, endpoints.releases)


def _known_projects(around: Around, client: "Client") -> Known:
    def ask() -> Known:
        org = client.connection.org
        for where in (path("organizations", org, "projects"), path("projects")):
            if listed := _slugs(client, where):
                return Known(listed, "the server", on_server=True)
        told = [*_told(around, "server.projects"), *_packages(around)]
        return _tried(client, told, lambda each: endpoints.project_releases(org, each))

    return around.once("known projects", ask)


def _tried(
    client: "Client", told: Iterable[tuple[str, str]], request: Callable[[str], Request]
) -> Known:
    """Ask for names that other files say: those that the server has are what may be meant."""
    candidates = list(dict.fromkeys(told))
    own = {*client.connection.projects, client.connection.org}
    usable = [(name, place) for name, place in candidates if name and name not in own]
    there = [
        name
        for name, _ in usable[:_TRIED]
        if _verdict(endpoints.ask(client, request(name))) == "there"
    ]
    return Known(tuple(there), "the server", on_server=True) if there else names.sources(usable)


def _told(around: Around, key: str) -> Iterator[tuple[str, str]]:
    """Return what files of other tools say, with its place."""
    from buildtools.config.fallbacks import read_fallbacks
    from buildtools.config.nodes import Faults

    files, _ = read_fallbacks(around.loaded.root, around.loaded.variables, Faults())
    for file in files:
        node = file.get(key)
        if node is None:
            continue
        for each in node.value if isinstance(node.value, tuple) else (node,):
            yield str(each.value), each.place


def _packages(around: Around) -> Iterator[tuple[str, str]]:
    """Return the names of the app's packages: projects are often called like them."""
    root, directory = around.loaded.root, around.loaded.settings.build.directory
    for file in dict.fromkeys((root / directory / "package.json", root / "package.json")):
        try:
            name = object_of(small_file.read(file, _MOST_BYTES)).get("name")
        except (OSError, ValueError, small_file.Unfit):
            continue
        if isinstance(name, str):
            yield name.rpartition("/")[2], "package.json"


PROBES = (
    Probe("organization", "server", "organization", asking(_organization), ASKING),
    Probe("project", "server", "project", asking(_projects), ASKING),
)
