"""The command that serves the embedded server."""

import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json
from buildtools.machine import interrupts
from buildtools.state import paths
from buildtools.texts.wording import size

if TYPE_CHECKING:
    from buildtools.sandbox.application import Recorded


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
    """Serve the embedded Sentry-compatible server in the foreground, until Ctrl-C.

    On a terminal, and with --verbose, each request is told in a line.
    """
    del context
    watched = not json and (sys.stdout.isatty() or INVOCATION.verbose)
    with explained(json=json), interrupts.expected():
        from buildtools.sandbox.serving import serve
        from buildtools.state import writing

        if directory == paths.SANDBOX:
            writing.own_folder(Path.cwd())
        with serve(Path(directory), port=port, on_request=partial(_told, watched)) as running:
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
            if watched:
                output.say(f"\nopen {running.url} in a browser; Ctrl-C ends it")
            sys.stdout.flush()
            threading.Event().wait()


def _told(watched: bool, request: "Recorded") -> None:
    """Say a request in a line, where anybody watches: `200 POST /api/1/envelope/, 1.2 kB`."""
    if watched:
        kept = f", {size(request.bytes)}" if request.bytes else ""
        output.say(f"{request.status or 'cut'} {request.method} {request.path}{kept}")
        sys.stdout.flush()
