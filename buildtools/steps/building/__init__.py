"""The build step: run the project's build, pair its scripts with their maps, trust nothing.

It refuses a build whose stack traces would not resolve: without scripts, without maps, with maps
that are missing, unreadable, empty or of another text.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from buildtools.acceptance import mark
from buildtools.bundlers import Bundler
from buildtools.checks import accuracy, build_command, map_age, maps, memory_limits
from buildtools.checks.build_outputs import Seen
from buildtools.errors import MapsRefused
from buildtools.files import disk, replacing
from buildtools.files.boundaries import Boundaries
from buildtools.findings import Finding, forbidding
from buildtools.results import Built, Repair
from buildtools.settings import Acceptance, Build
from buildtools.sourcemaps.maps import contents
from buildtools.sourcemaps.pairing import is_script
from buildtools.steps.building import precompressed
from buildtools.steps.building.earlier import kept
from buildtools.steps.building.exposed import Exposed
from buildtools.steps.building.gather import (
    File,
    Place,
    bundler_of,
    directory_of,
    files_of,
    links_of,
    look,
    reference_of,
    refuse_nothing,
    run,
)
from buildtools.steps.building.ignored import ignored_by_git
from buildtools.steps.building.leftovers import leftovers
from buildtools.steps.building.matching import match
from buildtools.steps.building.pairs import Checked, check
from buildtools.texts.wording import count

_log = logging.getLogger("buildtools")


def build(
    root: Path,
    settings: Build,
    environ: Mapping[str, str],
    *,
    release: str,
    dist: str | None,
    environment: str = "",
    now: Callable[[], float] = time.time,
    accept: Sequence[Acceptance] = (),
    boundaries: Boundaries | None = None,
    secrets: Collection[str] = (),
    resolver: str = "",
    right: accuracy.KnownRight | None = None,
) -> Built:
    """Run the build command, if there is one, and collect its pairs over all outputs.

    Reads the outputs, and the project's own files to hold the maps' texts against. Writes nothing
    but missing texts into maps, when all else is well; a second run then finds them there. What
    is known to be `right` by the same bytes is not judged again.

    Raises BuildFailed, NothingFound, MapsRefused with a finding for each file, or
    ConfigurationError when a setting leads nowhere.
    """
    directory = directory_of(root, settings)
    variables = build_command.variables(
        environ, settings.environment, release, dist, secrets, environment
    )
    started = run(root, directory, settings.command, variables, now)
    place = Place(root, directory, started)
    seen = {output: look(place, output, settings.ignore) for output in settings.outputs}
    named = _named(boundaries or Boundaries(root), tuple(seen.values()), accept)
    files = files_of(seen)
    bundler = bundler_of(place, tuple(seen.values()))
    references = {path: reference_of(root, path) for path in files if is_script(path)}
    refuse_nothing(place, tuple(seen.values()), references, bundler)
    paired = match(place, seen, files, references)
    exposed = Exposed(root, secrets)
    checked, findings = check(
        place, files, paired, settings, exposed, right or accuracy.KnownRight()
    )
    exposed.alone((*paired.without_map, *paired.orphans))
    checked = ignored_by_git(root, environ, checked)
    findings += (*named, *paired.findings, *_judged(place, checked, files, bundler))
    findings = leftovers(place, seen, files, paired, checked, mark(findings, accept), bundler)
    findings += precompressed.stale(root, [one.pair.script for one in checked])
    findings += exposed.findings()
    findings += memory_limits.absent(resolver, [one.pair.script for one in checked], loud=False)
    findings.sort(key=lambda found: (found.subject, found.code))
    marked = mark(findings, accept)
    if errors := forbidding(marked):
        raise MapsRefused(errors)
    _embed(root, checked)
    repairs = tuple(one.repair for one in checked if one.repair)
    _tell(checked, repairs, marked)
    return Built(
        tuple(one.pair for one in checked),
        scripts=len(references),
        without_map=len(paired.without_map),
        findings=marked,
        repairs=repairs,
    )


def _named(
    boundaries: Boundaries, seen: Sequence[Seen], accept: Sequence[Acceptance]
) -> list[Finding]:
    """Judge names and links before anything is read by them.

    Raises MapsRefused where a script or a map could not be released.
    """
    found = [each for looked in seen for each in looked.odd] + links_of(boundaries, seen)
    if errors := forbidding(mark(found, accept)):
        raise MapsRefused(errors, "what the build left cannot be released as it is")
    return found


def _tell(
    checked: Sequence[Checked], repairs: Sequence[Repair], findings: Sequence[Finding]
) -> None:
    """Say how many pairs there are, and what inject will put right: more of a map than an ID."""
    for output, pairs in Counter(one.output for one in checked).items():
        _log.info("%s: %s", output.path, count(pairs, "pair"))
    for found in findings:
        if found.code == "map-mended":
            _log.warning("warning: %s: %s", found.subject, found.sentence)
    chained = [repair for repair in repairs if repair.chained]
    if chained:
        sample = chained[0].chained[0].source
        _log.info(
            "%s of generated files that have a map of their own, such as %s: "
            "inject makes one map of both",
            count(len(chained), "map"),
            sample,
        )


def _judged(
    place: Place, checked: Sequence[Checked], files: Mapping[str, File], bundler: Bundler | None
) -> list[Finding]:
    """Return findings about maps that are old, lack texts or belong to another script."""
    option = f"for {bundler.name}: {bundler.texts}" if bundler else "let the bundler keep sources"
    cheap = maps.transformed([one.contents for one in checked])
    written = {one.output for one in checked if not one.times.script_untouched}
    left = kept(place.root, checked)
    findings: list[Finding] = []
    for one in checked:
        built = one.output in written
        old = map_age.age(one.subject, one.times, one.contents, built=built)
        fresh = place.started is not None and not one.times.map_untouched
        judged = maps.judge(one.subject, one.contents, cheap=cheap, option=option, fresh=fresh)
        if one.pair.script in left:
            pattern = files[one.pair.script].pattern
            judged = [map_age.of_an_earlier_build(each, pattern) for each in judged]
            old = map_age.of_an_earlier_build(old, pattern) if old else None
        findings += [*([old] if old else []), *one.told.findings, *judged]
    return findings


def _embed(root: Path, checked: Sequence[Checked]) -> None:
    """Put missing texts into the maps, all of them or none."""
    wanting = {one.subject: one.contents.texts for one in checked if one.contents.texts}
    replacing.replace_all(
        root,
        {path: contents.embed(disk.read(root / path), texts) for path, texts in wanting.items()},
    )
