"""Trials: each thing that verify or live tried, how it came out, and what was seen of it.

What is in the evidence is enough to show the two sides beside each other on another machine: no
file, no map and no server is needed for it. Lines and columns count from one, columns in UTF-16
units, as editors and servers show them. Neither a secret stands in it nor the server's address.
"""

from typing import Literal

import msgspec

from buildtools.findings.subjects import Subject
from buildtools.proof import of_site
from buildtools.proof.of_site import Kept
from buildtools.values import DebugId, Kind, Where

Outcome = Literal["passed", "failed", "not-tried"]

Check = Literal[
    "file",
    "pair",
    "position",
    "original",
    "bundle",
    "listed-file",
    "look-up",
    "event",
    "frame",
    "control",
    "served",
    "page",
    "exposed",
    "registered",
    "sdk",
    "policy",
    "worker",
    "scenario",
]
"""What was tried: `file`, a built file is as it was left; `pair`, it carries one debug ID;
`position`, it means what it meant before injection; `original`, the project's file says the same;
`bundle` and `listed-file`, the server lists it; `look-up`, the server finds the ID; `event`, it can
be read back; `frame`, it shows its original; `control`, what does not exist is refused; `served`,
a site serves a script byte for byte; `page`, its page names this release's scripts; `exposed`, what
should be private cannot be fetched from it; `registered`, a script that ran in a browser has told
its debug ID there; `sdk`, the page's SDK reports what was released; `policy`, the page lets it send
events; `worker`, the page's service worker gives the file that the site has;
`scenario`, an error that was raised on purpose shows its line."""

MOST_TEXT = 400
"""Characters of one line of source, or of one answer, that are kept."""

CUT = "…"
"""Stands where a longer text was cut."""


class Untried(Kept, frozen=True, tag="untried"):
    """Why nothing was tried."""

    why: str


class FileState(Kept, frozen=True, tag="file"):
    """A file that is not as it was left, and in which way."""

    why: str


class PairState(Kept, frozen=True, tag="pair"):
    """The debug ID that a pair must carry, and those that it does: None where there is none."""

    debug_id: DebugId
    script: DebugId | None
    snippet: DebugId | None
    map: DebugId | None
    entries: tuple[int, int] | None = None
    """How many entries its map has, before and after injection; None when nothing was compared."""
    left_out: str = ""
    """What was not looked at because it would cost too much: `scopes` or `resolver`."""


class Original(Kept, frozen=True, tag="original"):
    """A place in a source, as a map or a server gives it; None is what it does not give."""

    source: str | None
    line: int | None
    column: int | None
    function: str | None = None
    name: str | None = None
    """The original of the word at the place."""
    text: str | None = None
    """The line of source."""


class Position(Kept, frozen=True, tag="position"):
    """A position of a script: the place it had before injection, and both originals.

    Where it stands now is the trial's subject.
    """

    line: int
    column: int
    before: Original
    after: Original | None
    """None when it resolves to nothing now."""
    word: str = ""
    """What stands there in the script, where it is not what stood there before."""


class InFile(Kept, frozen=True, tag="in-file"):
    """What a position resolves to, and the line that the project's file has there."""

    resolved: Original
    file: str = ""
    """The file's path; empty where there is none to compare with."""
    text: str | None = None
    """None when the file has no such line, or there is no file."""
    word: str = ""
    """A word of the script that does not stand in that place of the file."""


class Answer(Kept, frozen=True, tag="answer"):
    """What a server was asked for, and what came back: nothing where it has none."""

    project: str
    asked: str
    came_back: tuple[str, ...] = ()


class Frame(Kept, frozen=True, tag="frame"):
    """A frame as it was sent, what it had to come back as, and what came back.

    `url` is the script's name in the bundle, where `~` stands for any site.
    """

    project: str
    event_id: str
    url: str
    debug_id: DebugId
    line: int
    column: int
    expected: Original
    """Its function is None where names cannot be compared."""
    shown: Original | None = None
    """None when the event that came back has no such frame, or none came back."""
    resolved: bool = False
    """Whether the server says another place than was sent."""
    why: str = ""
    """Why it did not pass, or was not tried."""


class EventState(Kept, frozen=True, tag="event"):
    """A test event: how many frames it had besides its control, and why it is not there."""

    project: str
    frames: int
    why: str = ""


class Control(Kept, frozen=True, tag="control"):
    """A made-up thing that a server was asked for, and whether it was refused, as it must be."""

    project: str
    asked: str
    refused: bool


ServedFile = of_site.ServedFile
Served = of_site.Served
Page = of_site.Page
Exposed = of_site.Exposed
Registered = of_site.Registered
SdkValue = of_site.SdkValue
Sdk = of_site.Sdk
Policy = of_site.Policy
FromWorker = of_site.FromWorker


class Raised(Kept, frozen=True, tag="raised"):
    """An error that was raised on purpose `by` what was done, and what came of it.

    Without an ID no event came. `cannot` says why it cannot resolve, as sentry.yml knows.
    """

    scenario: str
    where: Where
    by: str
    expected: Original
    project: str = ""
    event_id: str = ""
    shown: Original | None = None
    """The throwing frame that comes nearest; None when the event has none."""
    cannot: str = ""
    why: str = ""


Evidence = (
    Untried
    | FileState
    | PairState
    | Original
    | Position
    | InFile
    | Answer
    | Frame
    | EventState
    | Control
    | Served
    | Page
    | Exposed
    | Registered
    | Sdk
    | Policy
    | FromWorker
    | Raised
)


class Trial(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was tried: the check, what it was about, its outcome, and what was seen."""

    check: Check
    subject: Subject
    outcome: Outcome
    evidence: Evidence
    kind: Kind | None = None
    """The kind of output that it is of; None where that makes no difference."""

    @property
    def was_tried(self) -> bool:
        return self.outcome != "not-tried"


def outcome(*, passed: bool | None) -> Outcome:
    """Return how something came out; None where it was not tried."""
    if passed is None:
        return "not-tried"
    return "passed" if passed else "failed"


def shortened(text: str | None, column: int | None = None) -> str | None:
    """Cut a long line of source or answer so that its column, from zero, stays in sight.

    A mark stands where something was cut.
    """
    if text is None or len(text) <= MOST_TEXT:
        return text
    start = min(max((column or 0) - MOST_TEXT // 2, 0), len(text) - MOST_TEXT)
    end = start + MOST_TEXT
    return CUT * bool(start) + text[start:end] + CUT * bool(end < len(text))
