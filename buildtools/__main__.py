"""The command `buildtools`, and `python -m buildtools`: the commands between a process's edges.

A stop at any moment, also while the rest is imported, ends in a sentence.
"""

import sys

from buildtools import output
from buildtools.machine import interpreter, interrupts


def main() -> None:
    """Run the command line of this process, and end with its code."""
    try:
        interrupts.watch()
        interpreter.spare_searches()
        from buildtools import process

        process.take()
        from buildtools.tasks import run

        code = run()
    except KeyboardInterrupt as interrupt:
        stopped = interrupts.of(interrupt)
        output.tell(f"error: stopped by {stopped.name}")
        code = stopped.exit_code
    except Exception as mistake:  # of ours: it is shown as one, with its traceback
        from buildtools.commands.showing import show_mistake

        show_mistake(mistake, json="--json" in sys.argv)
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
