"""One change of an app's configuration. Pure."""

from typing import Literal

import msgspec

Kind = Literal["maps", "uploads"]
"""What it is for: source maps are there; a plugin leaves the rest to us."""


class Change(msgspec.Struct, frozen=True):
    """What one file must say."""

    kind: Kind
    file: str
    """Relative to the app's folder; it may not be there yet."""
    line: int
    """From one, the first of those that change; 0 where the file is to be made."""
    setting: str
    """What must be so, as people know it: `build.sourcemap: 'hidden'`."""
    why: str
    """What is so without it, a clause."""
    before: str = ""
    """The lines as they are; empty where the file is to be made, or where nothing changes."""
    after: str = ""
    """The lines that take their place; empty where it is done, or where only its author can tell
    how it is to be written."""
    done: bool | None = None
    """None where only running the file would tell."""
    needed: bool = True
    """False for what makes a proof better, and for what it can be done without."""
    text: str = ""
    """The whole file with the change; empty where `after` is."""
    doubt: str = ""
    """What makes it unknown, where it is."""
