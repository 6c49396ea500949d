"""Accuracy: is a source map the map of its script?

A map can be complete, fresh and readable and still lie: text put on top of a script without moving
its map, a map of another build or language, the texts of other sources, one place for a whole
minified file. `judge` weighs every place of a map against script and sources, `tell` says what was
found, and by what a map that is off can be moved. Pure. How well it tells is measured, see
docs/accuracy.md.
"""

from buildtools.checks.accuracy.judging import judge
from buildtools.checks.accuracy.known_right import RIGHT, KnownRight, key
from buildtools.checks.accuracy.verdict import Put, Verdict
from buildtools.checks.accuracy.verdict_findings import Told, tell
from buildtools.settings import Realign

__all__ = ["RIGHT", "KnownRight", "Put", "Realign", "Told", "Verdict", "judge", "key", "tell"]
