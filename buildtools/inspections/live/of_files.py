"""The same look at what is about to be deployed: a folder, a tar, an image.

Its files are asked by the URLs that they will have, so that what is told of them is what would be
told of the site. Headers, redirects and walls of a host are not known yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from buildtools.checks import exposure
from buildtools.checks.served import Releases, nobody_asked
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.live import judging
from buildtools.inspections.live.answers import Seen, ask, offered
from buildtools.inspections.live.expected import Release, Script, digests
from buildtools.inspections.search import search
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Injected, InjectedPair, Looked, Stripped
from buildtools.settings import Output
from buildtools.texts.wording import count
from buildtools.values import Digest
from buildtools.web.archive.as_site import AsSite, wanted
from buildtools.web.archive.contents import Contents
from buildtools.web.archive.opening import opened
from buildtools.web.archive.places import Expected

_STRIP: Final = "take maps out of what is deployed: invoke strip, before the deploy"
_OF_PAGES: Final = "live.md#what-pages-forbid"
"""Told of: what pages say of other files, and a host can change nothing of."""

Pairs = Mapping[str, InjectedPair]
"""Those of one output, by the paths of their scripts relative to it."""


def look_at_files(
    path: Path,
    outputs: Sequence[Output],
    name: str,
    injected: Injected,
    root: Path,
    stripped: Stripped | None = None,
    *,
    releases: Releases = nobody_asked,
) -> Looked:
    """Look at files in the place of a site; `outputs` have paths relative to the project's root.

    Raises NothingFound or DiskRefused when they cannot be read.
    """
    left = digests(injected, stripped)
    pairs = _of_outputs(outputs, injected)
    known = {output: _expected(output, pairs[output], left) for output in outputs}
    with opened(path, wanted) as contents:
        site = AsSite(contents.files, [*known.values()], whole_system=contents.kind == "image")
        seen: dict[str, tuple[Seen, ...]] = {"browser": (), "server": ()}
        for output in outputs:
            side = "browser" if output.kind == "browser" else "server"
            scripts = _scripts(site, known[output], pairs[output], left)
            there = side == "browser" or site.places[output.path] is not None
            if scripts and there:
                release = Release(name, scripts, root, stripped)
                seen[side] += ask(site, release, releases)
        served, run = seen["browser"], _that_are_there(seen["server"])
        findings = [
            *map(_reworded, (*judging.judged(served), *judging.judged(run))),
            *_private(site, contents),
            *_of_pages(site, served),
            *_left_out(contents),
        ]
    looked = (*served, *run)
    record = Record()
    record.extend(judging.tried(looked))
    right = sum(one.is_right for one in looked)
    proof = Proof(dict(record.counts), tuple(findings))
    return Looked(proof, str(path), len(looked), right, offered(looked))


def _of_outputs(outputs: Sequence[Output], injected: Injected) -> dict[Output, Pairs]:
    """Return the pairs of each output; of nested ones the inner one has them."""
    inner = sorted(outputs, key=lambda output: -len(output.path))
    found: dict[Output, dict[str, InjectedPair]] = {output: {} for output in outputs}
    for each in injected.pairs:
        script = each.pair.script
        owner = next((one for one in inner if script.startswith(_start(one))), None)
        if owner:
            found[owner][script.removeprefix(_start(owner))] = each
    return dict(found)


def _start(output: Output) -> str:
    return "" if output.path == "." else f"{output.path}/"


def _expected(output: Output, pairs: Pairs, left: Mapping[str, Digest]) -> Expected:
    scripts = {script: left[each.pair.script] for script, each in pairs.items()}
    return Expected(output.path, output.url, scripts)


def _scripts(
    site: AsSite, output: Expected, pairs: Pairs, left: Mapping[str, Digest]
) -> tuple[Script, ...]:
    return tuple(
        Script(each, left[each.pair.script], site.address(output, script))
        for script, each in pairs.items()
    )


def _that_are_there(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Leave out what a server does without: bundlers copy what they have traced alone."""
    return tuple(one for one in seen if one.files != {"missing"})


def _reworded(found: Finding) -> Finding:
    """Return a finding as it is told of files that nobody serves yet."""
    sentence = found.sentence.replace(": the site answers 404", "")
    for served, there in (("is not served", "is not there"), ("is served", "is there")):
        sentence = sentence.replace(served, there)
    return msgspec.structs.replace(found, sentence=sentence)


def _private(site: AsSite, contents: Contents) -> Iterator[Finding]:
    """Find maps and sources that would be public once this is deployed."""
    maps, sources = list[subjects.Subject](), list[subjects.Subject]()
    first = ""
    for name, url in sorted(site.public()):
        file = contents.files[name]
        if held := _map_in(name, file):
            first = first or f"{held} would be public at {url}"
            maps.append(subjects.File(name))
        elif exposure.names_source(name) and exposure.is_source(file.read_bytes()):
            sources.append(subjects.File(name))
    if maps:
        more = f"; so would {count(len(maps) - 1, 'more')}" if len(maps) > 1 else ""
        yield finding("map-public", maps[0], first + more, _STRIP, also=maps[1:])
    if sources:
        sentence = "would be public as it was written"
        yield finding("source-public", sources[0], sentence, also=sources[1:])


def _map_in(name: str, file: Path) -> str:
    """Return what a file holds as a map, its own or inside of it; empty where it holds none."""
    if name.endswith((".map", ".json")):
        found = exposure.read_map(file.read_bytes())
        return found.shown if found else ""
    if name.endswith((".js", ".mjs", ".cjs", ".css")):
        inside = exposure.inline_map(file.read_bytes(), style=name.endswith(".css"))
        return f"{inside.shown}, inline as a data: URL," if inside else ""
    return ""


def _of_pages(site: AsSite, seen: Sequence[Seen]) -> Iterator[Finding]:
    """Find what pages say of the files beside them, where there is a first page."""
    if not site.get(site.url).is_page or not seen:
        return
    for found in search(site).findings:
        if CATALOGUE[found.code].page == _OF_PAGES:
            yield found


def _left_out(contents: Contents) -> Iterator[Finding]:
    for each in contents.left_out:
        yield finding("site-not-searched", subjects.File(each.path), f"left out: {each.why}")
