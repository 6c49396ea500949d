"""Connecting: the last look at the settings before anything talks to a server or a site."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from buildtools.config.loaded import Loaded
from buildtools.config.overrides import NAMES, overriding
from buildtools.config.tokens import token_remedy
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, NotAuthenticated
from buildtools.settings import Server
from buildtools.values import Secret


class SiteConnection(msgspec.Struct, frozen=True):
    """A live site that can be asked now: every header has its value."""

    url: str
    headers: dict[str, Secret] = {}
    ca_bundle: str | None = None
    ca_origin: str = ""
    """Where that was said: `sentry.yml:9`, `REQUESTS_CA_BUNDLE (environment)`."""


def connection(loaded: Loaded, token: Secret | None = None) -> Connection:
    """Return what a client needs, for a step that connects now; with `token` instead of its own.

    Raises NotAuthenticated when there is no token, ConfigurationError when another value that
    only a connection needs is missing; both list every place that was looked in.
    """
    server = loaded.settings.server
    if not isinstance(server, Server):
        raise ConfigurationError(
            f"{loaded.environment} uses the embedded sandbox, which has an address only while "
            "it runs",
            remedy="choose another environment, or start it with `invoke sandbox`",
        )
    token = token or server.token or _no_token(loaded)
    _no_gaps(loaded, server)
    return _connection(loaded, server, token)


def incomplete(loaded: Loaded) -> Connection:
    """Return what there is of a connection, for who looks whether it is enough.

    The token may be empty, and so may the organization and the projects. Raises ConfigurationError
    where the environment has no server, and for certificates that are not there.
    """
    server = loaded.settings.server
    if not isinstance(server, Server):
        raise ConfigurationError(f"{loaded.environment} uses the embedded sandbox")
    return _connection(loaded, server, server.token or Secret(""))


def _connection(loaded: Loaded, server: Server, token: Secret) -> Connection:
    return Connection(
        url=server.url.rstrip("/"),
        org=server.org or "",
        projects=server.projects,
        token=token,
        dsn=server.dsn,
        headers=server.headers,
        ca_bundle=_ca_bundle(loaded, server.ca_bundle, loaded.origins.get("server.ca_bundle", "")),
        ca_origin=loaded.origins.get("server.ca_bundle", ""),
        retries=server.retries,
        wait_seconds=server.wait_seconds,
        compression=server.compression,
        kind=server.kind,
        without=server.without,
    )


def site(loaded: Loaded) -> SiteConnection:
    """Return what it takes to ask the live site now.

    Raises ConfigurationError when no site is named, or a header of its requests has no value.
    """
    live = loaded.settings.live_site
    if live is None:
        raise ConfigurationError(
            f"there is no live site for {loaded.environment}",
            evidence=("site: not set in sentry.yml",),
            remedy="set site in sentry.yml, such as https://www.example.com",
        )
    if missing := _missing(loaded, "site.headers."):
        raise ConfigurationError(
            f"{loaded.environment} cannot ask {live.url}",
            evidence=missing,
            remedy="set the variable named above",
        )
    name, origin = _certificates(loaded)
    return SiteConnection(live.url, live.headers, _ca_bundle(loaded, name, origin), origin)


def any_site(url: str, environ: Mapping[str, str]) -> SiteConnection:
    """Return what it takes to ask a site that no settings name: variables say whom to trust."""
    name = overriding(environ, "server.ca_bundle")
    ca_bundle = environ[name] if name else None
    return SiteConnection(url, {}, ca_bundle, f"{name} (environment)" if name else "")


def _certificates(loaded: Loaded) -> tuple[str | None, str]:
    """Return the certificates to trust and where that was said; the sandbox is told of none."""
    server = loaded.settings.server
    if isinstance(server, Server):
        return server.ca_bundle, loaded.origins.get("server.ca_bundle", "")
    name = overriding(loaded.variables, "server.ca_bundle")
    return (loaded.variables[name], f"{name} (environment)") if name else (None, "")


def _missing(loaded: Loaded, keys: str) -> list[str]:
    return [why for key, why in loaded.absent.items() if key.startswith(keys)]


def _no_token(loaded: Loaded) -> Secret:
    names = NAMES["server.token"]
    why = loaded.absent.get("server.token", "sentry.yml: server.token is not set")
    raise NotAuthenticated(
        f"there is no auth token for {loaded.environment}",
        evidence=(why, *_looked(loaded, names)),
        remedy=token_remedy(loaded.variables, _wanted(why) or names[0]),
    )


def _wanted(why: str) -> str | None:
    """Take the variable's name out of `…: variable NAME is not set`."""
    _, found, rest = why.partition("variable ")
    return rest.split()[0] if found else None


def _looked(loaded: Loaded, names: tuple[str, ...]) -> tuple[str, ...]:
    said = (f"{name}: {_state(loaded.variables, name)}" for name in names)
    return (*said, *loaded.places)


def _state(variables: Mapping[str, str], name: str) -> str:
    if name not in variables:
        return "not set"
    return "set" if variables[name].strip() else "set, but empty"


def _no_gaps(loaded: Loaded, server: Server) -> None:
    """Refuse a server without organization or projects, and headers without a value."""
    gaps = [
        f"server.{key}: not set, neither in sentry.yml nor by {' or '.join(NAMES[f'server.{key}'])}"
        for key, value in (("org", server.org), ("projects", server.projects))
        if not value
    ]
    missing = _missing(loaded, "server.headers.")
    if gaps or missing:
        raise ConfigurationError(
            f"{loaded.environment} cannot connect to {server.url}",
            evidence=(*gaps, *missing, *(loaded.places if gaps else ())),
            remedy="set server.org and server.projects in sentry.yml"
            if gaps
            else "set the variable named above",
        )


def _ca_bundle(loaded: Loaded, name: str | None, origin: str) -> str | None:
    """Find the file of certificates, or the folders that SSL_CERT_DIR lists."""
    if name is None:
        return None
    names = name.split(os.pathsep) if origin.startswith("SSL_CERT_DIR") else [name]
    files = [loaded.root / Path(one) for one in names if one]
    if not any(file.exists() for file in files):
        raise ConfigurationError(
            f"the CA certificates {name} are not there",
            evidence=(f"server.ca_bundle from {origin}",),
            remedy=f"correct {origin or 'server.ca_bundle in sentry.yml'}",
        )
    return os.pathsep.join(str(file) for file in files)
