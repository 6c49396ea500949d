"""One question to the git program, in an environment that cannot lead it to another repository.

Hooks, `git rebase --exec` and deploy scripts export GIT_DIR and its like, which win over the folder
that git is asked in. Only variables that say how git talks to others are handed on.
Source: git(1), git-rev-parse(1) on --local-env-vars; the list that pre-commit keeps.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from buildtools.project.shell import Captured, capture

ASK_SECONDS = 120.0
GLANCE_SECONDS = 30.0
"""For a question that git answers without walking a history: a git that hangs is met early."""
_KEPT = frozenset(
    {
        *("GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS"),
        *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_PROXY_SSL_CAINFO"),
        *("GIT_ALLOW_PROTOCOL", "GIT_PROTOCOL_FROM_USER", "GIT_HTTP_PROXY_AUTHMETHOD"),
        *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT"),
        *("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_NO_LAZY_FETCH"),
        "GIT_TEST_ASSUME_DIFFERENT_OWNER",
    }
)
"""Variables of git that lead it to no other repository."""
_KEPT_NUMBERED = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_STEADY = ("-c", "log.follow=false", "-c", "diff.orderFile=", "-c", "gc.auto=0")
_LOUD = re.compile(r"(fatal|error): ")
_CREDENTIALS = re.compile(r"(?<=://)[^\s'\"]*@")
_SHOWN_LETTERS = 240


def cleaned(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what would lead git to another repository, index or work tree."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_NUMBERED)
    }


def words(told: Captured) -> str:
    """Return what git complained of, in one line without credentials; empty when it did not."""
    lines = [line.strip() for line in told.error.splitlines() if line.strip()]
    loud = list(dict.fromkeys(line for line in lines if _LOUD.match(line))) or lines
    said = _CREDENTIALS.sub("***@", "; ".join(loud[:1] + loud[1:][-1:]))
    said = "".join(letter if letter.isprintable() else "?" for letter in said)
    return said if len(said) <= _SHOWN_LETTERS else said[:_SHOWN_LETTERS] + " …"


class Git:
    """The git program in one folder; `complaints` are its words where it owed us an answer."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        """Take an environment that is clean; `opening` makes it."""
        self.path = path
        self._environ = environ
        self.complaints: list[str] = []

    def with_variables(self, more: Mapping[str, str]) -> "Git":
        """Return the same git with these variables, too."""
        return Git(self.path, {**self._environ, **more})

    def ask(self, *asked: str, text: str = "", timeout: float = ASK_SECONDS) -> Captured:
        """Ask git, in a voice that never prompts, pages, translates or follows replaced objects."""
        return capture(
            ("git", "--no-pager", "--no-replace-objects", *_STEADY, *asked),
            cwd=self.path,
            environ={**self._environ, **_QUIET},
            text=text,
            timeout=timeout,
        )

    def owed(self, *asked: str, text: str = "", refusals: tuple[int, ...] = ()) -> Captured:
        """Ask what git has to know; its words are kept when it does not.

        `refusals` are codes that are an answer, too.
        """
        told = self.ask(*asked, text=text)
        if told.code not in (0, *refusals):
            self.complain(told)
        return told

    def complain(self, told: Captured) -> None:
        """Keep git's words about a failure, each once."""
        said = words(told) or f"git ended with {told.code} and said nothing"
        if said not in self.complaints:
            self.complaints.append(said)

    def answer(self, *asked: str) -> str | None:
        """Ask what may have no answer; None when it has none."""
        told = self.ask(*asked, timeout=GLANCE_SECONDS)
        return told.output if told.code == 0 else None

    def line(self, *asked: str) -> str | None:
        """Return the first line of an answer; None when there is none."""
        lines = (self.answer(*asked) or "").splitlines()
        return lines[0].strip() if lines else None
