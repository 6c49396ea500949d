"""Forms: the body of each object of `--json`, by its type; `schemas` writes them for others.

What a result, a review or a report holds is told by its own type. What is put together where it is
printed has its form here, and the tests hold what is printed against it.
"""

from typing import Any, Literal, NotRequired, TypedDict, get_args

from buildtools.config import Row
from buildtools.facts.candidates import Candidates
from buildtools.findings import Finding
from buildtools.found.answer import State
from buildtools.health.checked import Checked
from buildtools.inspections.explain.codes import Code
from buildtools.inspections.explain.debug_id import Held
from buildtools.inspections.explain.explained import Missing, Place, Script
from buildtools.inspections.pairs import Pairs
from buildtools.inspections.scenarios import Shown
from buildtools.pipeline.rollback import RolledBack
from buildtools.pipeline.tagging import Tagged
from buildtools.pruning.pruned import Pruned
from buildtools.reports import roadmap
from buildtools.reports.full.report import FullReport
from buildtools.reports.init import Setup
from buildtools.reports.report import Report
from buildtools.results import Result
from buildtools.review.reviewed import Reviewed
from buildtools.stacks import Frame


class Failure(TypedDict):
    """What failed, what was done before, and one thing to do."""

    done: list[str]
    error: str
    evidence: list[str]
    remedy: str
    exit_code: int
    code: str | None


class FailureObject(Failure):
    """A failure with its head, as it stands in another object."""

    type: Literal["failure"]
    step: str | None
    environment: str | None
    release: str | None
    seconds: float | None


class Whole(TypedDict):
    """What a command adds that is one object whether it fails or not."""

    failure: FailureObject | None
    error: NotRequired[str]
    evidence: NotRequired[list[str]]
    remedy: NotRequired[str]
    exit_code: NotRequired[int]


class StepPart(TypedDict):
    """What each step adds to its result, and `version` to its candidates."""

    failure: FailureObject | None


class Uploads(StepPart):
    """What an upload adds: its first bundle, and the sums of all."""

    bundle_id: str
    checksum: str | None
    bundle_bytes: int
    chunks: int
    others: list[str]


class Steps(Whole):
    """What a release adds to its report."""

    steps: list[dict[str, Any]]


class Config(TypedDict):
    """Every setting."""

    settings: list[Row]


class Check(TypedDict):
    """One answer of doctor."""

    check: str
    topic: str
    title: str
    state: State
    said: str
    remedy: str
    code: str
    exit_code: int


class Doctor(TypedDict):
    """All answers."""

    checks: list[Check]


class Init(Whole):
    """What `init` adds: its checks are those of doctor."""

    checks: list[Check]


class Sandbox(TypedDict):
    """Where the embedded server is, and how it is entered."""

    url: str
    token: str
    org: str
    project: str
    dsn: str


class Cause(TypedDict):
    """Why a frame stays as it is."""

    code: str
    title: str
    evidence: list[str]
    remedy: str
    page: str


class ExplainedFrame(TypedDict):
    """One frame: its original, or the cause, or what is lacking to tell it."""

    frame: Frame
    original: Place | None
    script: Script | None
    cause: Cause | None
    stays: bool
    missing: Missing | None
    doubt: Finding | None
    ruled_out: dict[str, str]
    unasked: dict[str, str]


class ExplainedStack(TypedDict):
    """The frames of one error, and the line that begins it."""

    head: str | None
    frames: list[ExplainedFrame]


class Stack(TypedDict):
    """What came of a whole text: how many frames, and each of them."""

    frames: int
    placed: int
    caused: int
    unknown: int
    stacks: list[ExplainedStack]
    aside: list[Frame]


class Owner(TypedDict):
    """A script that has a debug ID, and the release that it is of."""

    script: str
    release: str
    environment: str
    dist: str
    url: str


class DebugId(TypedDict):
    """What is known of a debug ID."""

    kind: Literal["debug-id"]
    debug_id: str
    owners: list[Owner]
    held: list[Held] | None
    projects: list[str]
    ours: list[str]
    unasked: str
    sentence: str
    remedy: str


class Asked(TypedDict):
    """What stands in the place of two keys of a code: its kind, and findings with their steps."""

    kind: Literal["finding", "cause"]
    findings: list[dict[str, Any]] | None


class AuditRow(TypedDict):
    """One line of a look at a site."""

    what: str
    state: str
    text: str


class Audited(TypedDict):
    """What anybody can see of a site."""

    site: str
    reached: bool
    rows: list[AuditRow]
    findings: list[Finding]


class Placed(TypedDict):
    """Where a block stands."""

    block: str
    line: int
    heading: str


class Adopted(TypedDict):
    """A document that has blocks now."""

    document: str
    placed: list[Placed]
    diff: str


class Roadmap(TypedDict):
    """All cards where they stand."""

    document: str
    changed: list[str]
    cards: list[roadmap.Row]


class CardsWritten(TypedDict):
    """Files of cards that were written, and which templates nobody could tell of."""

    written: list[str]
    not_told: dict[str, list[str]]


class Crash(TypedDict):
    """A mistake of ours."""

    error: str
    report: str
    exit_code: int


class Event(Stack):
    """One event of a server; `not_told` says why its server tells nothing of its frames."""

    kind: Literal["event"]
    event: str
    project: str
    dist: str | None
    sdk: str
    received: str | None
    cause: Cause | None
    not_told: str


STEPS: dict[str, type] = {str(kind.__struct_config__.tag): kind for kind in get_args(Result)}
"""What steps leave, by type."""

FORMS: dict[str, tuple[type, ...]] = {
    **{name: (kind, StepPart) for name, kind in STEPS.items()},
    "uploaded": (STEPS["uploaded"], Uploads),
    "release": (Report, Steps),
    "status": (Report,),
    "report": (FullReport,),
    "config": (Config,),
    "version": (Candidates, StepPart),
    "tagged": (Tagged,),
    "rolled-back": (RolledBack,),
    "doctor": (Doctor,),
    "init": (Setup, Init),
    "stack": (Stack,),
    "event": (Event,),
    "debug-id": (DebugId,),
    "code": (Code, Asked),
    "audited": (Audited,),
    "scenarios": (Shown,),
    "reviewed": (Reviewed,),
    "adopted": (Adopted,),
    "roadmap": (Roadmap,),
    "cards-written": (CardsWritten,),
    "health": (Checked, StepPart),
    "pruned": (Pruned, StepPart),
    "pairs": (Pairs,),
    "sandbox": (Sandbox,),
    "failure": (Failure,),
    "crash": (Crash,),
}
"""What the body of each type is put together of; of two parts with one key the later tells it."""
