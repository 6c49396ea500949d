"""The endpoints about the account: who the token is, organization, projects, keys, repositories."""

import re
import sqlite3
from typing import Final

from flask import Blueprint, Response, g, jsonify, request

from buildtools.sandbox.access import permits, scopes_of_request
from buildtools.sandbox.answers import Json, Refusal, json_body, paged, settings, store
from buildtools.sandbox.releases import project_json

routes = Blueprint("account", __name__, url_prefix="/api/0")

_LONGEST_REPOSITORY: Final = 200
_PROVIDER: Final = re.compile(r"[a-z_]+(:[a-z_]+)?")


@routes.get("/")
def root() -> Response:
    """Return who the token is: the cheapest check of one."""
    scopes = scopes_of_request()
    if scopes is None:
        return jsonify({"version": "0", "auth": None, "user": None})
    is_person = "org:ci" not in scopes
    user = {"id": "1", "email": "you@sandbox.invalid", "name": "you"} if is_person else None
    return jsonify({"version": "0", "auth": {"scopes": sorted(scopes)}, "user": user})


@routes.get("/organizations/")
@permits("organization")
def organizations() -> Response:
    """Return the one organization."""
    return paged([_organization()])


@routes.get("/organizations/<org>/")
@permits("organization")
def organization(org: str) -> Response:
    """Show the organization, with its settings."""
    return jsonify({**_organization(), **settings()["organization"]})


@routes.get("/users/me/regions/")
@permits("organization")
def regions() -> Response:
    """Return the one region: this server."""
    return jsonify({"regions": [{"name": "sandbox", "url": request.host_url.rstrip("/")}]})


@routes.get("/projects/")
@routes.get("/organizations/<org>/projects/")
@permits("projects")
def projects(org: str = "") -> Response:
    """Return the projects."""
    with store().transaction() as db:
        rows = db.execute("select * from projects order by slug").fetchall()
    return paged([_project(row) for row in rows])


@routes.get("/projects/<org>/<project>/")
@permits("project")
def project(org: str, project: str) -> Response:
    """Show one project, with its settings."""
    return jsonify({**_project(g.project), **settings()["project"]})


@routes.get("/projects/<org>/<project>/keys/")
@permits("project")
def keys(org: str, project: str) -> Response:
    """Return the project's one key, with its DSN at the address that was asked."""
    return paged([{**_key(g.project), **settings()["key"]}])


@routes.get("/organizations/<org>/project-keys/")
@permits("organization")
def all_keys(org: str) -> Response:
    """Return the keys of all projects."""
    with store().transaction() as db:
        rows = db.execute("select * from projects order by slug").fetchall()
    return paged([_key(row) for row in rows])


@routes.get("/organizations/<org>/repos/")
@permits("organization")
def repositories(org: str) -> Response:
    """Return the repositories that were registered or named by a commit."""
    with store().transaction() as db:
        rows = db.execute("select * from repositories order by name").fetchall()
    return paged([_repository(row) for row in rows])


@routes.post("/organizations/<org>/repos/")
@permits("organization")
def add_repository(org: str) -> tuple[Response, int]:
    """Register a repository by name and URL; doing it again changes its URL."""
    body = json_body()
    name, url, provider = body.get("name"), body.get("url"), body.get("provider", "git")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_REPOSITORY:
        raise Refusal(400, {"name": ["This field is required."]})
    if url is not None and not isinstance(url, str):
        raise Refusal(400, {"url": ["Not a valid string."]})
    if not isinstance(provider, str) or not _PROVIDER.fullmatch(provider):
        raise Refusal(400, {"provider": ["Not a valid provider."]})
    with store().transaction() as db:
        row = db.execute(
            "insert into repositories (name, url, provider, created) values (?, ?, ?, ?)"
            " on conflict (name) do update set url = excluded.url, provider = excluded.provider"
            " returning *",
            (name, url, provider, store().stamp()),
        ).fetchone()
    return jsonify(_repository(row)), 201


def dsn_of(row: sqlite3.Row) -> str:
    """Compose a project's public DSN at the address that was asked."""
    return f"{request.scheme}://{row['public_key']}@{request.host}/{row['id']}"


def _organization() -> Json:
    with store().transaction() as db:
        slug = db.execute("select value from meta where key = 'org'").fetchone()["value"]
        created = db.execute("select min(created) as first from projects").fetchone()["first"]
    here = request.host_url.rstrip("/")
    return {
        "id": "1",
        "slug": slug,
        "name": slug,
        "dateCreated": created,
        "status": {"id": "active", "name": "active"},
        "isEarlyAdopter": False,
        "require2FA": False,
        "requireEmailVerification": False,
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": None},
        "features": [],
        "links": {"organizationUrl": here, "regionUrl": here},
    }


def _project(row: sqlite3.Row) -> Json:
    shown = {**project_json(row), "id": str(row["id"]), "dateCreated": row["created"]}
    return {**shown, "status": "active", "organization": _organization()}


def _key(row: sqlite3.Row) -> Json:
    public, secret = row["public_key"], row["secret_key"]
    dsn = dsn_of(row)
    base = f"{request.scheme}://{request.host}/api/{row['id']}"
    return {
        "id": public,
        "name": "Default",
        "label": "Default",
        "public": public,
        "secret": secret,
        "projectId": row["id"],
        "isActive": True,
        "rateLimit": None,
        "dateCreated": row["created"],
        "dsn": {
            "public": dsn,
            "secret": dsn.replace(public, f"{public}:{secret}", 1),
            "csp": f"{base}/csp-report/?sentry_key={public}",
            "security": f"{base}/security/?sentry_key={public}",
            "minidump": f"{base}/minidump/?sentry_key={public}",
            "unreal": f"{base}/unreal/{public}/",
            "cdn": f"{request.host_url}js-sdk-loader/{public}.min.js",
        },
    }


def _repository(row: sqlite3.Row) -> Json:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "url": row["url"],
        "provider": {"id": row["provider"], "name": row["provider"]},
        "status": "active",
        "dateCreated": row["created"],
        "integrationId": None,
        "externalSlug": None,
    }
