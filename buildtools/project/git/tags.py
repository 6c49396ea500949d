"""Annotated tags: made, looked up, pushed. Signed where git is set so.

The person who tags is whom git is told by its settings or by GIT_COMMITTER_NAME and its like, which
other questions are not handed. Source: git-tag(1), git-push(1), git-ls-remote(1).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    NotReady,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.project.git.opening import at
from buildtools.project.git.program import Git, words
from buildtools.project.shell import TIMED_OUT, Captured

_PUSH_SECONDS = 300.0
_PERSON = tuple(f"GIT_COMMITTER_{part}" for part in ("NAME", "EMAIL", "DATE"))
_SIGNED = "\n-----BEGIN "
_UNKNOWN_PERSON = ("empty ident", "Please tell me who you are", "unable to auto-detect email")
_UNREACHABLE = ("Could not resolve host", "Connection refused", "timed out", "unable to access")


class Tag(NamedTuple):
    """A tag that is there."""

    commit: str
    """The commit that it stands at; what else it is of where that is no commit."""
    is_signed: bool = False


class Tags:
    """The tags of the clone that a folder lies in."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        person = {name: environ[name] for name in _PERSON if environ.get(name)}
        self._git: Git = at(path, environ).with_variables(person)

    def full(self, commit: str) -> str | None:
        """Return the whole name of a commit, which may be cut; None when it is not here."""
        return self._git.line("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")

    def find(self, name: str) -> Tag | None:
        """Look a tag up; None when there is none."""
        commit = self._git.line("rev-parse", "--verify", "--quiet", f"refs/tags/{name}^{{}}")
        if commit is None:
            return None
        text = self._git.answer("cat-file", "tag", f"refs/tags/{name}") or ""
        return Tag(commit, _SIGNED in text)

    def create(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag; git signs it where `tag.gpgSign` is set.

        Raises ConfigurationError where git does not know who tags or cannot sign, or says no for
        another reason, such as a tag that another process has made meanwhile.
        """
        told = self._git.ask(
            "tag", "--annotate", "--cleanup=verbatim", "--file=-", "--", name, commit, text=message
        )
        if told.code:
            raise _not_made(name, told)

    def on_remote(self, remote: str, name: str) -> str | None:
        """Ask a remote which commit its tag of this name stands at; None when it has none.

        Raises ConfigurationError without such a remote, ServerUnreachable, ServerRefused.
        """
        asked = f"refs/tags/{name}"
        told = self._git.ask("ls-remote", "--", remote, asked, f"{asked}^{{}}")
        if told.code:
            raise _not_reached(remote, name, told)
        rows = (line.partition("\t") for line in told.output.splitlines())
        found = {ref: sha for sha, _, ref in rows}
        return found.get(f"{asked}^{{}}") or found.get(asked)

    def push(self, remote: str, name: str) -> None:
        """Push one tag and nothing else; one that the remote has is never moved.

        Raises what `on_remote` raises, and NotReady when the remote has another of this name.
        """
        ref = f"refs/tags/{name}"
        asked = ("push", "--porcelain", "--no-follow-tags", "--", remote, f"{ref}:{ref}")
        told = self._git.ask(*asked, timeout=_PUSH_SECONDS)
        if told.code:
            raise _not_reached(remote, name, told)


def _not_made(name: str, told: Captured) -> BuildtoolsError:
    what, said = f"git makes no tag {name}", words(told)
    if any(each in told.error for each in _UNKNOWN_PERSON):
        helps = "git config user.name and user.email, or GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL"
        return ConfigurationError(f"{what}: it does not know who tags", remedy=f"set {helps}")
    if "sign" in told.error or "gpg" in told.error:
        helps = "give this machine the key, or set git config tag.gpgSign false"
        return ConfigurationError(f"{what}: it cannot sign it", evidence=[said], remedy=helps)
    return ConfigurationError(what, evidence=[said or f"it ended with {told.code}"])


def _not_reached(remote: str, name: str, told: Captured) -> BuildtoolsError:
    said = words(told) or f"git ended with {told.code}"
    if "already exists" in told.output + told.error:
        return NotReady(f"{remote} has another tag {name}", evidence=[said])
    if "does not appear to be a git repository" in told.error:
        helps = "git remote -v names those that there are; --remote=NAME takes another"
        return ConfigurationError(f"git has no remote {remote}", evidence=[said], remedy=helps)
    if told.code == TIMED_OUT or any(each in told.error for each in _UNREACHABLE):
        return ServerUnreachable(f"{remote} does not answer git", evidence=[said])
    helps = "give git the right to push tags there; the tag itself is made"
    return ServerRefused(f"{remote} does not take the tag {name}", evidence=[said], remedy=helps)
