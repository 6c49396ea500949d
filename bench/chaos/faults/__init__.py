"""The table of faults: where a server lies, when, how, and what is right for the client then."""

from bench.chaos.faults import answers, bodies, options, statuses, storage, wires
from bench.chaos.faults.rows import Fault

FAULTS: tuple[Fault, ...] = (
    *statuses.FAULTS,
    *bodies.FAULTS,
    *wires.FAULTS,
    *options.FAULTS,
    *storage.FAULTS,
    *answers.FAULTS,
)
"""Every row, by kinds."""
