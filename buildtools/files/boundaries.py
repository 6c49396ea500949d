"""Boundaries: which files a path out of a ledger or a journal may mean.

CI carries ledgers from one machine to the next, so what stands in one is not trusted: a file lies
below the top of the git repository, or below the folder of sentry.yml where there is none, once all
links are followed; or in an output that sentry.yml names, wherever that leads.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.values import ProjectPath


class Boundaries:
    """The folders that files of one project may lie in."""

    def __init__(self, root: Path, outputs: Sequence[str] = ()) -> None:
        self._root = os.fspath(root)
        named = (os.path.realpath(root / output) for output in outputs)
        self._tops = tuple(dict.fromkeys((os.path.realpath(_top(root)), *named)))
        self._folders: dict[str, _Folder] = {}

    def leads_to(self, path: str) -> str | None:
        """Return the place that a path leads to, when that is outside; None when it is inside."""
        real = self._real(path)
        return None if any(_is_below(real, top) for top in self._tops) else real

    def links(self, paths: Iterable[str], folder: str) -> list[str]:
        """Find those that lead out of a folder through a link."""
        top = os.path.realpath(os.path.join(self._root, folder))  # noqa: PTH118
        return [path for path in paths if not _is_below(self._real(path), top)]

    def refuse(self, value: object, file: str, remedy: str) -> None:
        """Raise ConfigurationError when a path in a value, read from `file`, leads outside."""
        for path in dict.fromkeys(paths_of(value, type(value))):
            place = self.leads_to(path)
            if place is not None:
                raise ConfigurationError(
                    f"{file} names a file outside of the project",
                    evidence=[f"{path} is {place}", f"the project is {self._tops[0]}"],
                    remedy=remedy,
                )

    def _real(self, path: str) -> str:
        """Follow links; a folder is followed and looked into once, because there are few."""
        folder, name = os.path.split(os.path.join(self._root, path))  # noqa: PTH118
        found = self._folders.get(folder)
        if found is None:
            found = self._folders[folder] = _Folder.of(folder)
        if name in found.plain:
            return os.path.join(found.real, name)  # noqa: PTH118
        place = os.path.join(found.real, name)  # noqa: PTH118
        return os.path.realpath(place) if os.path.islink(place) else place  # noqa: PTH114


class _Folder(NamedTuple):
    """A folder, links followed, and the names in it that are no links."""

    real: str
    plain: frozenset[str]

    @classmethod
    def of(cls, folder: str) -> "_Folder":
        real = os.path.realpath(folder)
        try:
            with os.scandir(real) as entries:
                return cls(real, frozenset(each.name for each in entries if not each.is_symlink()))
        except OSError:  # what is not there, or may not be looked into, is asked name by name
            return cls(real, frozenset())


def _top(root: Path) -> Path:
    """Find the top of the repository that a folder is in, without asking git."""
    here = Path(os.path.realpath(root))
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def paths_of(value: object, hint: Any) -> Iterator[str]:
    """Find every ProjectPath within a value of a type, wherever the type has one."""
    if value is None or not _has_paths(hint):
        return
    if isinstance(value, str) and ProjectPath in (hint, *get_args(hint)):
        yield value
    elif isinstance(value, msgspec.Struct):
        yield from _paths_in(value)
    elif isinstance(value, dict):
        keys, values = get_args(_plain(hint, dict))
        for key, inner in value.items():
            yield from paths_of(key, keys)
            yield from paths_of(inner, values)
    elif isinstance(value, tuple):
        inner = get_args(_plain(hint, tuple))[0]
        for each in value:
            yield from paths_of(each, inner)


def _paths_in(struct: msgspec.Struct) -> Iterator[str]:
    for name, hint, is_path in _fields(type(struct)):
        held = getattr(struct, name)
        if is_path and held is not None:
            yield held
        elif held and not is_path:
            yield from paths_of(held, hint)


def _plain(hint: Any, kind: type) -> Any:
    """Take the one member of a union that is of a kind; another hint is what it is."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return next(each for each in members if get_origin(each) is kind)


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return the fields of a struct that have paths in them: name, type, whether it is one."""
    hints = _hints(kind).items()
    return tuple((name, hint, _is_path(hint)) for name, hint in hints if _has_paths(hint))


def _is_path(hint: Any) -> bool:
    """Whether a value of this type is a path or None."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return all(each in (ProjectPath, type(None)) for each in members)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _has_paths(hint: Any) -> bool:
    return _reaches(hint, frozenset())


def _reaches(hint: Any, above: frozenset[Any]) -> bool:
    """Whether a value of this type may hold a path."""
    if hint == ProjectPath:
        return True
    if hint in above:
        return False
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inner = tuple(_hints(hint).values())
    else:
        inner = get_args(hint)
    return any(_reaches(each, above | {hint}) for each in inner)
