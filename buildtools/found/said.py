"""One value that was found, and where: nothing is put into a file without its origin."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Said(msgspec.Struct, Generic[T], frozen=True):
    """A value and its origin."""

    value: T
    origin: str
    """A place or a reason, as a comment shows it: `package.json:7`, `scripts of index.html`."""
    sure: bool = True
    """False for a guess, such as a framework's default where nothing was built yet."""
