"""Names that promise a content: caches and stores hold on to them when the content changes.

Names are never changed here: pages, loaders and caches of others know files by them.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from buildtools.bundlers import any_of, recognise
from buildtools.change import Change
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.derived.digests import ALGORITHMS, digest
from buildtools.sourcemaps.derived.hashed_names import is_hashed
from buildtools.sourcemaps.derived.update.site import Site
from buildtools.sourcemaps.pairing import is_script
from buildtools.texts.wording import count

_HEX = re.compile(r"(?<![0-9a-z])[0-9a-f]{32,128}(?![0-9a-z])")
_LOOKED_UP = re.compile(any_of(lambda each: each.looked_up))
"""Lists by which a file is looked up: its name is never checked against its content."""


def names_kept(site: Site, given: Mapping[str, Change], *, first: bool) -> Iterator[Finding]:
    """Return findings about caches that are promised that a name never changes its content."""
    names = {posixpath.basename(path) for path in given if is_script(path)}
    for precache, urls in site.for_ever.items():
        kept = [url for url in urls if posixpath.basename(url.split("?")[0]) in names]
        if kept:
            sentence = (
                f"revision: null keeps {count(len(kept), 'old file')} for ever, such as {kept[0]}"
            )
            remedy = "inject before the service worker is generated, and change all names once"
            yield finding(
                "service-worker-precache",
                subjects.File(precache),
                sentence,
                remedy,
                also=map(subjects.Url, kept),
            )
    served = [pair.script for pair in site.pairs if pair.kind == "browser" and pair.script in given]
    hashed = [path for path in served if is_hashed(posixpath.basename(path))]
    if first and hashed:
        # Nobody here knows what was deployed before. A release of ours under the same names is
        # none that would matter: what caches hold of it has IDs, and its maps stay on the server.
        sentence = (
            f"{count(len(hashed), 'script')} under the same name as before; what was deployed so"
            " without debug IDs stays in browsers that hold it as immutable"
        )
        yield finding(
            "immutable-name-kept",
            subjects.File(hashed[0]),
            sentence,
            _new_names(site),
            also=map(subjects.File, hashed[1:]),
        )


def _new_names(site: Site) -> str:
    """Return how names are changed with the bundler that is recognised."""
    names = [name for folder in site.places.settings for name in site.files.names(folder)]
    map_ = next((pair.map for pair in site.pairs if pair.map), None)
    head = next(iter(site.files.blocks(map_)), b"")[:4096] if map_ else b""
    bundler = recognise([*names, *site.listed], head)
    return bundler.new_names if bundler else ""


def digests_in_names(site: Site, given: Mapping[str, Change]) -> Iterator[Finding]:
    """Return findings about scripts whose name is the whole digest of what they were."""
    if any(_LOOKED_UP.fullmatch(posixpath.basename(path)) for path in site.listed):
        return
    named = [(path, each) for path in given for each in _HEX.findall(posixpath.basename(path))]
    found = [
        (path, algorithm)
        for path, text in named
        if is_script(path) and (algorithm := ALGORITHMS.get(len(text) // 2))
        if digest(algorithm, site.old(path)).hex() == text
    ]
    if found:
        path, algorithm = found[0]
        sentence = (
            f"the name is the {algorithm} of what it was, of {count(len(found), 'script')};"
            " names are never changed, nor the same digest elsewhere: who checks it refuses them"
        )
        also = (subjects.File(other) for other, _ in found[1:])
        remedy = "name files after inject if that is done"
        yield finding("digest-in-name", subjects.File(path), sentence, remedy, also=also)
