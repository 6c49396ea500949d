"""Quarantine: what strip took away, as it was, and the journal that says so.

The journal is written before the first file is touched, gets another name when the last one is
done, and is removed after the last one is back. So a run that is killed in between can be undone
like any other, and is known from one that came to its end.
"""

import logging
from pathlib import Path

import msgspec

from buildtools.change import Change
from buildtools.errors import ConfigurationError, DiskRefused, NothingFound
from buildtools.files import disk, replacing, walking
from buildtools.results import Stripped
from buildtools.state import paths
from buildtools.target import Target
from buildtools.texts.foreign import UNREADABLE
from buildtools.texts.wording import count
from buildtools.values import Digest, digest_of

_log = logging.getLogger("buildtools")

_JOURNAL = "stripped.json"
_UNDER_WAY = "stripping.json"
"""The journal's name until all is done, and again once something was given back."""


def files_of(target: Target) -> str:
    """Name the folder of the kept files, relative to the project's root."""
    return f"{paths.quarantine_of(target)}/files"


def standing(root: Path, target: Target) -> Stripped | None:
    """Return what is stripped now, or half stripped; None when nothing is.

    Raises ConfigurationError when the journal is not one of ours.
    """
    for name in (_UNDER_WAY, _JOURNAL):
        try:
            return msgspec.json.decode(disk.read(_folder(root, target) / name), type=Stripped)
        except NothingFound:
            continue
        except UNREADABLE as fault:
            raise ConfigurationError(
                f"{paths.quarantine_of(target)}/{name} cannot be read",
                evidence=[str(fault)],
                remedy=f"put the files below {files_of(target)} back by hand, then remove it",
            ) from fault
    return None


def is_unfinished(root: Path, target: Target) -> bool:
    """Whether strip, or its undo, was stopped half way: not all that it changed is kept."""
    stripped = standing(root, target)
    if stripped is None:
        return False
    if (_folder(root, target) / _UNDER_WAY).is_file():
        return True
    return not all((root / stripped.place(file.path)).is_file() for file in stripped.files)


def changed(root: Path, stripped: Stripped) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the files that are no longer as strip left them: back as they were, and others."""
    back: list[str] = []
    others: list[str] = []
    for file in stripped.files:
        digest = _digest(root, file.path)
        if digest != file.after:
            (back if digest == file.before else others).append(file.path)
    return tuple(back), tuple(others)


def begin(root: Path, target: Target, stripped: Stripped) -> None:
    """Write the journal; nothing is kept yet. What is kept without one was forgotten before."""
    folder = _folder(root, target)
    replacing.remove_folder(folder)
    replacing.make_folder(folder)
    replacing.replace_all(folder, {_UNDER_WAY: msgspec.json.encode(stripped)})


def end(root: Path, target: Target) -> None:
    """Note that all is done."""
    folder = _folder(root, target)
    replacing.move(folder / _UNDER_WAY, folder / _JOURNAL)


def _folder(root: Path, target: Target) -> Path:
    return root / paths.quarantine_of(target)


def is_left(root: Path, file: Change) -> bool:
    """Whether a file is as strip left it."""
    return _digest(root, file.path) == file.after


def restore(root: Path, target: Target) -> int | None:
    """Give back what is kept and forget it; tell how many files, None when nothing is stripped.

    Raises DiskRefused when the disk says no: what is not back then is still kept.
    """
    restored = give_back(root, target)
    if restored is not None:
        discard(root, target)
    return restored


def give_back(root: Path, target: Target) -> int | None:
    """Do the same as `restore`, but for forgetting it.

    A file that is not as strip left it, or whose folder is gone, was built again: it stays so.
    """
    stripped = standing(root, target)
    if stripped is None:
        return None
    folder = _folder(root, target)
    if not (folder / _UNDER_WAY).is_file():
        replacing.move(folder / _JOURNAL, folder / _UNDER_WAY)
    replacing.sweep(root, [file.path for file in stripped.files])
    restored: list[str] = []
    stuck: list[str] = []
    for file in stripped.files:
        try:
            restored += [file.path] * _give_back(root, stripped, file)
        except DiskRefused as fault:
            stuck.append(f"still stripped: {file.path}: {fault.what}")
    if stuck:
        raise DiskRefused(
            f"{len(stuck)} of {count(len(stripped.files), 'file')} could not be given back",
            evidence=[*stuck[:10], *(f"as it was: {path}" for path in restored[:10])],
            remedy="let the disk be written, then run this again: it gives back the rest",
        )
    return len(restored)


def _give_back(root: Path, stripped: Stripped, file: Change) -> bool:
    place = root / stripped.place(file.path)
    if not place.is_file():
        return False  # not reached when strip was stopped, or back already
    if is_left(root, file) and (root / file.path).parent.is_dir():
        replacing.move(place, root / file.path)
        return True
    if _digest(root, file.path) != file.before:
        _log.info("%s was built again since, and stays as it is", file.path)
    return False


def restore_all(root: Path) -> None:
    """Give back what is stripped for any target: they share the build's folders."""
    for target in targets(root):
        restore(root, target)


def targets(root: Path) -> tuple[Target, ...]:
    """Name those of which something is, or was, stripped."""
    return tuple(paths.quarantined(name) for name in walking.listing(root / paths.QUARANTINE))


def discard(root: Path, target: Target) -> None:
    """Forget what is kept; the journal goes first, so that no half of it is ever restored."""
    folder = _folder(root, target)
    for name in (_JOURNAL, _UNDER_WAY):
        replacing.remove(folder / name)
    replacing.remove_folder(folder)


def _digest(root: Path, path: str) -> Digest | None:
    try:
        return digest_of(disk.read(root / path))
    except NothingFound:
        return None
