"""Compressed siblings on disk: made again when their file changes, told of when they cannot be."""

from buildtools import disk
from buildtools.findings import Finding, finding
from buildtools.mending.site import Rewritten, Site
from buildtools.sourcemaps.siblings import SUFFIXES, Unreadable, compress_like, expand
from buildtools.sourcemaps.splices import difference


def siblings(site: Site) -> tuple[dict[str, Rewritten], list[Finding]]:
    """Make the siblings of changed files again; look at those of the other scripts too."""
    listed = frozenset(site.listed)
    made: dict[str, Rewritten] = {}
    findings: list[Finding] = []
    for path in dict.fromkeys((*site.changed, *(pair.script for pair in site.pairs))):
        for suffix in SUFFIXES:
            sibling = path + suffix
            if sibling not in listed or disk.is_linked(site.root, sibling):
                continue
            model = disk.read(site.root / sibling)
            try:
                new = _like(site, path, suffix, model)
            except Unreadable as doubt:
                findings.append(_stale(sibling, str(doubt)))
                continue
            if new != model:
                edits = difference(model, new)
                made[sibling] = Rewritten(sibling, disk.digest(model), new, edits)
    return made, findings


def _like(site: Site, path: str, suffix: str, model: bytes) -> bytes:
    """Give the sibling as it must be. Raises Unreadable when that cannot be told."""
    stands_for, new = expand(suffix, model), site.new(path)
    if stands_for == new:
        return model
    old = site.old(path)
    if stands_for != old:
        raise Unreadable("it holds something else than the file beside it")
    return compress_like(suffix, model, old, new)


def _stale(sibling: str, reason: str) -> Finding:
    sentence = f"a server that sends it in the file's place would send other bytes: {reason}"
    if sibling.endswith(".br"):
        remedy = "install the package brotli, or compress after inject"
    else:
        remedy = "delete it, or compress after inject"
    return finding("sibling-stale", sibling, sentence, remedy)
