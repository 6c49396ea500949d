"""What a job that releases is made of: where it works, what installs, and its commands."""

import os
from pathlib import Path
from shlex import quote

import msgspec

from buildtools.bundlers import KNOWN, Bundler
from buildtools.setup.draft import PRODUCTION
from buildtools.setup.gathering import Gathered

NODE = "24"
"""The version with long support, where the project names none."""
PYTHON = "3.13"
_PACKAGE = "sentry-buildtools[symbolic]"

DEPLOY = "The deploy belongs here, between these two: what was proven is what goes out."


class Job(msgspec.Struct, frozen=True):
    """One job; all folders are relative to the top of the repository."""

    folder: str
    """Where sentry.yml lies: `.`, or apps/web."""
    lock_folder: str
    lock: str
    """The lock file, relative to the top; empty where there is none."""
    install: str
    """What installs the app's packages; empty where nothing does."""
    bring: str
    """What brings their manager where only Node is; empty where Node has it."""
    cache: str
    """What caches call the manager; empty where they do not know it."""
    cache_variable: str
    """The variable that moves its cache."""
    node: str
    """The major version of Node."""
    node_file: str
    """The file that says which Node is wanted; empty where none does."""
    branch: str
    token: str
    """The variable of the token."""
    variables: tuple[str, ...]
    """Others that the settings leave open."""
    release: tuple[str, str]
    """The commands before the deploy, and after it."""

    @property
    def install_python(self) -> str:
        """What installs this package."""
        return f"pip install '{_PACKAGE}'"

    @property
    def secrets(self) -> tuple[str, ...]:
        """All variables that the release reads."""
        return (self.token, *self.variables)

    def lines(self) -> tuple[str, ...]:
        """Return the commands up to the deploy, for systems whose job is one shell."""
        install = within(self.lock_folder, self.install)
        return tuple(filter(None, (self.bring, install, self.install_python, self.before)))

    @property
    def before(self) -> str:
        """The command before the deploy, from the top of the repository."""
        return within(self.folder, self.release[0])

    @property
    def after(self) -> str:
        """The command after it."""
        return within(self.folder, self.release[1])


def within(folder: str, command: str) -> str:
    """Return a command that works in a folder, and leaves the shell where it was."""
    return f"(cd {quote(folder)} && {command})" if command and folder != "." else command


def job_of(gathered: Gathered, file: Path, top: Path) -> Job:
    """Return the job for what was found; `file` is the settings file."""
    ground, draft = gathered.ground, gathered.draft
    named = "" if file.name == "sentry.yml" else f" --file={quote(file.name)}"
    last = "strip" if draft.strip and draft.strip.value else "verify"
    release = f"buildtools release --env={PRODUCTION}{named}"
    manager = _manager(ground.install)
    told = (("SENTRY_ORG", draft.org), ("SENTRY_PROJECT", draft.projects))
    return Job(
        folder=_below(top, ground.root),
        lock_folder=_below(top, str(Path(ground.lock).parent)) if ground.lock else ".",
        lock=_below(top, ground.lock) if Path(ground.lock).name != "package.json" else "",
        install=ground.install,
        bring=manager.brought_by if manager else "",
        cache=manager.cached_as if manager else "",
        cache_variable=manager.cache_variable if manager else "",
        node=ground.node_version or NODE,
        node_file=_below(top, ground.node) if ground.node else "",
        branch=ground.branch or "main",
        token=draft.token.value,
        variables=tuple(name for name, value in told if value is None),
        release=(f"{release} --through={last}", f"{release} --from=finalize"),
    )


def _manager(install: str) -> Bundler | None:
    """Return the package manager that installs by a command."""
    rows = ((each, command) for each in KNOWN for _, command in each.installs)
    return next((each for each, command in rows if command == install), None)


def _below(top: Path, path: str) -> str:
    return Path(os.path.relpath(path, top)).as_posix() if path else ""
