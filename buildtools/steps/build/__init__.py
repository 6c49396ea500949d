"""The build step: run the project's build, pair its scripts with their maps, trust nothing.

It refuses a build whose stack traces would not resolve: without scripts, without maps, with maps
that are missing, unreadable, empty or of another text.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from buildtools import disk
from buildtools.checks import commands, maps, outputs
from buildtools.checks.bundlers import Bundler, is_data
from buildtools.errors import MapsRefused
from buildtools.findings import Finding, finding
from buildtools.results import Built
from buildtools.settings import Build, Output
from buildtools.sourcemaps import sources
from buildtools.sourcemaps.pairing import Paired, is_map, is_script, pair
from buildtools.steps.build.gather import (
    File,
    Place,
    bundler_of,
    directory_of,
    files_of,
    look,
    reference_of,
    refuse_nothing,
    run,
)
from buildtools.steps.build.pairs import Checked, check

_log = logging.getLogger("buildtools")


def build(
    root: Path,
    settings: Build,
    environ: Mapping[str, str],
    *,
    release: str,
    dist: str | None,
    now: Callable[[], float] = time.time,
) -> Built:
    """Run the build command, if there is one, and collect its pairs over all outputs.

    Reads the outputs, and the project's own files to hold the maps' texts against. Writes nothing
    but missing texts into maps, when all else is well; a second run then finds them there.

    Raises BuildFailed, NothingFound, MapsRefused with a finding for each file, or
    ConfigurationError when a setting leads nowhere.
    """
    directory = directory_of(root, settings)
    variables = commands.variables(environ, settings.environment, release, dist)
    started = run(root, directory, settings.command, variables, now)
    place = Place(root, directory, started)
    seen = {output: look(place, output, settings.ignore) for output in settings.outputs}
    files = files_of(seen)
    bundler = bundler_of(place, tuple(seen.values()))
    references = {path: reference_of(root, path) for path in files if is_script(path)}
    refuse_nothing(place, tuple(seen.values()), references, bundler)
    paired = pair(references, {path: file.url for path, file in files.items() if is_map(path)})
    checked, findings = check(place, files, paired, settings.realign)
    findings += paired.findings
    findings += _of_outputs(seen, files, checked, bundler)
    findings += _of_the_rest(paired, findings)
    findings += _judged(place, checked, bundler)
    findings.sort(key=lambda found: (found.subject, found.code))
    errors = [found for found in findings if found.severity == "error"]
    if errors:
        raise MapsRefused(errors)
    _embed(root, checked)
    for output, count in Counter(one.output for one in checked).items():
        _log.info("%s: %d pairs", output.path, count)
    return Built(
        tuple(one.pair for one in checked),
        scripts=len(references),
        without_map=len(paired.without_map),
        findings=tuple(findings),
    )


def _of_outputs(
    seen: Mapping[Output, outputs.Seen],
    files: Mapping[str, File],
    checked: Sequence[Checked],
    bundler: Bundler | None,
) -> list[Finding]:
    """Tell of each output that has nothing to resolve."""
    pairs = Counter(one.output for one in checked)
    expecting = Counter(
        file.output for path, file in files.items() if is_script(path) and not is_data(path)
    )
    told = (
        outputs.incomplete(looked, pairs[output], expecting[output], bundler)
        for output, looked in seen.items()
    )
    return [found for found in told if found]


def _of_the_rest(paired: Paired, findings: Sequence[Finding]) -> list[Finding]:
    """Tell of scripts and maps that stand alone, unless it is known why or said already."""
    told = {found.subject for found in findings}
    alone = [path for path in paired.without_map if path not in told and not is_data(path)]
    return [
        *(finding("script-without-map", path, "has no map; it stays as it is") for path in alone),
        *(finding("map-orphan", path, "belongs to no script") for path in paired.orphans),
    ]


def _judged(place: Place, checked: Sequence[Checked], bundler: Bundler | None) -> list[Finding]:
    """Tell of maps that are old, lack texts or belong to another script."""
    option = f"for {bundler.name}: {bundler.texts}" if bundler else "let the bundler keep sources"
    cheap = maps.transformed([one.contents for one in checked])
    written = {one.output for one in checked if not one.times.script_untouched}
    findings: list[Finding] = []
    for one in checked:
        built = one.output in written
        old = maps.age(one.subject, one.times, one.contents, built=built)
        findings += [old] if old else []
        findings += one.told.findings
        fresh = place.started is not None and not one.times.map_untouched
        findings += maps.judge(one.subject, one.contents, cheap=cheap, option=option, fresh=fresh)
    return findings


def _embed(root: Path, checked: Sequence[Checked]) -> None:
    """Put missing texts into the maps, all of them or none."""
    wanting = {one.subject: one.contents.texts for one in checked if one.contents.texts}
    disk.replace_all(
        root,
        {path: sources.embed(disk.read(root / path), texts) for path, texts in wanting.items()},
    )
