"""Home folders: paths that tell whose machine a build, or a text of it, comes from.

In a text `/home/settings` may be a route of the app, so there a path counts that goes on to a
file. Homes of CI systems and containers, and those that texts show as examples, name nobody.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

WORDS = ("/home/", "/Users/", "\\Users\\")

_NAME = r"(?P<name>[\w.@+-]{1,64})"
_HOME = rf"(?:/(?:home|Users)/|[A-Za-z]:(?:\\{{1,4}}|/)Users(?:\\{{1,4}}|/)){_NAME}"
_REST = r"(?P<rest>(?:(?:\\{1,4}|/)[\w.@+~%-]{1,255}){1,64})"
_IN_TEXT = re.compile(
    r"(?:(?<![\w.~%/\\\])}$*@#?&+-])|(?<=file://)|(?<=file:///)|(?<=\\[nrt]))" + _HOME + _REST
)
_IN_NAME = re.compile(rf"(?:^|/|^(?P<up>(?:\.\./)*\.\.))(?P<home>{_HOME})[\\/]")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
_TOLD = re.compile(r"[\\/](?:node_modules|\.[a-z]\w+)(?:[\\/]|$)")
_REACH = 8192
"""How far a path is read."""
_DRIVE = 5
"""Characters of a drive before its first folder, with backslashes in escapes."""

_NOBODY = frozenset(
    {
        *("runner", "runneradmin", "vsts", "vsts_azpcontainer", "circleci", "buildkite-agent"),
        *("jenkins", "gitlab-runner", "travis", "semaphore", "bitrise", "vagrant", "distiller"),
        *("appveyor", "teamcity", "bamboo", "buildagent", "builder", "build", "ci", "agent"),
        *("ubuntu", "debian", "ec2-user", "centos", "docker", "node", "nodejs", "nonroot"),
        *("app", "appuser", "vscode", "codespace", "gitpod", "coder", "jovyan", "sandbox"),
        *("web_user", "site", "sbx_user1051", "wwwroot", "containeradministrator"),
        *("user", "username", "users", "name", "me", "you", "yourname", "youruser", "your-user"),
        *(
            "foo",
            "bar",
            "baz",
            "example",
            "myuser",
            "myusername",
            "yourusername",
            "someuser",
            "test",
            "shared",
            "public",
        ),
        *("default", "all", "guest", "admin", "administrator"),
    }
)
"""Accounts of CI systems, images and editors; of Windows and macOS; words of examples."""


class Home(NamedTuple):
    """A home folder in a text or a name, and where it begins."""

    at: int
    home: str
    """`/home/jane`, with slashes; for comparing."""

    @property
    def shown(self) -> str:
        """As much of it as can stand in a file that is kept."""
        folder, _, name = self.home.rpartition("/")
        return f"{folder}/{name[:1]}…"


def in_text(text: str) -> list[Home]:
    """Find the home folders of files that a text names, each where it stands first."""
    every = sorted(home for word in WORDS for home in _around(text, word))
    first = {home.home: home for home in reversed(every)}
    return sorted(first.values())


def _around(text: str, word: str) -> Iterator[Home]:
    at = text.find(word)
    while at >= 0:
        is_drive = word[0] == "\\" or text[max(at - 1, 0)] == ":"
        starts = range(max(at - _DRIVE, 0), at + 1) if is_drive else (at,)
        found = next(
            filter(None, (_IN_TEXT.match(text, each, at + _REACH) for each in starts)), None
        )
        if found and _is_path(found) and _names_somebody(found["name"]):
            yield Home(found.start(), _slashed(found))
        at = text.find(word, at + len(word))


def _is_path(found: re.Match[str]) -> bool:
    """Whether it goes on to a file, or into a folder that no route is called after."""
    windows = found[0][0] not in "/\\"
    return windows or bool(_FILE.search(found["rest"]) or _TOLD.search(found["rest"]))


def in_name(name: str, folder: str, root: str) -> Home | None:
    """Find the home folder that a map's name of a source leads to.

    `folder` is the map's, relative to the project's `root`, which is absolute. A relative name
    counts where it climbs out of all folders and comes down in a home.
    """
    found = _IN_NAME.search(unquote(name))
    if found is None or not _names_somebody(found["name"]):
        return None
    home = _slashed(found)
    if found["up"]:
        place = posixpath.normpath(posixpath.join(root, folder, found[0]))
        if place != home.rstrip("/"):
            return None
    return Home(found.start(), home)


def hidden(name: str) -> str:
    """Return a source's name with what may be shown of a home folder in it."""
    found = _IN_NAME.search(name)
    if found is None or not _names_somebody(found["name"]):
        return name
    start, end = found.span("name")
    return f"{name[: start + 1]}…{name[end:]}"


def _slashed(found: re.Match[str]) -> str:
    """Write a home with slashes, whatever its text had, and nothing behind it."""
    path = re.sub(r"\\+", "/", found[0])
    begin = min(at for at in (path.find("/home/"), path.find("/Users/")) if at >= 0)
    drive = path[begin - 2 : begin] if begin >= 2 and path[begin - 1] == ":" else ""
    return drive + "/".join(path[begin:].split("/")[:3])


def _names_somebody(name: str) -> bool:
    return name.lower() not in _NOBODY and not name.startswith(".") and not name.isdigit()
