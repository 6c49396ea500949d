"""The name of the function that a frame stands in.

Source: docs/wire.md#names-of-functions.
"""

import re
from typing import Final

from buildtools.sourcemaps.maps.positions import Original

_USELESS: Final = frozenset({"<anonymous>", "__webpack_require__", "__webpack_modules__"})
_REPEATED: Final = 2
_LONGEST: Final = 4096


def function_name(original: Original, raw: str | None, called_as: str | None) -> str:
    """Name a frame's function.

    `raw` is the name in the script, `called_as` the original of the word at the call, which is the
    caller's position. The scope's name wins unless it says nothing.
    """
    scope = original.function
    if scope is None:
        return _dart(raw, original) or "<unknown>"
    if scope not in _USELESS:
        return folded(_dart(scope, original) or scope)
    return folded(called_as or raw or scope)


def folded(name: str) -> str:
    """Fold repeats before the last part: `a.a.a` is `{a#2}.a`."""
    *parts, last = name[:_LONGEST].split(".")
    out: list[str] = []
    while parts:
        part = parts[0]
        run = next((i for i, other in enumerate(parts) if other != part), len(parts))
        out.append(part if run < _REPEATED else f"{{{part}#{run}}}")
        parts = parts[run:]
    return ".".join([*out, last])


def _dart(name: str | None, original: Original) -> str | None:
    """Dart's generated `$async$` names stand for the word at the position."""
    if name and re.match(r"\$async\$", name):
        return original.name or name
    return name
