"""Names of repositories: `owner/name`, read from whatever a git remote or a CI variable holds.

The ssh and https forms of one repository give one name; user, password, port, query and `.git`
are dropped, so a name never carries a credential or a path of this machine.
Source: docs/wire.md#repositories.
"""

import re
from urllib.parse import unquote

_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://(?:[^/@]*@)*(?P<host>[^/:]*|\[[^\]/]*\])(?::\d*)?/(?P<path>.*)", re.I
)
_SCP = re.compile(r"(?:[^/@:\[]+@)?(?P<host>[^/:@\[\]]+|\[[^\]/]*\]):(?P<path>(?!//).+)")
_LOCAL = re.compile(r"file:|[a-z]:[\\/]|[\\/.~]", re.I)
_AZURE = ("dev.azure.com", "ssh.dev.azure.com", "vs-ssh.visualstudio.com")
_AZURE_WORDS = ("_git", "_ssh", "defaultcollection")


def repository_name(remote: str) -> str | None:
    """Read `owner/name` from a remote; None when it names no repository.

    Nested groups and Azure's projects keep all their parts: `group/sub/web`, `org/project/web`.
    A folder of this machine gives its last part only. "git@github.com:acme/web.git" -> "acme/web"
    """
    text = re.split(r"[?#]", remote.strip())[0]
    if _LOCAL.match(text):
        return next(reversed(_parts(text.replace("\\", "/"))), None)
    found = _URL.fullmatch(text) or _SCP.fullmatch(text)
    parts = _on_host(found["host"].lower(), _parts(found["path"])) if found else _parts(text)
    return "/".join(parts) or None


def same_repository(one: str, other: str) -> bool:
    """Return whether two names mean one repository: hosts ignore case, so do we."""
    return one.casefold() == other.casefold()


def _parts(path: str) -> list[str]:
    """Split at slashes, without `.git`, empty parts and parts that only lead elsewhere.

    No part of a name holds `@` or a colon: what does is of an address that was mistyped, and may be
    a password.
    """
    parts = [part for part in unquote(path).strip("/").removesuffix(".git").split("/") if part]
    return [part for part in parts if part not in (".", "..", "~") and not {"@", ":"} & {*part}]


def _on_host(host: str, parts: list[str]) -> list[str]:
    """Bring the special forms of some hosts to the plain one."""
    if host in _AZURE or host.endswith(".visualstudio.com"):
        return _on_azure(host, parts)
    match parts:
        case ["scm", owner, name]:  # Bitbucket Server, to clone from
            return [owner, name]
        case ["projects", owner, "repos", name, *_]:  # Bitbucket Server, to look at
            return [owner, name]
        case ["users", owner, "repos", name, *_]:
            return [f"~{owner}", name]
        case _:
            return parts


def _on_azure(host: str, parts: list[str]) -> list[str]:
    """Return organization, project and repository of Azure DevOps, alike for its four forms."""
    parts = [part for part in parts if part.lower() not in _AZURE_WORDS]
    if parts[:1] == ["v3"]:
        return parts[1:]
    if host not in _AZURE:
        parts = [host.split(".", maxsplit=1)[0], *parts]
    # A repository of the same name as its project is written once.
    return [*parts, parts[-1]] if len(parts) == 2 else parts
