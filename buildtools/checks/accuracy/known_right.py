"""Maps that are known to be right: by the bytes they were judged by, and by what judged them.

Only a verdict that has nothing to tell is known again. Whatever is wrong is looked at anew each
time: what is said of it needs the places.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from buildtools import __version__
from buildtools.checks.accuracy.verdict import Verdict
from buildtools.values import Digest, digest_of

RULES: Final = f"{__version__}/3"
"""By what maps are judged; its last number is raised with every change of weights and bounds."""

RIGHT: Final = Verdict(places=100, weight=100.0, content=100.0, columns=0)
"""The verdict on a map that is known: it has nothing to tell."""


class KnownRight:
    """What is known of earlier builds, and what is seen to be right in this one."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """`known` are keys."""
        self.known = frozenset(known)
        self.seen: set[str] = set()
        """Keys of the maps of this build that are right."""

    def has(self, key: str) -> bool:
        """Return whether a map is known to be right; it is one of this build then."""
        if key in self.known:
            self.seen.add(key)
        return key in self.known

    def note(self, key: str, verdict: Verdict) -> None:
        """Remember a map whose verdict has nothing to tell."""
        if verdict.is_clear:
            self.seen.add(key)


def key(script: bytes, map_: Digest, texts: Mapping[int, str]) -> str:
    """Return what a verdict rests on: script, map, and `texts` of sources without one, by index."""
    given = "\0".join(f"{index}\0{text}" for index, text in sorted(texts.items()))
    parts = (RULES, digest_of(script), map_, digest_of(given.encode()))
    return digest_of(" ".join(parts).encode())
