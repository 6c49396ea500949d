"""Ages: a map that is older than its script, or than the build that should have written it.

Pure: times in, a finding out.
"""

from buildtools.checks.maps import Contents, Times
from buildtools.findings import Finding, finding, subjects

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


def _stale(subject: str, sentence: str) -> Finding:
    return finding(
        "map-stale",
        subjects.File(subject),
        sentence,
        "empty the output folder and build again with source maps",
    )
