"""The face of the commands: what a `tasks.py` imports, and what the console script runs."""

import sys

from buildtools.machine import interpreter

interpreter.spare_searches()
with interpreter.keeping_bytecode():
    from buildtools.commands import parsing
    from buildtools.commands.program import run
    from buildtools.commands.table import ns

__all__ = ["main", "ns", "run"]


parsing.take()


def main() -> None:
    """Run it as a command of its own."""
    sys.exit(run())
