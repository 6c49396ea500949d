"""What another tool uploaded for the last release, beside what ours would: by URL and debug ID.

Nothing is written, here or there. Source: docs/wire.md#stored-artifacts.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from buildtools.errors import BuildtoolsError
from buildtools.files import small_file
from buildtools.files.walking import walk
from buildtools.settings import Output
from buildtools.sourcemaps.scripts import comments
from buildtools.texts.wording import count, listed

MOST_BUNDLES = 20
_MINIFIED = 2
_SCRIPTS = (".js", ".mjs", ".cjs")
_MOST_BYTES = 64 * 1024 * 1024
_SHOWN = 3


class StoredBundle(Protocol):
    """A bundle as a server lists it."""

    @property
    def bundle_id(self) -> str: ...
    @property
    def associations(self) -> "Sequence[Association]": ...


class Association(Protocol):
    """What a bundle belongs to."""

    @property
    def release(self) -> str | None: ...


class StoredFile(Protocol):
    """A file of a stored bundle."""

    @property
    def file_path(self) -> str: ...
    @property
    def file_type(self) -> int: ...
    @property
    def parsed_debug_id(self) -> str | None: ...


class Listing(Protocol):
    """What is asked of a server."""

    def bundles(self, project: str, query: str | None = None) -> Sequence[StoredBundle]: ...
    def bundle_files(self, project: str, bundle_id: str) -> Sequence[StoredFile]: ...


class Comparison(msgspec.Struct, frozen=True):
    """Their last upload beside ours; URLs are those of scripts."""

    why_not: str = ""
    """Why nothing was compared; empty where it was."""
    release: str = ""
    """Of theirs; empty where the upload names none."""
    our_release: str = ""
    both: int = 0
    """Scripts that both have, by the same debug ID or URL."""
    only_theirs: tuple[str, ...] = ()
    only_ours: tuple[str, ...] = ()
    other_urls: tuple[tuple[str, str], ...] = ()
    """Theirs and ours of one script, where they differ."""
    same_ids: int = 0
    other_ids: int = 0
    """Of scripts with one URL: how many have another debug ID, as another build has."""
    without_ids: int = 0
    """Scripts of theirs that are found by release and URL alone."""

    @property
    def agrees(self) -> bool:
        """Whether ours has all of theirs, where theirs has it."""
        return not (self.why_not or self.only_theirs or self.other_urls)


def on_disk(directory: Path, outputs: Iterable[Output]) -> dict[str, str]:
    """Return URL -> debug ID of the scripts with maps that lie in outputs; "" without an ID.

    Raises DiskRefused where a folder cannot be listed.
    """
    found: dict[str, str] = {}
    for output in outputs:
        folder = directory / output.path
        for name in walk(folder) if folder.is_dir() else ():
            if name.endswith(_SCRIPTS):
                found |= _script(folder / name, f"{output.url.rstrip('/')}/{name}")
    return found


def _script(path: Path, url: str) -> dict[str, str]:
    try:
        read = comments.read(small_file.read(path, _MOST_BYTES))
    except (OSError, small_file.Unfit):
        return {}
    has_map = read.reference is not None or path.with_name(f"{path.name}.map").is_file()
    return {url: read.debug_id or read.snippet_id or ""} if has_map else {}


def compare(
    client: Listing, projects: Sequence[str], our_release: str, ours: Mapping[str, str]
) -> Comparison:
    """Compare the newest uploads of the projects with our scripts, URL -> debug ID.

    A server that cannot be asked, or has nothing, is told as not compared. Raises nothing.
    """
    if not projects:
        return Comparison("no project is named")
    try:
        release, theirs = _last(client, projects[0])
    except BuildtoolsError as failure:
        return not_compared(failure)
    if theirs is None:
        return Comparison(f"the server lists no upload to {projects[0]}")
    if not ours:
        return Comparison("no scripts with maps lie in the outputs yet: build, and compare again")
    return _compared(release, theirs, our_release, ours)


def not_compared(failure: BuildtoolsError) -> Comparison:
    """Return why the server could not be asked, and what helps."""
    return Comparison("; ".join(each for each in (failure.what, failure.remedy) if each))


def _last(client: Listing, project: str) -> tuple[str, dict[str, str] | None]:
    """Return the release of the newest bundle, and the scripts of all its bundles."""
    bundles = client.bundles(project)
    if not bundles:
        return "", None
    names = [each.release for each in bundles[0].associations if each.release]
    release = names[0] if names else ""
    same = [
        each
        for each in bundles
        if not release or any(one.release == release for one in each.associations)
    ]
    scripts: dict[str, str] = {}
    for bundle in same[: MOST_BUNDLES if release else 1]:
        for file in client.bundle_files(project, bundle.bundle_id):
            if file.file_type == _MINIFIED:
                scripts.setdefault(file.file_path, file.parsed_debug_id or "")
    return release, scripts


def _compared(
    release: str, theirs: Mapping[str, str], our_release: str, ours: Mapping[str, str]
) -> Comparison:
    by_id = {identity: url for url, identity in ours.items() if identity}
    pairs: dict[str, str] = {}
    for url, identity in theirs.items():
        mine = by_id.get(identity) if identity else None
        if mine is None and url in ours:
            mine = url
        if mine is not None:
            pairs[url] = mine
    left = {url: each for url, each in theirs.items() if url not in pairs}
    mine_left = [url for url in ours if url not in pairs.values()]
    pairs |= _by_name(left, mine_left)
    alike = [(url, mine) for url, mine in pairs.items() if url == mine]
    return Comparison(
        release=release,
        our_release=our_release,
        both=len(pairs),
        only_theirs=tuple(sorted(theirs.keys() - pairs.keys())),
        only_ours=tuple(sorted(ours.keys() - set(pairs.values()))),
        other_urls=tuple(sorted((url, mine) for url, mine in pairs.items() if url != mine)),
        same_ids=sum(
            bool(theirs[url]) and theirs[url] == ours[mine] for url, mine in pairs.items()
        ),
        other_ids=sum(
            bool(theirs[url] and ours[mine]) and theirs[url] != ours[mine] for url, mine in alike
        ),
        without_ids=sum(not each for each in theirs.values()),
    )


def _by_name(theirs: Iterable[str], ours: Iterable[str]) -> dict[str, str]:
    """Pair what is left by the name of the file, where it is the only one of that name."""
    mine, others = _named(ours), _named(theirs)
    return {
        urls[0]: mine[name][0]
        for name, urls in others.items()
        if len(urls) == 1 and len(mine.get(name, ())) == 1
    }


def _named(urls: Iterable[str]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for url in urls:
        made.setdefault(posixpath.basename(url), []).append(url)
    return made


def lines(found: Comparison) -> Iterator[str]:
    """Return what a person is told of it, in lines."""
    if found.why_not:
        yield f"the last upload is not compared: {found.why_not}"
        return
    named = f" for {found.release}" if found.release else ""
    yield f"the last upload{named}: {count(found.both, 'script')} in both"
    if found.other_urls:
        theirs, mine = found.other_urls[0]
        more = f", and {len(found.other_urls) - 1} more" if len(found.other_urls) > 1 else ""
        yield f"  other URLs: {theirs} there, {mine} here{more}; see `url` of that output"
    if found.only_theirs:
        names = listed(found.only_theirs, _SHOWN)
        yield f"  only there: {names}; name their folder in build.outputs"
    if found.only_ours:
        yield f"  only here: {listed(found.only_ours, _SHOWN)}"
    if found.without_ids:
        scripts = count(found.without_ids, "script")
        yield f"  without a debug ID there, found by release and URL alone: {scripts}"
    if found.other_ids:
        yield f"  other debug IDs: {count(found.other_ids, 'script')}, as of another build"
    if found.release and found.our_release and found.release != found.our_release:
        yield f"  the release is called {found.release} there, {found.our_release} here"
