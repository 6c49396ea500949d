"""Leftovers: outputs that have nothing to resolve, scripts without maps, maps without scripts.

Each fault is told once, by the finding that knows most of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from buildtools.bundlers import Bundler, is_data
from buildtools.checks import build_outputs, inlined_scripts, unparsable
from buildtools.findings import Finding, finding, forbidding, subjects
from buildtools.settings import Output
from buildtools.sourcemaps.pairing import Paired, is_script
from buildtools.steps.building.gather import File, Place, pages_of
from buildtools.steps.building.pairs import Checked

_EXPLAINED = ("map-empty", unparsable.CODE)
"""Codes that, as warnings, say why a script needs no map."""


def leftovers(
    place: Place,
    seen: Mapping[Output, build_outputs.Seen],
    files: Mapping[str, File],
    paired: Paired,
    checked: Sequence[Checked],
    findings: Sequence[Finding],
    bundler: Bundler | None,
) -> list[Finding]:
    """Return all findings: those of the pairs, and what is to be said of the rest.

    Of an output that is a copy without maps only that is told; of one whose scripts have errors of
    their own, not also that none has a map. `findings` are marked: what is accepted is no error.
    """
    copies = {output for output, looked in seen.items() if _is_bare_copy(looked)}
    kept = [each for each in findings if _output_of(each.subject, files) not in copies]
    pages = _pages(place, seen, paired)
    refused = {_output_of(each.subject, files) for each in forbidding(kept)}
    expecting = _expecting(files, paired, kept)
    pairs = Counter(one.output for one in checked)
    told = (
        build_outputs.incomplete(
            looked,
            pairs[output],
            0 if output in refused else expecting[output],
            bundler,
            orphans=paired.orphans,
            pages=[
                page
                for page in inlined_scripts.pages(pages)
                if page.startswith(f"{looked.folder}/")
            ],
        )
        for output, looked in seen.items()
    )
    whole = [
        *kept,
        *(found for found in told if found),
        *inlined_scripts.inlined(pages, paired.orphans),
    ]
    copied = {path for path, file in files.items() if file.output in copies}
    return [*whole, *_alone(paired, whole, copied)]


def _is_bare_copy(looked: build_outputs.Seen) -> bool:
    return (
        bool(looked.scripts)
        and build_outputs.copies_of(looked.folder) is not None
        and not looked.maps
    )


def _output_of(path: str, files: Mapping[str, File]) -> Output | None:
    return files[path].output if path in files else None


def _pages(
    place: Place, seen: Mapping[Output, build_outputs.Seen], paired: Paired
) -> dict[str, bytes]:
    """Read the pages of outputs without a script, or all where a map belongs to no script."""
    wanted = [looked for looked in seen.values() if paired.orphans or not looked.scripts]
    return pages_of(place, wanted)


def _expecting(
    files: Mapping[str, File], paired: Paired, findings: Sequence[Finding]
) -> Counter[Output]:
    """Count the scripts of each output that ought to have a map that maps something."""
    explained = {
        each.subject
        for each in findings
        if each.accepted or (each.code in _EXPLAINED and each.severity == "warning")
    }
    return Counter(
        file.output
        for path, file in files.items()
        if is_script(path) and not is_data(path) and not {path, paired.maps.get(path)} & explained
    )


def _alone(paired: Paired, findings: Sequence[Finding], copied: set[str]) -> list[Finding]:
    """Return findings on scripts and maps that stand alone, unless that is explained already."""
    told = {found.subject for found in findings} | copied
    inline = (found.also for found in findings if found.code == "script-inlined")
    named = {str(each) for also in inline for each in also}
    alone = [path for path in paired.without_map if path not in told and not is_data(path)]
    orphans = [path for path in paired.orphans if path not in named]
    return [
        *(
            finding("script-without-map", subjects.File(path), "has no map; it stays as it is")
            for path in alone
        ),
        *(finding("map-orphan", subjects.File(path), "belongs to no script") for path in orphans),
    ]
