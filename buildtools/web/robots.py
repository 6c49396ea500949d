"""What a site's robots.txt lets robots see. Pure. Source: RFC 9309, with `*` and `$` in paths.

The group for our own name counts before the one for all. Of several rules the longest decides, and
of two as long the one that allows.
"""

import re
from collections.abc import Iterator

import msgspec

_MOST_BYTES = 500 * 1024
_MOST_RULES = 2000
_LINE = re.compile(r"\s*([\w-]+)\s*:\s*([^#]*)")


class Rules(msgspec.Struct, frozen=True):
    """The rules that hold for us, and the site maps that are named."""

    rules: tuple[tuple[bool, str], ...] = ()
    """Whether it allows, and the pattern of a path."""
    sitemaps: tuple[str, ...] = ()

    def allow(self, path: str) -> bool:
        """Return whether a path, with its query, may be looked at."""
        matching = [(len(text), ok) for ok, text in self.rules if _matches(text, path)]
        return max(matching, default=(0, True))[1]


def read(text: str, name: str) -> Rules:
    """Read a robots.txt for a robot of this name."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    sitemaps: list[str] = []
    agents: list[str] = []
    open_ = False
    for key, value in _lines(text[:_MOST_BYTES]):
        if key == "user-agent":
            agents = [*agents, value.lower()] if open_ else [value.lower()]
            open_ = True
            for agent in agents:
                groups.setdefault(agent, [])
        elif key in ("allow", "disallow"):
            open_ = False
            for agent in agents if value else ():
                groups[agent].append((key == "allow", value))
        elif key == "sitemap":
            sitemaps.append(value)
    own = groups.get(name.lower(), groups.get("*", []))
    return Rules(tuple(own[:_MOST_RULES]), tuple(sitemaps))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := _LINE.match(line):
            yield found[1].lower(), found[2].strip()


def _matches(pattern: str, path: str) -> bool:
    """Compare piece by piece: no pattern makes it slow."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for index, piece in enumerate(rest):
        if ends and index == len(rest) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not ends or at == len(path)
