"""Ages: a map that is older than its script, or than the build that should have written it.

Pure: times in, a finding out.
"""

import msgspec

from buildtools.checks.maps import Contents, Times
from buildtools.checks.unusable_maps import ignore
from buildtools.findings import Finding, finding, subjects

_CODE = "map-stale"

SLACK_SECONDS = 30.0
"""How much older than its script a map may be: unpacking an archive takes that long."""


def age(subject: str, times: Times, contents: Contents, *, built: bool) -> Finding | None:
    """Find a map that is older than its script or than the build.

    `built` says whether the command wrote any script of this output. A pair that it left alone is
    fresh when its texts are those on disk, or when all of it is other people's code: some
    bundlers do not write again what has not changed.
    """
    if times.map < times.script - SLACK_SECONDS:
        return _stale(subject, f"is {times.script - times.map:,.0f} s older than its script")
    if not times.map_untouched:
        return None
    if not times.script_untouched:
        return _stale(subject, "was not written by the build, and its script was")
    own = contents.equal or contents.unsure or contents.different or contents.missing
    fresh = bool(contents.equal) and not contents.unsure and not contents.missing
    if fresh or (built and not own):
        return None
    return _stale(subject, "is older than the build, which did not write it")


def of_an_earlier_build(found: Finding, pattern: str) -> Finding:
    """Soften what is said of the age of a pair that was kept: browsers still load it.

    Its map is right for its script, and both come from a text that was on disk then.
    """
    if found.code != _CODE:
        return found
    return msgspec.structs.replace(
        found,
        severity="warning",
        sentence=f"{found.sentence}; it is of an older build, and this one left it there",
        remedy=f"empty the output folder before the build; or, to keep it, {ignore(pattern)}",
    )


def _stale(subject: str, sentence: str) -> Finding:
    return finding(
        _CODE,
        subjects.File(subject),
        sentence,
        "empty the output folder and build again with source maps",
    )
