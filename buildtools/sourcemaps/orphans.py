"""Orphans: maps that no script claims, given to the script that they name themselves.

A map may say in its `file` key which script it is of; that helps where a bundler writes no comment,
or something changed the names after the build. Pure: what was paired in, the same with more out.
Source: ECMA-426, file.
"""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.pairing import Paired

_DIGEST = re.compile(r"[.-][\w-]{6,}")
"""What asset pipelines put behind the stem of a name."""


def adopt(paired: Paired, files: Mapping[str, str]) -> Paired:
    """Return maps that no script claims to the scripts that they say they are of.

    `files` has the `file` key of each orphan that has one. A pair is made where the name is that of
    one script and the script is named by one map; a map that names the script as it was called
    before something put a digest into its name is only told.
    """
    claims = {path: files[path].replace("\\", "/") for path in paired.orphans if path in files}
    named = _named_scripts(claims, paired.without_map)
    wanted = Counter(script for scripts in named.values() for script in scripts)
    found = {
        scripts[0]: path
        for path, scripts in named.items()
        if len(scripts) == 1 and wanted[scripts[0]] == 1
    }
    maps = paired.maps | found
    kept = (_hinted(each, claims) for each in paired.findings if each.subject not in found)
    told = (
        finding(
            "map-named-by-file",
            subjects.File(script),
            f"is paired with {path}, whose `file` key names it",
            also=[subjects.File(path)],
        )
        for script, path in found.items()
    )
    return Paired(
        {script: maps[script] for script in sorted(maps)},
        tuple(script for script in paired.without_map if script not in found),
        tuple(path for path in paired.orphans if path not in found.values()),
        tuple(sorted((*kept, *told), key=lambda each: each.subject)),
    )


def _named_scripts(claims: Mapping[str, str], scripts: Iterable[str]) -> dict[str, list[str]]:
    """Name the scripts that each map can mean: the one at that place, or all of that name."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for script in scripts:
        by_name[posixpath.basename(script)].append(script)
    named: dict[str, list[str]] = {}
    for path, file in claims.items():
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        candidates = by_name.get(posixpath.basename(file), [])
        named[path] = [there] if there in candidates else candidates
    return named


def _hinted(found: Finding, claims: Mapping[str, str]) -> Finding:
    """Add to a missing map the one that it may be: it names the script without its digest."""
    if found.code != "map-named-but-missing":
        return found
    stem, suffix = posixpath.splitext(posixpath.basename(found.subject))
    for path, file in claims.items():
        before, kind = posixpath.splitext(posixpath.basename(file))
        if kind == suffix and stem.startswith(before) and _DIGEST.fullmatch(stem[len(before) :]):
            return msgspec.structs.replace(
                found,
                sentence=f"{found.sentence}; {path} may be it, whose `file` is {file}",
                remedy="let what renames files put the new name into the comment too, or not rename"
                " maps",
                also=(subjects.File(path),),
            )
    return found
