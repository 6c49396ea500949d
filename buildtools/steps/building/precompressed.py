"""Compressed siblings of scripts, judged before anything is written or sent.

A server sends a `.gz` or `.br` in the place of the script. Inject makes it anew of the new script;
one that it cannot read, or that was made of something else, would go on with the old bytes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from buildtools.files import disk
from buildtools.findings import Finding
from buildtools.sourcemaps.derived import precompressed
from buildtools.sourcemaps.derived.precompressed import SUFFIXES


def stale(root: Path, scripts: Iterable[str]) -> Iterator[Finding]:
    """Return findings on each sibling that is not its script compressed, or cannot be read."""
    for script in scripts:
        for sibling in (script + suffix for suffix in SUFFIXES):
            if (root / sibling).is_file() and not disk.is_linked(root, sibling):
                said = precompressed.judge(
                    sibling, disk.read(root / sibling), disk.read(root / script)
                )
                yield from [said] if said else []
