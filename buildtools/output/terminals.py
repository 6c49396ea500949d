"""Terminals: whether a stream shows colours, and how many columns it has.

Each stream by itself: the report may go into a file while a person reads the narration. What the
user says comes before what is found. Source: https://no-color.org, https://force-color.org,
https://bixense.com/clicolors.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO

_OFF = ("0", "false")


class Kind(NamedTuple):
    """What a stream can show."""

    colours: bool
    width: int | None
    """In columns; None where nobody says: nothing is wrapped then."""

    @property
    def is_plain(self) -> bool:
        """Whether it gets plain text as it is."""
        return not self.colours and self.width is None


def kind_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Kind:
    """Return what a stream can show at this moment: windows change."""
    return Kind(_shows_colours(stream, environ), _width(stream, environ))


def is_redrawable(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a line of it can be drawn anew: a terminal that is more than a printer."""
    return is_terminal(stream) and environ.get("TERM") not in ("", "dumb", None)


def is_terminal(stream: TextIO) -> bool:
    """Whether it is one; a stream that is closed or somebody's own is none."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def _shows_colours(stream: TextIO, environ: Mapping[str, str]) -> bool:
    if environ.get("NO_COLOR"):
        return False
    if forced := environ.get("FORCE_COLOR"):
        return forced.lower() not in _OFF
    if environ.get("CLICOLOR_FORCE", "0") not in ("", *_OFF):
        return True
    return is_redrawable(stream, environ) and environ.get("CLICOLOR") != "0"


def _width(stream: TextIO, environ: Mapping[str, str]) -> int | None:
    said = environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    if not is_terminal(stream):
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
