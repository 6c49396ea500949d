"""What a sentry.yml is to say, each value with its origin: of what was found the nearest counts.

flags and answers  >  what other tools are told  >  what lies there  >  what always does
"""

from typing import TypeGuard

import msgspec

from buildtools.found.app import App
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.ground import Ground
from buildtools.setup.questions.given import Given

LOCAL = "local"
PRODUCTION = "production"
TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 - the name of a variable
_URL = "https://sentry.io"


class Draft(msgspec.Struct, frozen=True):
    """The values of a sentry.yml; None where nothing tells one."""

    directory: Said[str]
    release: Said[str] | None
    command: Said[str] | None
    outputs: tuple[Said[Output], ...]
    url: Said[str]
    org: Said[str] | None
    projects: Said[tuple[str, ...]] | None
    token: Said[str]
    """The name of the variable that holds it."""
    environments: tuple[Said[str], ...]
    """Beside `local`, which is always there."""
    site: Said[str] | None = None
    dist: Said[str] | None = None
    ignore: tuple[Said[str], ...] = ()
    commits: Said[str] | None = None
    repository: Said[str] | None = None
    strip: Said[bool] | None = None
    own: tuple[tuple[str, Said[str]], ...] = ()
    """Keys of each section but `local`, whose variables are not there on a developer's machine."""

    @property
    def names(self) -> tuple[str, ...]:
        """All sections, in their order."""
        return (LOCAL, *(each.value for each in self.environments))


def drafted(
    app: App,
    told: Existing,
    known: Given,
    ground: Ground,
    environment: str | None = None,
    *,
    as_told: bool = False,
) -> Draft:
    """Return what a sentry.yml for an app says.

    `environment` is one more section; `as_told` lets other tools go before what lies there.
    """
    outputs = (told.outputs, app.outputs) if as_told or not _is_sure(app) else (app.outputs, ())
    command = (told.command, app.command) if as_told else (app.command, told.command)
    release, dist = known.release or told.release, told.dist
    own = tuple((key, said) for key, said in (("release", release), ("dist", dist)) if _waits(said))
    return Draft(
        directory=Said(app.directory, "--app" if known.app else "the folder of package.json"),
        release=_release(ground) if release is None or _waits(release) else release,
        command=known.command or command[0] or command[1],
        outputs=known.outputs or outputs[0] or outputs[1],
        url=known.url or told.url or Said(_URL, "Sentry's own; of another server its web root"),
        org=known.org or told.org,
        projects=known.projects or told.projects,
        token=told.token_variable or Said(TOKEN, ""),
        environments=_environments(told, environment),
        site=known.site or told.site or app.site,
        dist=None if _waits(dist) else dist,
        ignore=told.ignore,
        commits=told.commits,
        repository=told.repository,
        strip=told.strip if told.strip and told.strip.value else None,
        own=own,
    )


def _waits(said: Said[str] | None) -> TypeGuard[Said[str]]:
    """Whether a value is known only where a variable is set, as in CI."""
    return said is not None and ("${" in said.value or "{env." in said.value)


def _is_sure(app: App) -> bool:
    """Whether all outputs are more than a guess."""
    return bool(app.outputs) and all(each.sure for each in app.outputs)


def _release(ground: Ground) -> Said[str] | None:
    """Return a template that can be filled here; None leaves it to the commit."""
    if ground.has_commit or not ground.version:
        return None
    name = "{package.name}@" if ground.name else ""
    return Said(f"{name}{{package.version}}", "package.json; no commit is here to name it")


def _environments(told: Existing, more: str | None) -> tuple[Said[str], ...]:
    found = [each for each in told.environments if each.value != LOCAL]
    if more and more != LOCAL:
        found.append(Said(more, "--env"))
    if PRODUCTION not in [each.value for each in found]:
        found.append(Said(PRODUCTION, "has the defaults"))
    return tuple({each.value: each for each in reversed(found)}.values())[::-1]
