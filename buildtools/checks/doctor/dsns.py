"""Whether a DSN is of the project that the settings name: events of another one prove nothing.

Source: docs/wire.md#envelopes, docs/wire.md#settings.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from buildtools.facts.dsns import Dsn
from buildtools.findings import Severity, finding
from buildtools.findings.subjects import File, Subject
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.texts.wording import listed

MISCONFIGURED = 20
_SHOWN = 5


class Project(NamedTuple):
    """A project of the settings, as the server knows it."""

    slug: str
    number: str
    """Empty where nothing tells it."""
    keys: Mapping[str, bool] | None = None
    """Public keys, and whether each is switched on; None where the token may not see them."""


class Written(NamedTuple):
    """A DSN and where it stands."""

    dsn: Dsn
    key: str
    about: Subject
    origin: str = ""


def judge(written: Written, projects: Sequence[Project], *, sends: bool) -> Answer:
    """Return whether a DSN is of one of the projects; `sends` is that `verify` would use it."""
    dsn = written.dsn
    origin = f" ({written.origin})" if written.origin else ""
    shown = f"{dsn.shown}{origin}"
    numbers = {each.number: each for each in projects if each.number}
    if len(numbers) < len(projects) and dsn.project not in numbers:
        return not_checked(f"{shown}: nothing tells the number of each project")
    if dsn.project not in numbers:
        return _of_another(written, shown, projects, sends=sends)
    project = numbers[dsn.project]
    if project.keys is not None and project.keys.get(written.key) is not True:
        what = "switched off" if written.key in project.keys else "none of the project's"
        sentence = f"{shown}: its key is {what}, so events of it are refused"
        return of_finding(finding("dsn-key-off", written.about, sentence))
    return ok(f"{shown} is of {project.slug}")


def _of_another(
    written: Written, shown: str, projects: Sequence[Project], *, sends: bool
) -> Answer:
    own = listed([f"{each.slug} ({each.number})" for each in projects], _SHOWN)
    sentence = f"{shown} is of project {written.dsn.project}, and sentry.yml names {own}"
    is_file = isinstance(written.about, File)
    remedy = (
        "give the build the DSN of this project"
        if is_file
        else "set server.dsn (SENTRY_DSN) to the DSN that the project's settings show"
    )
    severity: Severity = "error" if sends else "warning"
    return of_finding(
        finding("dsn-of-another-project", written.about, sentence, remedy, severity=severity),
        MISCONFIGURED,
    )
