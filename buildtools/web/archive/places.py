"""Where the outputs of a build lie in what is about to be deployed.

They are copied to other places there, `dist` to `/usr/share/nginx/html`: a place is known by the
names of the scripts below it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from buildtools.values import Digest, digest_of


class Expected(NamedTuple):
    """An output as the ledger knows it."""

    path: str
    """Of its folder, relative to the project's root."""
    url: str
    """Where its files are served: `~/static`."""
    scripts: Mapping[str, Digest]
    """SHA-1 of each script, by its path relative to the folder."""


def place_of(output: Expected, files: Mapping[str, Path]) -> str | None:
    """Return the folder that holds an output; None when none has any script of it, "" for the top.

    Of several folders that which has the most scripts unchanged, then the most scripts, then the
    one whose path ends most like the output's.
    """
    found = Counter(_places(output.scripts, files))
    if not found:
        return None
    most = max(found.values())
    likely = [place for place, votes in found.items() if votes == most]
    if len(found) == 1:
        return likely[0]
    equal = {place: _unchanged(output, place, files) for place in found}
    order = sorted(found, key=lambda place: (-equal[place], -found[place], *_unlike(output, place)))
    return order[0]


def _places(scripts: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    """Return the folder above each file that is named like a script, once for each script."""
    by_name: dict[str, list[str]] = {}
    for script in scripts:
        by_name.setdefault(script.rpartition("/")[2], []).append(script)
    for file in files:
        for script in by_name.get(file.rpartition("/")[2], ()):
            if file == script:
                yield ""
            elif file.endswith(f"/{script}"):
                yield file.removesuffix(f"/{script}")


def _unchanged(output: Expected, place: str, files: Mapping[str, Path]) -> int:
    found = ((files.get(join(place, name)), digest) for name, digest in output.scripts.items())
    return sum(digest_of(file.read_bytes()) == digest for file, digest in found if file)


def _unlike(output: Expected, place: str) -> tuple[int, int, str]:
    """Return how unlike a path is to the output's: fewer ends in common, deeper, later by name."""
    ends = zip(reversed(output.path.split("/")), reversed(place.split("/")), strict=False)
    alike = 0
    for one, other in ends:
        if one != other:
            break
        alike += 1
    return -alike, place.count("/"), place


def join(place: str, path: str) -> str:
    """Return a path below a place."""
    return f"{place}/{path}" if place else path
