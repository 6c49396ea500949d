"""Who may do what: tokens, scopes, and the organization and project that a path names.

Source: docs/wire.md#scopes. An `org:ci` token does all of a release and may read no event.
"""

import hashlib
import json
import secrets
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from flask import g, request

from buildtools.sandbox.answers import Refusal, not_found, number, settings, store
from buildtools.sandbox.trouble import StoreFailed

P = ParamSpec("P")
R = TypeVar("R")

ALL_SCOPES: Final = (
    *("event:read", "event:write", "event:admin", "org:read", "org:write", "org:admin"),
    *("org:integrations", "project:read", "project:write", "project:admin", "project:releases"),
)

_WRITE: Final = frozenset({"project:write", "project:admin", "project:releases", "org:ci"})
_PROJECT: Final = frozenset({"project:read", "project:write", "project:admin"})
_ORG: Final = frozenset({"org:read", "org:write", "org:admin", "org:integrations"})
_ALERTS: Final = frozenset({"alerts:read", "alerts:write"})
_SCOPES: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "release": {
        "GET": _WRITE | {"project:read"},
        "POST": _WRITE,
        "PUT": _WRITE,
        "DELETE": frozenset({"project:admin", "project:releases"}),
    },
    "organization": {"GET": _ORG, "POST": _ORG - {"org:read"}},
    "projects": {"GET": _ORG | _PROJECT},
    "project": {"GET": _PROJECT},
    "event": {"GET": _PROJECT},
    "issue": {"GET": frozenset({"event:read", "event:write", "event:admin"})},
    "alerts": {"GET": _ALERTS | {"org:read", "org:write", "org:admin"}},
    "rules": {"GET": _ALERTS | _PROJECT},
}
"""Any one of the scopes is enough, by class of endpoint and method."""


def make_user_token() -> str:
    """Make up a user token in the form the CLI knows."""
    return "sntryu_" + secrets.token_hex(32)


def make_org_token(org: str, issued: float) -> str:
    """Make up an organization token; `url` is null, so a client keeps to the URL it was given."""
    payload = {"iat": issued, "url": None, "region_url": None, "org": org}
    middle = b64encode(json.dumps(payload).encode()).decode()
    tail = b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return f"sntrys_{middle}_{tail}"


def remember_token(db: sqlite3.Connection, token: str, scopes: Iterable[str]) -> None:
    """Let a token in, with these scopes; only its SHA-256 is kept."""
    db.execute(
        "insert or replace into tokens values (?, ?)", (_digest(token), " ".join(sorted(scopes)))
    )


def scopes_of_request() -> frozenset[str] | None:
    """Tell the scopes of the request's token; None when there is no Authorization header.

    Raises Refusal 401 for an empty or unknown token.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() not in ("bearer", "token") or not token.strip():
        raise Refusal(401, {"detail": "Invalid token header. No credentials provided."})
    with store().transaction() as db:
        row = db.execute(
            "select scopes from tokens where digest = ?", (_digest(token.strip()),)
        ).fetchone()
        own = db.execute("select value from meta where key = 'token'").fetchone()
    if row is None:
        raise Refusal(401, {"detail": "Invalid token"})
    if own is not None and own["value"] == token.strip():
        return _of_own(frozenset(row["scopes"].split()))
    return frozenset(row["scopes"].split())


def _of_own(scopes: frozenset[str]) -> frozenset[str]:
    """Return what the sandbox's own token may do: all, unless the settings give it less."""
    try:
        fewer = settings()["scopes"]
    except (Refusal, StoreFailed):  # told where settings are asked for; a release goes on
        return scopes
    return scopes if fewer is None else frozenset(fewer)


def permits(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view: a known token, then the path's organization and project, then a scope.

    The project's row is left in `flask.g.project`.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            scopes = scopes_of_request()
            if scopes is None:
                raise Refusal(401, {"detail": "Authentication credentials were not provided."})
            _find_place()
            if not scopes & _SCOPES[kind].get(request.method, frozenset()):
                raise Refusal(403, {"detail": "You do not have permission to perform this action."})
            return view(*args, **kwargs)

        return guarded

    return guard


def find_project(db: sqlite3.Connection, name: str | int) -> sqlite3.Row | None:
    """Look a project up by slug or numeric id."""
    numbered = number(str(name))
    row: sqlite3.Row | None = db.execute(
        "select * from projects where slug = ? or id = ?",
        (str(name), -1 if numbered is None else numbered),
    ).fetchone()
    return row


def _find_place() -> None:
    """Look up what the path names; raises Refusal 404 where there is none."""
    place = request.view_args or {}
    with store().transaction() as db:
        org = db.execute("select value from meta where key = 'org'").fetchone()["value"]
        if place.get("org", org) not in (org, "1"):
            raise not_found()
        if "project" in place:
            g.project = find_project(db, place["project"])
            if g.project is None:
                raise not_found()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
