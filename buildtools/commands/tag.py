"""The command that makes the git tag of a finalized release."""

import os
from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json, show_screen

if TYPE_CHECKING:
    from buildtools.pipeline.tagging import Tagged

_HELP = HELP | {
    "dry_run": "say which tag it would be, and make none",
    "push": "push the tag, and nothing else",
    "remote": "the remote to push to (else commits.remote, mostly origin)",
}


@env_task(_HELP)
def tag(
    context: Context,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    push: bool = False,
    remote: str | None = None,
) -> None:
    """Make the annotated git tag of a finalized release, on the commit that was built."""
    with explained(json=json):
        from buildtools.config import load
        from buildtools.pipeline import tagging
        from buildtools.project.git import Tags
        from buildtools.state import ledger_file

        rehearse = dry_run or INVOCATION.rehearsing(context)
        loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
        INVOCATION.chosen = loaded.environment
        to = (remote or loaded.settings.commits.remote) if push or remote else None
        git = Tags(loaded.root, loaded.variables)
        ledger = ledger_file.load(loaded.root, loaded.target)
        tagged = tagging.tag(git, loaded, ledger, remote=to, rehearse=rehearse)
        if json:
            show_json("tagged", tagged)
        else:
            show_screen(sentence(tagged))


def sentence(told: "Tagged") -> str:
    """Write in one line what was done, or would be."""
    at = f"{told.tag} on {told.commit[:12]}"
    if told.rehearsed:
        pushed = f", and be pushed to {told.remote}" if told.remote else ""
        return f"tag: would be {at}{pushed}; a rehearsal makes none"
    made = "made" if told.created else "stood there already"
    signed = ", signed" if told.signed else ""
    pushed = f", pushed to {told.remote}" if told.pushed else ""
    if told.remote and not told.pushed:
        pushed = f", on {told.remote} already"
    return f"tag: {at} {made}{signed}{pushed}"
