"""The table of faults: where a server lies, when, how, and what is right for the client then."""

from bench.chaos.faults import answers, bodies, options, statuses, storage, wires
from bench.chaos.faults.rows import Fault

KINDS: dict[str, tuple[Fault, ...]] = {
    "Refusals, and pages of others": statuses.FAULTS,
    "Bodies": bodies.FAULTS,
    "Connections and redirects": wires.FAULTS,
    "Options of uploads, states of an assembly": options.FAULTS,
    "Taken and dropped, listed wrongly": storage.FAULTS,
    "Events and texts": answers.FAULTS,
}
FAULTS: tuple[Fault, ...] = tuple(fault for faults in KINDS.values() for fault in faults)
"""Every row, by kinds."""
