"""The checks of what the server knows of repository and environment."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from buildtools.api.http.request import Request
from buildtools.api.http.urls import path
from buildtools.checks.doctor import repositories
from buildtools.checks.doctor.repositories import Connected
from buildtools.errors import BuildtoolsError, ServerRefused
from buildtools.found.answer import Answer, not_checked, ok
from buildtools.inspections.doctor import endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.checkout import has_commit, repository_name
from buildtools.inspections.doctor.contact import asking, is_busy
from buildtools.inspections.doctor.probe import Probe

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.http.response import Response


def _repository(around: Around, client: "Client") -> Iterable[Answer]:
    commits = around.loaded.settings.commits
    if commits.mode == "off":
        yield not_checked("commits.mode is off")
        return
    if commits.mode == "local" or (commits.mode == "auto" and commits.paths):
        why = "commits.mode is local" if commits.mode == "local" else "commits.paths chooses some"
        yield ok(f"commits go as a list from git: {why}")
        return
    if not has_commit(around):
        yield not_checked("there is no git here, and no variable of CI that names a commit")
        return
    if why := _no_commits(client):
        yield not_checked(why)
        return
    try:
        listed = client.repositories()
    except ServerRefused as refused:
        yield not_checked(refused.what)
        return
    known = [
        Connected(each.name, each.url or "", each.provider.id if each.provider else "")
        for each in listed
    ]
    yield repositories.judge(repository_name(around), commits.mode, known, listed.reason)


def _no_commits(client: "Client") -> str:
    """Return why the server is told of no commits; empty where it is."""
    if not client.connection.org:
        return "there is no organization to ask about"
    try:
        able = client.capabilities()
    except BuildtoolsError as failure:
        return failure.what
    return "" if able.commits else able.why("commits")


def _environment(around: Around, client: "Client") -> Iterable[Answer]:
    about = client.connection
    name = around.loaded.deploy_environment
    origin = around.loaded.origins.get("deploy.environment", "")
    place = origin if around.loaded.settings.deploy.environment else "the name of the section"
    if not about.org or not about.projects:
        yield not_checked("there is no project to ask about")
        return
    where = path("projects", about.org, about.projects[0], "environments")
    response = endpoints.ask(client, Request("GET", where))
    known = _names(response) if response.status == 200 and not is_busy(response) else None
    if known is None:
        yield not_checked(f"{name}: {_why(response.status)}")
        return
    yield repositories.environment(name, place, known)


def _why(status: int) -> str:
    if status in (401, 403):
        return "the token may not see environments: that needs project:read"
    return f"the server answered {status}"


def _names(response: "Response") -> tuple[str, ...] | None:
    from buildtools.api.models.settings import Named

    try:
        rows = response.read(tuple[Named, ...])
    except ServerRefused:
        return None
    return tuple(each.name for each in rows if each.name and not each.is_hidden)


PROBES = (
    Probe(
        "repository",
        "commits",
        "repository on the server",
        asking(_repository),
        frozenset({"set-commits"}),
    ),
    Probe("environment", "server", "environment's name", asking(_environment)),
)
