"""What follows from a change and is not ours to mend: each is told, with what to do."""

import posixpath
from collections.abc import Iterator, Mapping

from buildtools import disk
from buildtools.findings import Finding, finding
from buildtools.mending.site import Rewritten, Site, is_for_bundler
from buildtools.sourcemaps import digests
from buildtools.sourcemaps.digests import Digested
from buildtools.sourcemaps.hashed import is_hashed
from buildtools.sourcemaps.integrity import Owners
from buildtools.sourcemaps.pairing import is_script

_NEW_NAMES = (
    "change all names once: Next deploymentId, webpack output.hashSalt, Vite entryFileNames"
)


def policies(site: Site) -> dict[Digested, str]:
    """Find the digests of policies in the files that configure the site, and say where each is."""
    found: dict[Digested, str] = {}
    for path in site.settings():
        if path not in site.changed and path not in site.listed:
            for token in digests.in_policy(disk.read(site.root / path)):
                found.setdefault(token.digested, path)
    return found


def digests_elsewhere(policies: Mapping[Digested, str], owners: Owners) -> Iterator[Finding]:
    """Tell of policies that name the old content of a file."""
    for digested, path in policies.items():
        for script in owners.of.get(digested, ())[:1]:
            sentence = f"its Content-Security-Policy allows {script} by the digest it had before"
            remedy = "compute it after inject, or allow scripts by 'self' or a nonce"
            yield finding("policy-digest", path, sentence, remedy)


def names_kept(site: Site, given: Mapping[str, Rewritten], *, first: bool) -> Iterator[Finding]:
    """Tell of caches that are promised that a name never changes its content."""
    names = {posixpath.basename(path) for path in given if is_script(path)}
    for precache, urls in site.for_ever.items():
        kept = [url for url in urls if posixpath.basename(url.split("?")[0]) in names]
        if kept:
            sentence = f"revision: null keeps {len(kept)} old files for ever, such as {kept[0]}"
            remedy = "inject before the service worker is generated, and change all names once"
            yield finding("precache-kept", precache, sentence, remedy)
    served = [pair.script for pair in site.pairs if pair.kind == "browser" and pair.script in given]
    hashed = [path for path in served if is_hashed(posixpath.basename(path))]
    if first and hashed:
        sentence = (
            f"{len(hashed)} scripts have new content under the names they were built with: browsers"
            " that hold them as immutable from a deploy without debug IDs keep those"
        )
        yield finding("name-kept", hashed[0], sentence, _NEW_NAMES)


def for_other_bundlers(given: Mapping[str, Rewritten]) -> Iterator[Finding]:
    """Tell of scripts that are a library's source, which another bundler will take apart."""
    found = [
        path
        for path, each in given.items()
        if is_script(path) and not each.plain and is_for_bundler(each.new)
    ]
    if found:
        sentence = f"{len(found)} scripts are marked for another bundler, which will drop their IDs"
        remedy = "inject what that bundler writes, and leave this output out of build.outputs"
        yield finding("directive-kept", found[0], sentence, remedy)
