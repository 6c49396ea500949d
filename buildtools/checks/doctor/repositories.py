"""Whether a server can fetch the commits itself: is the repository of this checkout connected?

Source: docs/wire.md#repositories.
"""

from collections.abc import Sequence
from typing import NamedTuple

from buildtools.facts.remotes import repository_name, same_repository
from buildtools.findings import finding
from buildtools.findings.subjects import Repository, Setting
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.texts.wording import listed, near

_MISCONFIGURED = 20
_SHOWN = 5
_BY_NAME_ALONE = ("", "unknown")
"""Providers of repositories that a list of commits has left on the server."""


class Connected(NamedTuple):
    """A repository as the server has it."""

    name: str
    url: str = ""
    provider: str = ""

    def is_named(self, name: str) -> bool:
        """Return whether a remote's name means it."""
        return any(same_repository(name, each) for each in (self.name, self._at))

    @property
    def _at(self) -> str:
        return repository_name(self.url) or ""

    @property
    def can_be_fetched(self) -> bool:
        """Whether the server knows more of it than a name."""
        return self.provider not in _BY_NAME_ALONE


def judge(name: str, mode: str, known: Sequence[Connected], unlisted: str = "") -> Answer:
    """Return whether commits can go as a reference; `unlisted` is why there is no list.

    With `commits.mode: refs` nothing else will do, and the step would end.
    """
    if not name:
        return _nameless(mode)
    if unlisted:
        how = "the name is sent as it is" if mode == "refs" else "commits go as a list from git"
        return not_checked(f"{name}: {unlisted}; {how}")
    found = [each for each in known if each.is_named(name)]
    usable = [each for each in found if mode == "refs" or each.can_be_fetched]
    if usable:
        return ok(f"{name} is connected, so the server fetches the commits itself")
    others = [each.name for each in known if each.can_be_fetched]
    said = f"connected are {listed(others, _SHOWN)}" if others else "none is connected"
    if mode == "refs":
        sentence = f"{name} is not connected, and commits.mode is refs; {said}"
        meant = _meant(name, others)
        remedy = f"set commits.mode: auto, or commits.repository{meant}"
        about = Setting("commits.mode")
        found_ = finding("repository-not-connected", about, sentence, remedy, severity="error")
        return of_finding(found_, _MISCONFIGURED)
    sentence = f"the server has not connected it, so commits go as a list from git; {said}"
    remedy = (
        "connect it by an integration (Settings > Integrations on the server), or set "
        f"commits.repository{_meant(name, others)}"
    )
    return of_finding(finding("repository-not-connected", Repository(name), sentence, remedy))


def _nameless(mode: str) -> Answer:
    if mode != "refs":
        return not_checked("no remote and no variable of CI names the repository")
    sentence = "commits.mode is refs, and nothing names the repository"
    about = Setting("commits.repository")
    remedy = "set commits.repository to owner/name, or commits.mode: auto"
    return of_finding(
        finding("repository-not-connected", about, sentence, remedy, severity="error"),
        _MISCONFIGURED,
    )


def _meant(name: str, others: Sequence[str]) -> str:
    """Ask for the one that may be meant: of the same name elsewhere, or written alike."""
    last = name.rpartition("/")[2]
    same = [each for each in others if each.rpartition("/")[2].casefold() == last.casefold()]
    likely = same or near(name, others)
    return f": did you mean {likely[0]}?" if likely else ""


def environment(name: str, origin: str, known: Sequence[str]) -> Answer:
    """Return whether events of an environment have come, or of one that is written alike."""
    shown = f"{name} ({origin})"
    if not known:
        return not_checked(f"{shown}: the project has none yet")
    if name in known:
        return ok(shown)
    likely = [each for each in known if _short_for(name, each)] or near(name, known)
    if not likely:
        return ok(f"{shown}, which is new: the project has {listed(known, _SHOWN)}")
    sentence = f"no event of {shown} has come, and the project has {listed(known, _SHOWN)}"
    remedy = f"set deploy.environment: {likely[0]}, if the app says so, or let the app say {name}"
    return of_finding(
        finding("environment-unlike", Setting("deploy.environment"), sentence, remedy)
    )


def _short_for(one: str, other: str) -> bool:
    """Return whether a name is another one's beginning, as prod is production's."""
    shorter, longer = sorted((one.casefold(), other.casefold()), key=len)
    return len(shorter) > 2 and longer.startswith(shorter)
