"""What is to be put right in a map before it is injected: found here, done by inject.

A source of the project itself that has a map of its own is generated: its map is put through, and
so on, until the author's file is reached. The repaired map is made here once, because it is the one
that is judged; nothing is written.
"""

from collections.abc import Mapping

import msgspec

from buildtools.checks import maps
from buildtools.errors import SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.results import Repair
from buildtools.sourcemaps.injection import repairs
from buildtools.sourcemaps.maps import contents
from buildtools.sourcemaps.maps.chained import Links
from buildtools.steps.building.gather import Place
from buildtools.steps.building.links import Following
from buildtools.steps.building.opening import Opened
from buildtools.steps.building.texts import Texts
from buildtools.texts.wording import listed
from buildtools.values import Digest, Shift, digest_of


class Repaired(msgspec.Struct, frozen=True):
    """A map as inject will repair it."""

    parsed: maps.Map
    repair: Repair | None
    """None when there is nothing to do."""
    findings: list[Finding]


class Repairing:
    """Finds the repairs of one map after the other; what is read of the project is kept."""

    def __init__(self, place: Place, *, flatten: bool) -> None:
        self.texts = Texts(place)
        self._root = place.root
        self._flatten = flatten
        self._links = Following(self.texts, self.read)

    def read(self, path: str) -> bytes | None:
        """Return a file of the project; None when it is not there."""
        return disk.read_inside(self._root, path)

    def of(
        self,
        script: str,
        path: str | None,
        found: Opened,
        texts: Mapping[int, str],
        shifts: tuple[Shift, ...] = (),
    ) -> Repaired:
        """Find what is to be repaired in a map that is given `texts` by the build.

        `shifts` are what is known of texts in the script that the map does not count.
        Raises SourceMapError when the map cannot follow them.
        """
        subject = path or script
        said = [each for each in (found.repaired, found.unasked) if each]
        repair = Repair(subject, script, Digest(""), found.repaired is not None, shifts)
        links = self._links.of(found.parsed, subject)
        parsed = found.parsed
        if links.chained and not self._flatten:
            said.append(_left(subject, links))
        elif links.chained or shifts:
            text = contents.embed(found.read(), texts) if texts else found.read()
            text = repairs.repaired(text, _alone(repair), self.read)
            repair, text, told = self._flattened(repair, links, text)
            parsed = _parsed(subject, text) or parsed
            said += told
        if not repair.lossless and not repair.shifts and not repair.chained:
            return Repaired(found.parsed, None, said)
        before = self._digest(script, path, texts)
        return Repaired(parsed, msgspec.structs.replace(repair, before=before), said)

    def _flattened(
        self, repair: Repair, links: Links, text: bytes
    ) -> tuple[Repair, bytes, list[Finding]]:
        """Put the maps through; leave them as they are where that adds nothing or cannot be.

        `text` is the map with all that comes before that.
        """
        if not links.chained:
            return repair, text, []
        reads: dict[str, Digest] = {}

        def read(path: str) -> bytes | None:
            data = self.read(path)
            if data is not None and path != repair.script:
                reads[path] = digest_of(data)
            return data

        chained = msgspec.structs.replace(
            repair, chained=tuple(links.chained), deeper={**links.deeper}
        )
        try:
            made = repairs.repaired(text, _alone(chained, shifts=()), read)
        except SourceMapError as fault:
            return repair, text, [_not_put_through(repair.file, links, fault)]
        if made == text:
            return repair, text, []
        done = msgspec.structs.replace(chained, reads=reads)
        return done, made, [_told(repair.file, links)]

    def _digest(self, script: str, path: str | None, texts: Mapping[int, str]) -> Digest:
        """Return the digest of the file as the build step leaves it."""
        data = disk.read(self._root / (path or script))
        return digest_of(contents.embed(data, texts) if texts else data)


def _alone(repair: Repair, **without: tuple[Shift, ...]) -> Repair:
    """Leave out what is done to the text already."""
    return msgspec.structs.replace(repair, lossless=False, **without)


def _parsed(subject: str, text: bytes) -> maps.Map | None:
    found = maps.parse(subject, text)
    return found if isinstance(found, maps.Map) else None


def _told(subject: str, links: Links) -> Finding:
    sentence = (
        f"{_some(links)}; inject makes one map of them, so that frames end in the author's file"
    )
    return finding("map-chained", subjects.File(subject), sentence, also=_generated(links))


def _left(subject: str, links: Links) -> Finding:
    return finding(
        "map-chained",
        subjects.File(subject),
        f"{_some(links)}, where frames end: build.flatten is off",
        "take build.flatten out of sentry.yml, or let the bundler read the maps of its sources",
        severity="warning",
        also=(*_generated(links), subjects.Setting("build.flatten")),
    )


def _not_put_through(subject: str, links: Links, fault: SourceMapError) -> Finding:
    return finding(
        "map-chained",
        subjects.File(subject),
        f"{_some(links)}, where frames end: the maps cannot be made one, {fault.what}",
        "let the bundler read the maps of its sources",
        severity="warning",
        also=_generated(links),
    )


def _generated(links: Links) -> tuple[Subject, ...]:
    return tuple(subjects.File(chain.source) for chain in links.chained)


def _some(links: Links) -> str:
    names = [chain.source for chain in links.chained]
    return f"maps to generated files that have a map of their own, {listed(names, 2)}"
