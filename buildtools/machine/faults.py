"""The machine's own faults: no room, no rights, no handles, no memory, and what helps.

None of them says anything of a build's files.
"""

import errno
import os
from pathlib import Path

from buildtools.errors import DiskRefused

_REMEDIES = {
    errno.EMFILE: "let this process open more files (ulimit -n)",
    errno.ENFILE: "the machine has no file handles left: end other programs, then run this again",
    errno.ENOSPC: "make room on this disk, then run this again",
    errno.EDQUOT: "make room within the quota of this disk, then run this again",
    errno.EROFS: "mount this disk so that it can be written",
    errno.EPERM: "let this file be replaced: it may be marked immutable (lsattr, chattr -i)",
    errno.EIO: "look into the machine's log: the disk fails",
    errno.ENOMEM: "give this process more memory",
    errno.EACCES: "check the rights of this file and of the folders above it",
}


def remedy(number: int | None, otherwise: str = "") -> str:
    """Return what helps against an error of the system.

    `otherwise` where no more is known of it.
    """
    return _REMEDIES.get(number or 0, otherwise)


def is_of_handles(number: int | None) -> bool:
    """Whether it is no matter of the folder: another one would not help."""
    return number in (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def refused(act: str, path: Path, error: OSError, *evidence: str) -> DiskRefused:
    """Return what the disk did not let us do."""
    return DiskRefused(
        f"cannot {act} {path.name}: {error.strerror or error}",
        evidence=[f"path {path}", *evidence],
        remedy=remedy(error.errno, "check the rights of this folder and the room left on its disk"),
    )


def fault(error: OSError | MemoryError) -> DiskRefused | None:
    """Explain what the machine refused; None when it may be a mistake of ours."""
    if isinstance(error, MemoryError):
        return DiskRefused("there is not enough memory", remedy=_REMEDIES[errno.ENOMEM])
    if error.errno not in _REMEDIES:
        return None
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if name]
    return DiskRefused(
        f"the system refused: {error.strerror}",
        evidence=[f"path {name}" for name in names],
        remedy=_REMEDIES[error.errno],
    )
