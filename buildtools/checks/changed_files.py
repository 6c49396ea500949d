"""A built file that is not as a step left it: what was said of it is of another text."""

from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects


def changed(path: str, sentence: str, remedy: str = again("build")) -> Finding:
    """Return the finding about a built file that changed, or is gone."""
    return finding("file-changed", subjects.File(path), sentence, remedy)
