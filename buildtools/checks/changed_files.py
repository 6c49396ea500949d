"""A built file that is not as a step left it: what was said of it is of another text."""

from collections.abc import Iterable

from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects

_CODE = "file-changed"


def changed(path: str, sentence: str, remedy: str = again("build")) -> Finding:
    """Return the finding about a built file that changed, or is gone."""
    return finding(_CODE, subjects.File(path), sentence, remedy)


def any_changed(findings: Iterable[Finding]) -> bool:
    """Return whether one of these findings is about such a file."""
    return any(found.code == _CODE for found in findings)
