"""The code of a release: is it the commit that it is named by, and the code that went up before?"""

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Release
from buildtools.results import Injected
from buildtools.texts.wording import count, listed
from buildtools.values import FOLDER

_SHORTEST = 7
"""Digits of a commit that name it."""
_SHOWN = 2


def uncommitted(
    version: str, head: str | None, changed: Sequence[str], outputs: Iterable[str]
) -> tuple[Finding, ...]:
    """Judge a release that is named by a commit, where files differ from that commit.

    `changed` are paths relative to sentry.yml, as are `outputs`: what is built, and what is kept
    of runs, is no code of the release.
    """
    if head is None or head[:_SHORTEST] not in version:
        return ()
    apart = [posixpath.normpath(each) for each in (*outputs, FOLDER)]
    files = [path for path in changed if not any(_within(path, each) for each in apart)]
    if not files:
        return ()
    differ = f"{count(len(files), 'file')} {'differs' if len(files) == 1 else 'differ'} from it"
    sentence = f"is named by the commit {head[:_SHORTEST]}, and {differ}: {listed(files, _SHOWN)}"
    return (finding("tree-dirty", Release(version), sentence, "commit them, and build again"),)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def replaced(
    version: str, before: Injected | None, now: Injected, noticed: Collection[str]
) -> Iterator[Finding]:
    """Judge a release that went up before, and whose scripts are others now.

    Only where its files are not those of its commit, by the codes that the build has `noticed`: a
    build of the same code may give other scripts each time.
    """
    if before is None or "tree-dirty" not in noticed:
        return
    was = {each.pair.script: each.debug_id for each in before.pairs}
    others = [each for each in now.pairs if was.get(each.pair.script) != each.debug_id]
    if others:
        scripts = count(len(others), "script")
        sentence = f"went up before with other code: {scripts} of {len(now.pairs)} changed since"
        yield finding("release-replaced", Release(version), sentence, "commit, and build again")
