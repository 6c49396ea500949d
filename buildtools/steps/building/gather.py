"""What there is to work on: run the build command, list the outputs, read the comments.

A build that left nothing to work on ends here, with what was found where.
"""

import logging
import posixpath
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from pathlib import Path

import msgspec

from buildtools.bundlers import Bundler, all_of, recognise, wrapped
from buildtools.bundlers.bundler import Wrapper
from buildtools.checks import build_command, build_outputs, file_names, inlined_scripts
from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.files import disk, walking
from buildtools.files.boundaries import Boundaries
from buildtools.findings import Finding
from buildtools.project import shell
from buildtools.settings import Build, Output
from buildtools.sourcemaps.pairing import is_map, is_script, url_of
from buildtools.sourcemaps.scripts import comments

_log = logging.getLogger("buildtools")
_relayed = logging.getLogger("buildtools.relayed")
"""What the build says is the user's own, and is shown as it comes."""


_PAGES = 500
"""Pages that are read at most: an export may have thousands, all from one mould."""


_SAMPLE = all_of(lambda each: each.outputs)[0]
"""An output, to show what one is."""


class Place(msgspec.Struct, frozen=True):
    """Where the build is: the project's root, the app's folder below it, when it was started."""

    root: Path
    directory: str
    started: float | None


class File(msgspec.Struct, frozen=True):
    """A script or map of the build, as the output that holds it most closely has it."""

    url: str
    output: Output
    pattern: str = ""
    """Its path below the output, as build.ignore names it."""


def directory_of(root: Path, settings: Build) -> str:
    """Return the app's folder relative to the root, "" for the root itself."""
    directory = posixpath.normpath(settings.directory)
    if not (root / directory).is_dir():
        raise ConfigurationError(
            f"build.directory {settings.directory} is no folder",
            evidence=[f"beside sentry.yml there are {', '.join(walking.listing(root)[:8])}"],
            remedy="name the app's folder, relative to sentry.yml",
        )
    if not settings.outputs:
        raise ConfigurationError(
            "build.outputs names no folder",
            remedy="add the folders that the build fills, such as "
            f"{{path: {_SAMPLE.path}, url: {_SAMPLE.url}}}",
        )
    return "" if directory == "." else directory


def run(
    root: Path,
    directory: str,
    command: str | None,
    variables: Mapping[str, str],
    now: Callable[[], float],
) -> float | None:
    """Run the command to its end; tell when it was started, None when there is none."""
    if command is None:
        _log.info("no build command is set, the outputs are taken as they are")
        return None
    told = [f"{name}={variables[name]}" for name in build_command.TOLD if name in variables]
    _log.info("running %s in %s, with %s", command, directory or ".", " ".join(told))
    started = now()
    folder = root / directory
    done = shell.run(
        command, cwd=folder, environ=variables, on_line=lambda line: _relayed.info("%s", line)
    )
    if done.code != 0:
        there = walking.listing(folder)
        raise build_command.failed(command, done.code, done.output, directory, there)
    return started


def look(place: Place, output: Output, ignore: Sequence[str]) -> build_outputs.Seen:
    """Return an output's files; when it is not there, what is there instead."""
    folder = posixpath.normpath(posixpath.join(place.directory, output.path))
    if not (place.root / folder).is_dir():
        above = next(path for path in (place.root / folder).parents if path.is_dir())
        return build_outputs.Seen(folder, None, walking.listing(above))
    unnameable: list[str] = []
    every = tuple(walking.walk(place.root / folder, ignore, unnameable=unnameable))
    files = tuple(name for name in every if not file_names.is_odd(folder, name))
    odd = file_names.odd(folder, (*unnameable, *every)) + file_names.left_out(folder, unnameable)
    ignored = _ignored(place.root / folder, every, ignore)
    return build_outputs.Seen(folder, files, ignored=ignored, odd=tuple(odd))


def links_of(boundaries: Boundaries, seen: Sequence[build_outputs.Seen]) -> list[Finding]:
    """Follow the links among the scripts and maps of the outputs, and tell where they lead."""
    found: list[Finding] = []
    for looked in seen:
        kept = [name for name in looked.files or () if is_script(name) or is_map(name)]
        paths = [posixpath.normpath(posixpath.join(looked.folder, name)) for name in kept]
        within = {
            path: boundaries.leads_to(path) for path in boundaries.links(paths, looked.folder)
        }
        found += file_names.links(looked.folder, within)
    return found


def _ignored(folder: Path, files: Sequence[str], ignore: Sequence[str]) -> tuple[str, ...]:
    """Return the scripts and maps that are left alone; a folder that cannot be listed has none."""
    kept = set(files)
    with suppress(DiskRefused):
        every = [name for name in walking.walk(folder) if name not in kept] if ignore else []
        return tuple(name for name in every if is_script(name) or is_map(name))
    return ()


def pages_of(place: Place, seen: Sequence[build_outputs.Seen]) -> dict[str, bytes]:
    """Read the pages among the outputs, so many as tell what the build does."""
    pages = [
        posixpath.join(looked.folder, name)
        for looked in seen
        for name in looked.files or ()
        if name.endswith((".html", ".htm"))
    ]
    return {name: disk.read(place.root / name) for name in pages[:_PAGES]}


def _is_wrapped(place: Place, wrapper: Wrapper) -> bool:
    """Whether the app's configuration is wrapped by what removes maps."""
    folder = place.root / place.directory
    configs = [name for name in walking.listing(folder) if name.startswith(wrapper.config)]
    return any(wrapper.sign in disk.read(folder / name) for name in configs)


def files_of(seen: Mapping[Output, build_outputs.Seen]) -> dict[str, File]:
    """Return every script and map once, by its path; of nested outputs the innermost has it."""
    outermost_first = sorted(seen.items(), key=lambda item: item[1].folder.count("/"))
    return {
        posixpath.join(looked.folder, name): File(url_of(output.url, name), output, name)
        for output, looked in outermost_first
        for name in looked.files or ()
        if is_script(name) or is_map(name)
    }


def bundler_of(place: Place, seen: Sequence[build_outputs.Seen]) -> Bundler | None:
    """Recognise the bundler by all names, and by the first map where names do not tell."""
    known = list(walking.listing(place.root / place.directory))
    known += [f"{looked.folder}/{name}" for looked in seen for name in looked.files or ()]
    first = next((name for name in known if is_map(name) and "/" in name), None)
    head = disk.read(place.root / first)[:4096] if first else b""
    found = recognise(known, head)
    return _in_its_wrappers(place, found) if found else None


def _in_its_wrappers(place: Place, bundler: Bundler) -> Bundler:
    """Return the advice for what the app's configuration is wrapped in, too."""
    found = [wrapper for wrapper in bundler.wrappers if _is_wrapped(place, wrapper)]
    return reduce(wrapped, found, bundler)


def reference_of(root: Path, script: str) -> str | None:
    return comments.read_reference(disk.read(root / script))


def refuse_nothing(
    place: Place,
    seen: Sequence[build_outputs.Seen],
    references: Mapping[str, str | None],
    bundler: Bundler | None,
) -> None:
    """Raise NothingFound for a build without any script or any map."""
    within = sum((text or "").startswith("data:") for text in references.values())
    if references and (within or any(looked.maps for looked in seen)):
        return
    app = place.root / place.directory
    folders: dict[str, list[str]] = defaultdict(list)
    hidden = [name for name in walking.listing(app) if name.startswith(".") and name != ".git"]
    for base in ("", *(name for name in hidden if (app / name).is_dir())):
        for name in walking.walk(app / base):
            folder, _, file = posixpath.join(place.directory, base, name).rpartition("/")
            folders[folder].append(file)
    near = build_outputs.nearest(folders.items(), [looked.folder for looked in seen])
    pages = inlined_scripts.pages(pages_of(place, seen))
    raise build_outputs.nothing(seen, bundler=bundler, nearest=near, pages=pages)
