"""Where errors are raised: an app that is started for it, or the live site."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from buildtools.api.http.urls import is_loopback
from buildtools.checks import build_command
from buildtools.config import Loaded, SiteConnection, connecting
from buildtools.errors import ConfigurationError
from buildtools.project.serving import PORT, started
from buildtools.settings import Serve

_NEVER_BY_PROXY = "127.0.0.1,localhost"


class Place(NamedTuple):
    """An address, and how the app is started that answers there; without that it is a live site."""

    site: SiteConnection
    serve: Serve | None
    browser: str | None = None
    """The path of the browser to take; None for the first of the usual ones."""


class Told(NamedTuple):
    """What an app is told through its environment, where nothing there says otherwise."""

    dsn: str
    release: str
    dist: str | None
    own_dsn: bool
    """Whether its own variables may name another DSN; not where the server is a sandbox."""


def place_of(loaded: Loaded, *, live: bool, yes: bool) -> Place:
    """Choose where: at the site where it is asked for, or where nothing says how to start the app.

    Raises ConfigurationError when there is neither, and at an address that is not of this machine
    without a yes.
    """
    settings = loaded.settings
    if settings.serve is None and settings.site is None:
        raise ConfigurationError(
            "nothing says how the app is started, or where it is",
            remedy="set serve: {command: …} in sentry.yml",
        )
    if settings.serve and not live:
        place = Place(SiteConnection(settings.serve.url), settings.serve)
    else:
        place = Place(connecting.site(loaded), None)
    url = place.site.url
    if not is_loopback(url.replace(PORT, "80")) and not yes:
        raise ConfigurationError(
            f"errors would be raised at {url}, which is not this machine",
            remedy="say --yes if they may",
        )
    return place


@contextmanager
def opened(place: Place, loaded: Loaded, told: Told) -> Iterator[str]:
    """Start the app, where it is to be started, and give the URL that it answers at.

    Raises BuildFailed when it does not come up.
    """
    if place.serve is None:
        yield place.site.url
        return
    folder = loaded.root / Path(loaded.settings.build.directory)
    with started(place.serve, folder, _environ(loaded, told)) as url:
        yield url


def _environ(loaded: Loaded, told: Told) -> dict[str, str]:
    """Return the variables of the app: those of its build, and where its server reports."""
    extra = loaded.settings.build.environment
    own = build_command.variables(
        *(loaded.variables, extra, told.release, told.dist),
        *(loaded.known_secrets, loaded.deploy_environment),
    )
    given = {"SENTRY_DSN": told.dsn, **{name: text for name, text in own.items() if text}}
    if not told.own_dsn:
        given["SENTRY_DSN"] = told.dsn
        for name in ("NO_PROXY", "no_proxy"):
            given[name] = ",".join(filter(None, (given.get(name), _NEVER_BY_PROXY)))
    return given
