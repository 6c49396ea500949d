"""The program: the command line of this process, run to its exit code."""

from invoke.program import Program

from buildtools import __version__, output
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import show_failure
from buildtools.commands.table import ns
from buildtools.errors import DiskRefused
from buildtools.machine import interrupts


def run() -> int:
    """Run the command line of this process, and give its exit code."""
    code = 0
    try:
        Program(name="buildtools", binary="buildtools", namespace=ns, version=__version__).run()
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
