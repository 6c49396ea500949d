"""A row of the table of faults, and the endpoints that rows name."""

from typing import Final, NamedTuple

from bench.chaos.exchange import Lie, Tells
from bench.chaos.judge import Right

_ORG: Final = r"/api/0/organizations/[^/]+"
_RELEASE: Final = rf"{_ORG}/releases/[^/]+"
_PROJECT: Final = r"/api/0/projects/[^/]+/[^/]+"


class Endpoint(NamedTuple):
    """A method, a pattern of the path, and one of the body."""

    method: str
    path: str
    body: str = ""


ENDPOINTS: Final = {
    "any": Endpoint(".*", "/.*"),
    "root": Endpoint("GET", "/api/0/"),
    "options": Endpoint("GET", f"{_ORG}/chunk-upload/"),
    "releases": Endpoint("GET", f"{_ORG}/releases/"),
    "create": Endpoint("POST", f"{_ORG}/releases/"),
    "repos": Endpoint("GET", f"{_ORG}/repos/"),
    "previous": Endpoint("GET", f"{_RELEASE}/previous-with-commits/"),
    "commits": Endpoint("PUT", f"{_RELEASE}/", '"(commits|refs)"'),
    "assemble": Endpoint("POST", f"{_ORG}/artifactbundle/assemble/"),
    "chunks": Endpoint("POST", f"{_ORG}/chunk-upload/"),
    "bundles": Endpoint("GET", f"{_PROJECT}/files/artifact-bundles/"),
    "files": Endpoint("GET", f"{_PROJECT}/artifact-bundles/[^/]+/files/"),
    "look-up": Endpoint("GET", f"{_PROJECT}/artifact-lookup/"),
    "keys": Endpoint("GET", f"{_PROJECT}/keys/"),
    "envelope": Endpoint("POST", r"/api/\d+/envelope/"),
    "event": Endpoint("GET", f"{_PROJECT}/events/[^/]+/"),
    "release": Endpoint("GET", f"{_RELEASE}/"),
    "date": Endpoint("PUT", f"{_RELEASE}/", '"dateReleased"'),
    "deploys": Endpoint("GET", f"{_RELEASE}/deploys/"),
    "deploy": Endpoint("POST", f"{_RELEASE}/deploys/"),
}
"""What a release asks a server, in its order."""

SOFT: Final = frozenset({"any", "root", "releases", "repos", "previous", "release", "deploys"})
"""Without these answers a release can still be made; what is left out is told."""
PROOF: Final = frozenset({"bundles", "files", "look-up", "keys", "envelope", "event"})
"""What only the proof asks."""

MAIN: Final = frozenset({"any", "root", "options", "create", "assemble", "event", "date"})
"""Here every kind of fault is tried; elsewhere those that differ by endpoint."""

REFUSED_COMMITS: Final = (("commits", "commits-refused"),)
"""A refusal of the commits alone ends no release: it goes on without them, and tells."""

ALWAYS: Final = range(1, 1_000_000)
FIRST: Final = range(1, 2)
SECOND: Final = range(2, 3)
WHEN: Final = {"always": ALWAYS, "first": FIRST, "second": SECOND}


class Fault(NamedTuple):
    """One way in which a server answers wrongly."""

    name: str
    tells: tuple[Tells, ...]
    right: Right
    decoy: bool = False
    """Whether it needs a sandbox that hears what is dropped."""
    patient: bool = False
    """Whether it takes longer than a machine works: it waits for a limit on time."""


def tells(endpoint: str, lie: Lie, when: str = "always") -> Tells:
    """Make the lie of one endpoint."""
    place = ENDPOINTS[endpoint]
    return Tells(place.method, place.path, place.body, WHEN[when], lie)


def fault(
    name: str,
    lie: Lie,
    codes: tuple[int, ...],
    *endpoints: str,
    names: str = "",
    when: str = "always",
    without: tuple[tuple[str, str], ...] = (),
    decoy: bool = False,
    patient: bool = False,
) -> Fault:
    """Make a row: one lie, told at some endpoints."""
    told = tuple(tells(endpoint, lie, when) for endpoint in endpoints)
    once = "" if when == "always" else f", {when}"
    label = f"{'+'.join(endpoints)}: {name}{once}"
    return Fault(label, told, Right(frozenset(codes), names, without), decoy, patient)
