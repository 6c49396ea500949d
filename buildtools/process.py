"""The process: its streams, its signals and how it reads names, taken in hand once.

The command does this before anything else is imported; Invoke's own does it when it meets the
first task, after it has started by itself.
"""

import os
import sys

from buildtools import output
from buildtools.errors import ConfigurationError
from buildtools.machine import interrupts


def take() -> None:
    """Take it in hand; again is no harm."""
    interrupts.watch()
    output.guard()
    _read_names_as_utf8()


def _read_names_as_utf8() -> None:
    """Start again in Python's UTF-8 mode where the locale (C, Latin-1) is not UTF-8.

    File names of a project are UTF-8 whatever the locale of the machine; without this Python would
    look for others. Source: PEP 540.
    """
    names = sys.getfilesystemencoding()
    if os.name == "nt" or names == "utf-8":
        return
    if names != "ascii":  # the terminal goes on to get what it understands
        os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def refuse_no_folder() -> None:
    """Raise ConfigurationError when the folder that the command was started in is gone."""
    try:
        os.getcwd()  # noqa: PTH109 - a Path would hide which call fails
    except OSError as error:
        raise ConfigurationError(
            "the folder that this command was started in is not there any more",
            evidence=[str(error.strerror)],
            remedy="change into the project's folder and run it again",
        ) from error
