"""Which name was wrong when the server answered 404: organization, project or release.

Servers answer 404 for a name that does not exist and for one the token cannot see, and rarely say
which. So each name is asked for alone, and near ones are offered.
Source: docs/wire.md#error-answers.
"""

from collections.abc import Sequence

from buildtools.api.http.foreign_answers import is_foreign, is_own, sentence
from buildtools.api.http.request import ANY_STATUS, Request
from buildtools.api.http.response import NotFound, Response
from buildtools.api.http.transport import Transport
from buildtools.api.http.urls import path
from buildtools.api.models.answers import Organization, Project, Release
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError, again
from buildtools.texts.wording import meant, near

_SHOWN = 8
_EXISTS = "exists"


def explain(
    transport: Transport,
    connection: Connection,
    version: str | None = None,
    missing: NotFound | None = None,
    *,
    project: str | None = None,
) -> NotFound:
    """Probe organization, projects and release, and name the first that is not there.

    `project` is the one the request was about; without it those of the settings are probed.
    """
    org = connection.org
    lines = list(missing.evidence if missing else ())
    for what, name, where in _names(org, [project] if project else connection.projects, version):
        response = transport.send(Request("GET", where), ANY_STATUS)
        lines.append(f"{what} {name}: {_verdict(response)}")
        if response.status == 404 and is_own(response):
            others = _others(transport, what, org)
            return NotFound(
                f"there is no {what} {name} that this token can see",
                status=404,
                evidence=(*lines, *_listed(what, name, others)),
                remedy=_remedy(what, name, others),
            )
    return NotFound(
        missing.what if missing else "the server answered 404, though every name exists",
        status=404,
        evidence=lines,
        remedy="check that the token may see the organization and its projects"
        if any(line.endswith(_EXISTS) for line in lines)
        else "check that server.url is a Sentry server: compatible ones lack parts of the API",
    )


def _names(org: str, projects: Sequence[str], version: str | None) -> list[tuple[str, str, str]]:
    """What is looked at, in order: its kind, its name and its path."""
    names = [("organization", org, path("organizations", org))]
    names += [("project", slug, path("projects", org, slug)) for slug in projects]
    if version is not None:
        names.append(("release", version, path("organizations", org, "releases", version)))
    return names


def _verdict(response: Response) -> str:
    match response.status:
        case _ if is_foreign(response):
            return sentence(response)
        case 200 if response.is_json:
            return _EXISTS
        case 403:
            return "the token may not look"
        case 404 if is_own(response):
            return "not found"
        case _:
            return "the server cannot be asked"


def _others(transport: Transport, what: str, org: str) -> list[str]:
    """Names of the same kind that do exist; none when they cannot be listed."""
    try:
        match what:
            case "organization":
                where, names = path("organizations"), tuple[Organization, ...]
                return [one.slug for one in transport.send(Request("GET", where)).read(names)]
            case "project":
                where = path("organizations", org, "projects")
                return [
                    one.slug
                    for one in transport.send(Request("GET", where)).read(tuple[Project, ...])
                ]
            case _:
                where = path("organizations", org, "releases")
                return [
                    one.version
                    for one in transport.send(Request("GET", where)).read(tuple[Release, ...])
                ]
    except BuildtoolsError:
        return []


def _listed(what: str, name: str, others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    shown = near(name, others, _SHOWN, likeness=0.5) or others[:_SHOWN]
    return (f"{what}s here: {', '.join(shown)}" + (" …" if len(shown) < len(others) else ""),)


def _remedy(what: str, name: str, others: list[str]) -> str:
    if name in others:
        return f"give the token access to the {what}: it is listed, and not shown"
    guess = meant(name, others)
    if what == "release":
        return f"{again('create')}{guess}"
    key = (
        "server.org (SENTRY_ORG)" if what == "organization" else "server.projects (SENTRY_PROJECT)"
    )
    return f"correct {key}{guess}"
