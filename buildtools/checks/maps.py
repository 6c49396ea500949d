"""Source maps of a build, one by one: readable, mapped, complete, fresh.

Pure: bytes and times in, findings out. The disk is read by the step, which hands in what it found
at the places of the sources. Source of the rules: what real bundlers write, see tests/fixtures.
"""

import json
from collections.abc import Mapping, Sequence

import msgspec

from buildtools.checks import source_text
from buildtools.checks.mapping_text import unreadable_at
from buildtools.checks.source_text import Difference, difference
from buildtools.checks.unparsable import unparsable
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.maps.sources import is_made, is_own
from buildtools.texts.wording import count

CLOCK_SECONDS = 2.0
"""How far a disk's clock may be behind ours; FAT and some network disks count in twos."""
TRANSFORMED = 10
"""From so many own sources on, none of which is the file on disk, the maps are of another text."""

_GUARD = b")]}'"
"""Some servers put this line before JSON; ECMA-426 has it skipped."""


class Source(msgspec.Struct, frozen=True):
    """One source of a map, as the map has it; "" when the map gives no name."""

    name: str
    content: str | None


class Part(msgspec.Struct, frozen=True):
    """The mappings of a flat map, or of one section and where that begins in the script."""

    mappings: str
    first: int = 0
    """Index of its first source among those of the whole map."""
    line: int = 0
    column: int = 0


class Map(msgspec.Struct, frozen=True):
    """What the checks need to know of a map; sections of an indexed one are laid end to end."""

    sources: tuple[Source, ...]
    mapped: bool
    """Whether it maps anything at all; loaders have maps that do not."""
    parts: tuple[Part, ...] = ()


class OnDisk(msgspec.Struct, frozen=True):
    """The file that a source is: its place in the project, its text, when it was written."""

    place: str
    text: str
    written: float


class Contents(msgspec.Struct, frozen=True):
    """What the texts in a map say about its age, and what is to be put in."""

    equal: tuple[str, ...] = ()
    """Own files whose text in the map is the one on disk."""
    different: tuple[Difference, ...] = ()
    unsure: tuple[str, ...] = ()
    """Sources that look like the project's own and were not found on disk."""
    missing: tuple[str, ...] = ()
    texts: dict[int, str] = {}
    """Texts to embed, by index of the source."""


class Times(msgspec.Struct, frozen=True):
    """When things were written, in seconds since the epoch."""

    script: float
    map: float
    started: float | None
    """When the build command was started; None when none was run."""

    @property
    def map_untouched(self) -> bool:
        """Whether the command left the map as it was."""
        return self.started is not None and self.map < self.started - CLOCK_SECONDS

    @property
    def script_untouched(self) -> bool:
        return self.started is not None and self.script < self.started - CLOCK_SECONDS


class _Flat(msgspec.Struct):
    version: int | str | None = None
    """Other tools read 3.0 as well; symbolic, which Sentry runs, does not."""
    mappings: str | None = None
    sections: "list[_Section] | None" = None
    sources: list[str | None] | None = None
    content: list[str | None] | None = msgspec.field(name="sourcesContent", default=None)
    source_root: str | None = msgspec.field(name="sourceRoot", default=None)


class _Offset(msgspec.Struct, frozen=True):
    line: int = 0
    column: int = 0


class _Section(msgspec.Struct):
    map: _Flat | None = None
    offset: _Offset = _Offset()


def parse(subject: str, data: bytes, script: str = "") -> Map | Finding:
    """Read a map, or find that it is unparsable and say what it is instead.

    `script` is what can be left out where the map is not the project's to correct.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    if body.startswith(_GUARD):
        body = body.partition(b"\n")[2]
    try:
        flat = _decode(body)
    except (ValueError, RecursionError) as error:
        return _unparsable(subject, _instead(body, error), body, script)
    if flat.version not in (3, "3"):
        return _unparsable(subject, f"its version is {flat.version}, not 3", body, script)
    if flat.mappings is None and flat.sections is None:
        return _unparsable(subject, "it has neither mappings nor sections", body, script)
    sections = [_Section(flat)] if flat.sections is None else flat.sections
    sources: list[Source] = []
    parts: list[Part] = []
    mapped = False
    for section in sections:
        if section.map is not None:
            text, offset = section.map.mappings or "", section.offset
            if (broken := unreadable_at(text)) is not None:
                why = f"its mappings cannot be read at character {broken:,}"
                return _unparsable(subject, why, body, script)
            parts.append(Part(text, len(sources), offset.line, offset.column))
            sources += _sources(section.map)
            mapped |= bool(text.strip(";, \r\n") and section.map.sources)
    return Map(tuple(sources), mapped, tuple(parts))


def _decode(body: bytes) -> _Flat:
    try:
        return msgspec.json.decode(body, type=_Flat)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # lone surrogates, which JavaScript strings may hold, are read by the slower way only
        return msgspec.convert(json.loads(body), type=_Flat)


def _sources(part: _Flat) -> list[Source]:
    contents = part.content or []
    root = f"{part.source_root.rstrip('/')}/" if part.source_root else ""
    names = part.sources or []
    return [
        Source(root + name if name else "", contents[index] if index < len(contents) else None)
        for index, name in enumerate(names)
    ]


def _instead(body: bytes, error: Exception) -> str:
    """Return what a file is that is not a source map."""
    start = body.lstrip()
    if not start:
        return "it is empty"
    if start.startswith(b"<"):
        return "it is an HTML page, perhaps a 404 saved under its name"
    if start.startswith(b"version https://git-lfs"):
        return "it is a Git LFS pointer; git lfs pull fetches the file"
    if start.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
        return "it is compressed"
    if start.startswith(b"{") and not body.rstrip().endswith(b"}"):
        return f"it is cut off after {len(body):,} bytes"
    if isinstance(error, RecursionError):
        return "its JSON is nested too deeply"
    return f"it is no source map: {error}"


def _unparsable(subject: str, why: str, body: bytes, script: str) -> Finding:
    name = script.rpartition("/")[2]
    out = f"; if it is not yours, leave it out by build.ignore: [{name}]" if script else ""
    return unparsable(
        subject,
        f"cannot be read: {why}; it begins with {body[:24]!r}",
        f"build again, or see what wrote this file after the build{out}",
    )


def compare(
    map_: Map, on_disk: Mapping[int, OnDisk], times: Times, *, embeddable: bool = True
) -> Contents:
    """Hold the map's texts against the files, which are given by index of the source.

    A missing text is taken from disk only if the file has not changed since the map was written,
    and the map is a file of its own.
    """
    equal: list[str] = []
    different: list[Difference] = []
    unsure: list[str] = []
    missing: list[str] = []
    texts: dict[int, str] = {}
    for index, source in enumerate(map_.sources):
        file = on_disk.get(index)
        recent = file is not None and file.written > times.map + CLOCK_SECONDS
        if source.content is None and file and embeddable and not recent:
            texts[index] = file.text
            equal.append(file.place)
        elif source.content is None:
            if not is_made(source.name):
                missing.append(source.name)
        elif file and is_own(file.place):
            found = difference(file.place, source.content, file.text)
            if found is None:
                equal.append(file.place)
            else:
                different.append(_dated(found, file, times))
        elif not file and is_own(source.name) and not is_made(source.name):
            unsure.append(source.name)
    return Contents(tuple(equal), tuple(different), tuple(unsure), tuple(missing), texts)


def _dated(found: Difference, file: OnDisk, times: Times) -> Difference:
    """Say of a text that differs for no known reason what the times say."""
    if found.reason != "other":
        return found
    if times.started is not None and file.written >= times.started:
        return msgspec.structs.replace(found, reason="written")
    if file.written > times.map + CLOCK_SECONDS:
        return msgspec.structs.replace(found, reason="newer")
    return found


def transformed(all_contents: Sequence[Contents]) -> bool:
    """Return whether the maps of a build were made from a text that is not on disk at all.

    Then a difference says nothing about age: cheap maps hold what the loaders gave.
    """
    different = {found.place for contents in all_contents for found in contents.different}
    return len(different) >= TRANSFORMED and not any(contents.equal for contents in all_contents)


def judge(
    subject: str, contents: Contents, *, cheap: bool, option: str, fresh: bool = False
) -> list[Finding]:
    """Return findings on texts that are old, missing or were put in.

    `option` is the bundler's for texts.

    `fresh` says that the build command wrote script and map just now: then a text that differs was
    changed on the way and is not old.
    """
    findings = [*source_text.tell(subject, contents.different, cheap=cheap, fresh=fresh)]
    if contents.missing:
        names = source_text.some(contents.missing)
        findings.append(
            finding(
                "source-content-missing",
                subjects.File(subject),
                f"has no text for {names}, and no file of the project is it",
                option,
                also=map(subjects.Source, contents.missing),
            )
        )
    if contents.texts:
        findings.append(
            finding(
                "source-content-embedded",
                subjects.File(subject),
                f"was given the text of {count(len(contents.texts), 'source')} from disk",
            )
        )
    return findings
