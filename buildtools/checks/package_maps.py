"""Maps of other people's code, whose faults are no fault of the project.

Pure: what a map calls its sources, read by the most patient reading, and where they stand.
"""

import json
import re
from collections.abc import Sequence

_PACKAGE = re.compile(r"(?:^|[/\\])node_modules[/\\]")


def is_package(source: str) -> bool:
    """Return whether a source is a file of a package that was installed."""
    return _PACKAGE.search(source) is not None


def all_packages(sources: Sequence[str]) -> bool:
    """Return whether a map is of packages alone; one without any source is of nobody."""
    return bool(sources) and all(map(is_package, sources))


def sources_of(data: bytes) -> tuple[str, ...]:
    """Read what a map that cannot be used calls its sources; nothing where it is no JSON at all."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.startswith(")]}'"):
        text = text.partition("\n")[2]
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    found = body.get("sources") if isinstance(body, dict) else None
    return tuple(str(name) for name in found) if isinstance(found, list) else ()
