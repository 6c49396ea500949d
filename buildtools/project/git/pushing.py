"""Pushing nowhere: a clone that a rehearsal shows to a build reaches none of its remotes."""

from collections.abc import Mapping
from pathlib import Path

from buildtools.project.git.program import Git, cleaned

NOWHERE = "a-rehearsal-pushes-nothing"
"""No folder, and no address."""


def nowhere(top: Path, environ: Mapping[str, str]) -> None:
    """Let the clone in this very folder push nowhere, whatever it is asked to."""
    git = Git(top, cleaned(environ))
    for remote in git.ask("remote").output.splitlines():
        git.ask("config", "--replace-all", f"remote.{remote}.pushurl", NOWHERE)
