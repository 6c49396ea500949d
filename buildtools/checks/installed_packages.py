"""Installed packages: what a build changes in them, which belongs to whoever installs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Folder
from buildtools.texts.wording import count, listed

_SHOWN = 2


def changed(paths: Iterable[str], package_of: Callable[[str], str]) -> Iterator[Finding]:
    """Judge the files of packages that a build has written; at most one finding."""
    packages: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        packages[package_of(path)].append(path)
    if not packages:
        return
    first, *others = map(Folder, packages)
    files = packages[first.path]
    names = listed([path.removeprefix(f"{first.path}/") for path in files], _SHOWN)
    beside = f", and of {count(len(others), 'other package')}" if others else ""
    sentence = f"the build writes {count(len(files), 'file')} of it: {names}{beside}"
    yield finding("package-changed", first, sentence, also=others)
