"""How densely each file of a bundle is compressed: as the link is worth, and the same again.

The choice may turn from file to file, while the bundle is sent. Each turn is written down before
the first byte that depends on it exists, and whoever packs the bundle again follows what is written
and takes no turn of its own: so the chunks of a killed run are the chunks of the next.
"""

from collections.abc import Callable
from typing import cast

from buildtools.sourcemaps.bundle.artifact_bundle import Choose
from buildtools.sourcemaps.bundle.deflate import DENSITIES, Density, Mix, fitting, mix
from buildtools.sourcemaps.bundle.delivery import LinkThroughput
from buildtools.state.upload_cache import Switch
from buildtools.values import Compression


class CompressionPlan:
    """The turns of one bundle; `taken` has those so far."""

    def __init__(
        self,
        taken: tuple[Switch, ...],
        compression: Compression,
        throughput: LinkThroughput,
        note: Callable[[], None],
    ) -> None:
        self.taken = taken
        self._recalled = bool(taken)
        self._compression = compression
        self._throughput = throughput
        self._note = note

    @property
    def stored(self) -> bool:
        """Whether some of the bundle's files lie in it as they are."""
        return any(turn.density == "stored" for turn in self.taken)

    def hold(self) -> bool:
        """Whether what was begun before the server had answered can be gone on with.

        Turns that cannot be followed, or that one would not take knowing the answer, are dropped.
        """
        self._drop_impossible()
        if self.taken and not self._recalled and self.taken[-1].density != self.wanted(None):
            self.taken = ()
        return bool(self.taken)

    def begin(self) -> Choose:
        """Choose for one packing of the bundle: follow the turns that are there, or take some."""
        self._drop_impossible()
        return _Following(self.taken).choose if self.taken else _Taking(self).choose

    def take(self, number: int, density: Density) -> Mix:
        """Turn to a density from a file on, and write that down."""
        turned = mix(density)
        self.taken = (*self.taken, Switch(number, density, turned.name))
        self._note()
        return turned

    def wanted(self, current: Density | None) -> Density:
        """Return which density would be best now."""
        if self._compression != "auto":
            return self._compression
        best = fitting(self._throughput.bytes_per_second, squeezed=self._throughput.accepts_zstd)
        if current is None or DENSITIES.index(best) < DENSITIES.index(current):
            return best
        # A link may only seem slow, because nothing was there to be sent.
        return best if self._throughput.is_bottleneck or not self._throughput.measured else current

    def _drop_impossible(self) -> None:
        """The server may take other things today, or this machine have other libraries."""
        if not all(self._is_to_be_had(turn) for turn in self.taken):
            self.taken, self._recalled = (), False

    def _is_to_be_had(self, turn: Switch) -> bool:
        if turn.density not in DENSITIES or _mix(turn).name != turn.deflaters:
            return False
        return turn.density != "stored" or self._throughput.accepts_zstd


class _Taking:
    def __init__(self, plan: CompressionPlan) -> None:
        self._plan = plan
        self._density: Density | None = None
        self._mix: Mix | None = None

    def choose(self, number: int) -> Mix:
        wanted = self._plan.wanted(self._density)
        if self._mix is None or wanted != self._density:
            self._density = wanted
            self._mix = self._plan.take(number, wanted)
        return self._mix


class _Following:
    def __init__(self, taken: tuple[Switch, ...]) -> None:
        self._later = list(taken)
        self._mix = _mix(self._later[0])

    def choose(self, number: int) -> Mix:
        while self._later and self._later[0].number <= number:
            self._mix = _mix(self._later.pop(0))
        return self._mix


def _mix(turn: Switch) -> Mix:
    return mix(cast(Density, turn.density))
