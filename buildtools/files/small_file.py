"""Small files: settings, variables and ledgers, read whole and never without a limit.

What is no file at all, such as a pipe that nobody writes to, is refused and not waited for.
"""

import codecs
import errno
import os
import stat
from pathlib import Path

from buildtools.errors import ConfigurationError
from buildtools.texts.wording import size


class Unfit(ConfigurationError):
    """A file that is not read: it is none, or has more than it can need."""


def read(path: Path, most_bytes: int, name: str = "") -> bytes:
    """Read a file of at most so many bytes; `name` is what people call it.

    Raises Unfit when it has more, or is a pipe or socket; FileNotFoundError,
    IsADirectoryError and OSError as the disk says.
    """
    name = name or path.name
    waiting_for_nobody = getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, os.O_RDONLY | waiting_for_nobody | getattr(os, "O_BINARY", 0))
    kind = os.fstat(handle)
    if stat.S_ISDIR(kind.st_mode):
        os.close(handle)
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with os.fdopen(handle, "rb") as file:
        # A device may be /dev/null: what a link puts in the place of a file that is not wanted.
        if not stat.S_ISREG(kind.st_mode) and not stat.S_ISCHR(kind.st_mode):
            raise Unfit(
                f"{name} cannot be read",
                evidence=["it is no file: a pipe or a socket has its name"],
                remedy="put a file in its place",
            )
        data = b"" if kind.st_size > most_bytes else file.read(most_bytes + 1)
    found = max(kind.st_size, len(data))
    if found > most_bytes:
        raise Unfit(
            f"{name} has more than it can need",
            evidence=[f"it has {size(found)}, at most {size(most_bytes)} are read"],
            remedy="see what wrote it, and make it smaller",
        )
    return data


def read_text(path: Path, most_bytes: int, name: str = "") -> str:
    """Read a file of text in UTF-8, perhaps with a byte order mark, by lines of any system.

    Raises what `read` raises, and UnicodeDecodeError.
    """
    text = read(path, most_bytes, name).removeprefix(codecs.BOM_UTF8).decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")
