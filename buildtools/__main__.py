"""The command `buildtools`, and `python -m buildtools`: the doors between a process's edges.

A stop at any moment, also while the rest is imported, ends in a sentence.
"""

import sys

from buildtools import output, stopping


def main() -> None:
    """Run the command line of this process, and end with its code."""
    try:
        stopping.watch()
        from buildtools import process

        process.take()
        from buildtools.tasks import run

        code = run()
    except KeyboardInterrupt as interrupt:
        stopped = stopping.of(interrupt)
        output.tell(f"error: stopped by {stopped.name}")
        code = stopped.exit_code
    sys.exit(code)


if __name__ == "__main__":
    main()
