"""The program: the command line of this process, run to its exit code."""

import sys
from collections.abc import Sequence

from invoke.program import Program

from buildtools import __version__, output
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import show_failure
from buildtools.commands.table import ns
from buildtools.errors import DiskRefused
from buildtools.machine import interrupts


def spelled_out(words: Sequence[str]) -> list[str]:
    """Return a command line with the name of the argument that may be given without it.

    `live https://example.com` names a site; Invoke would take what is without a name for a task.
    """
    return [
        f"--site={word}" if before == "live" and word.startswith(("http://", "https://")) else word
        for before, word in zip(("", *words), words, strict=False)
    ]


def run() -> int:
    """Run the command line of this process, and give its exit code."""
    code = 0
    try:
        program = Program(name="buildtools", binary="buildtools", namespace=ns, version=__version__)
        program.run(spelled_out(sys.argv))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        INVOCATION.end()
    stopped = interrupts.came()
    if stopped and code != stopped.exit_code:  # while no task had it in hand
        raise stopped
    try:
        output.refuse_unwritten()
    except DiskRefused as failure:  # of --list and --help
        code = code or failure.exit_code
        show_failure(failure, json=False)
    return code
