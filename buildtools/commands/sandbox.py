"""The command that serves the embedded server."""

import sys
import threading
from pathlib import Path

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.showing import explained, show_json
from buildtools.machine import interrupts
from buildtools.state import paths


@env_task(
    HELP
    | {
        "port": "port to listen on; 0 takes any free one",
        "directory": "folder that keeps its state",
    }
)
def sandbox(
    context: Context,
    port: int = 0,
    json: bool = False,
    directory: str = paths.SANDBOX,
) -> None:
    """Serve the embedded Sentry-compatible server in the foreground."""
    del context
    with explained(json=json), interrupts.expected():
        from buildtools.sandbox.serving import serve
        from buildtools.state import writing

        if directory == paths.SANDBOX:
            writing.own_folder(Path.cwd())
        with serve(Path(directory), port=port) as running:
            facts = {
                "url": running.url,
                "token": running.token.reveal(),
                "org": running.org,
                "project": running.project,
                "dsn": running.dsn,
            }
            if json:
                show_json("sandbox", facts)
            else:
                output.say("\n".join(f"{name:<8} {value}" for name, value in facts.items()))
            sys.stdout.flush()
            threading.Event().wait()
