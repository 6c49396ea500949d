"""The failures we can explain, and the exit code each ends a run with.

    BuildtoolsError
    ├── NotAuthenticated      10   no token, or one the server does not know
    ├── NotPermitted          11   the token is good, a scope or a membership is missing
    ├── ConfigurationError    20   sentry.yml, variables or flags, all faults told together
    ├── DiskRefused           20   a file cannot be listed, read or written
    ├── BrowserFailed         20   there is no browser, or it does not start, answer or stay
    ├── NothingFound          21   no script, no map, no output to work on
    ├── MapsRefused           21   the build's source maps cannot be trusted
    ├── OutOfOrder            22   an earlier step has not run
    ├── OutOfDate             22   an earlier step ran on something that has changed since
    ├── NotReady              22   what is built on is missing, or another stands in its place
    ├── Busy                  22   another run holds the ledger
    ├── OtherVersion          22   a later version wrote what is kept
    ├── ServerRefused         30   the server said no
    ├── ServerUnreachable     31   nobody answered, or not in time
    ├── BuildFailed           40   the project's own build command failed
    ├── ProofFailed           50   the proof has errors
    ├── Stale                 50   a generated document says what is no longer so
    ├── LiveDisagrees         60   the live site is not what was released
    ├── NotEnoughSessions     70   too few sessions to tell whether a release is well
    ├── NotHealthy            71   a release is not well, by its sessions
    ├── Interrupted      128 + n   signal n ended the run: 129, 130 or 143
    └── SourceMapError        21   a map or a script that cannot be read

Anything else that escapes is a mistake of ours: a traceback, exit code 1.
Each class says one thing; `remedy` is the one command or setting that helps.
"""

from collections.abc import Sequence
from typing import Protocol

from buildtools.texts.escapes import harmless
from buildtools.texts.wording import count, first


def again(step: str) -> str:
    """Return the command that goes on from a step: the one that every remedy names for a fault.

    The commands add environment and settings file to it.
    """
    return "invoke release" if step in ("build", "release") else f"invoke release --from={step}"


class BuildtoolsError(Exception):
    """A failure with a sentence for a person.

    `what` says what failed and on what, `evidence` are lines of fact (value and origin, status,
    request ID), `remedy` is one thing to do, `code` is that of the finding behind it, if one is.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, evidence: Sequence[str] = (), remedy: str = "", code: str = ""
    ) -> None:
        super().__init__(what)
        self.code = code
        self.what = harmless(what)
        self.evidence = tuple(harmless(line) for line in evidence)
        self.remedy = harmless(remedy)

    def lines(self) -> tuple[str, ...]:
        """Say it all as a person reads it: what, the evidence, one thing to try."""
        tries = (f"  try: {self.remedy}",) if self.remedy else ()
        return (f"error: {self.what}", *(f"  {line}" for line in self.evidence), *tries)


class NotAuthenticated(BuildtoolsError):
    """No token, or one that the server does not accept."""

    exit_code = 10


class NotPermitted(BuildtoolsError):
    """The token is valid and may not do this."""

    exit_code = 11


class ConfigurationError(BuildtoolsError):
    """Settings that cannot be used; `evidence` has one line for each fault."""

    exit_code = 20


class BrowserFailed(BuildtoolsError):
    """There is no browser here, or it did not start, did not answer in time, or ended."""

    exit_code = 20


class NothingFound(BuildtoolsError):
    """There is nothing to work on."""

    exit_code = 21


class DiskRefused(BuildtoolsError):
    """The disk does not let us list, read or write something."""

    exit_code = 20


class SourceMapError(NothingFound):
    """A script or source map that cannot be read as one."""


class Fault(Protocol):
    """What MapsRefused needs to know of a finding."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def remedy(self) -> str: ...


class MapsRefused(BuildtoolsError):
    """Source maps of the build that would resolve to nothing or, worse, to the wrong line.

    `findings` has one for each file; the evidence shows the first ten of them, each with its remedy
    where that is not the one of the whole.
    """

    exit_code = 21

    def __init__(
        self,
        findings: Sequence[Fault],
        what: str = "what the build left cannot be trusted to resolve",
    ) -> None:
        remedy = next((found.remedy for found in findings if found.remedy), "")
        super().__init__(
            f"{what}: {count(len(findings), 'error')}",
            evidence=first([_line(found, remedy) for found in findings], 10),
            remedy=remedy,
            code=findings[0].code if findings else "",
        )
        self.findings = tuple(findings)


def _line(found: Fault, shown: str) -> str:
    own = f"; {found.remedy}" if found.remedy not in ("", shown) else ""
    return f"{found.subject}: {found.sentence} ({found.code}){own}"


class OutOfOrder(BuildtoolsError):
    """A step was asked for before one it builds on."""

    exit_code = 22

    def __init__(
        self, step: str, missing: str, environment: str, *, how: str = "has not run"
    ) -> None:
        super().__init__(
            f"{step} needs the result of {missing}, which {how} for {environment}",
            remedy=f"{again(missing)} --env={environment}",
        )


class OutOfDate(BuildtoolsError):
    """Something changed after an earlier step saw it."""

    exit_code = 22

    def __init__(
        self, what: str, step: str, environment: str, *, evidence: Sequence[str] = ()
    ) -> None:
        command = f"invoke {step}" if " " in step else again(step)
        chosen = f" --env={environment}" if environment else ""
        super().__init__(what, evidence=evidence, remedy=command + chosen)


class NotReady(BuildtoolsError):
    """What a command builds on is missing, or something else stands in its place."""

    exit_code = 22


class Busy(BuildtoolsError):
    """Another run is writing the same ledger."""

    exit_code = 22


class OtherVersion(BuildtoolsError):
    """What is kept was written by a later version, in a form that this one does not know."""

    exit_code = 22


class ServerRefused(BuildtoolsError):
    """The server answered, and the answer is no."""

    exit_code = 30


class ServerUnreachable(BuildtoolsError):
    """Nobody answered, or not in time."""

    exit_code = 31


class BuildFailed(BuildtoolsError):
    """The project's build command did not end with 0."""

    exit_code = 40


class ProofFailed(BuildtoolsError):
    """The proof has errors."""

    exit_code = 50


class Stale(BuildtoolsError):
    """A document that a command writes does not say what is so now."""

    exit_code = 50


class LiveDisagrees(BuildtoolsError):
    """The live site does not serve what was released."""

    exit_code = 60


class NotEnoughSessions(BuildtoolsError):
    """There are too few sessions to tell whether a release is well."""

    exit_code = 70


class NotHealthy(BuildtoolsError):
    """A release is not well, by its sessions."""

    exit_code = 71


class Interrupted(BuildtoolsError):
    """A signal ended the run: SIGINT, SIGTERM or SIGHUP."""

    def __init__(self, what: str, exit_code: int, remedy: str) -> None:
        super().__init__(what, remedy=remedy)
        self.exit_code = exit_code
