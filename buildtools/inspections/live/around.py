"""What the ledger and the disk know of a site, for the search for what they do not know."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from buildtools.api.test_event import parse_dsn
from buildtools.inspections.live.expected import Release, Script, address
from buildtools.inspections.search import Known
from buildtools.settings import Sandbox, Server

Place = tuple[str, Path]
"""The URL of a folder, and the folder."""


def known(release: Release, site: str, sent_to: Sequence[str] = ()) -> Known:
    """Return what is known; `sent_to` are the URLs that the app sends its events to."""
    scripts = tuple(each.address for each in release.scripts if each.address)
    named = (each.pair.pair.map_url for each in release.scripts)
    maps = (address(site, url) for url in named if url)
    return Known(
        scripts,
        tuple(dict.fromkeys(url for url in maps if url)),
        targets=tuple(sent_to),
        of_build=partial(_is_of, places(release)),
    )


def targets(server: Server | Sandbox) -> tuple[str, ...]:
    """Return where the app sends its events to, as far as settings say."""
    dsn = server.dsn if isinstance(server, Server) else None
    return (parse_dsn(dsn).envelope_url,) if dsn else ()


def places(release: Release) -> tuple[Place, ...]:
    """Return the folders of a build that a site serves: what the ends of paths have in common."""
    found = (_place(each, release.root) for each in release.scripts if each.address)
    return tuple(dict.fromkeys(found))


def _place(script: Script, root: Path) -> Place:
    url, path = script.address.split("/"), script.pair.pair.script.split("/")
    same = 0
    while same < min(len(url) - 3, len(path)) and unquote(url[-1 - same]) == path[-1 - same]:
        same += 1
    folder = root.joinpath(*path[: len(path) - same])
    return "/".join(url[: len(url) - same]) + "/", folder


def _is_of(known_places: Sequence[Place], url: str) -> bool:
    """Return whether a URL is of a file that lies in one of the folders."""
    bare = url.partition("?")[0]
    return any(
        (folder / unquote(bare.removeprefix(base))).is_file()
        for base, folder in known_places
        if bare.startswith(base) and ".." not in unquote(bare)
    )
