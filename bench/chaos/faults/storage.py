"""What is accepted and dropped, and lists that tell of other things than are stored.

No row tells of a date or a deploy that is not there: who is told so before has no way to know.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from bench.chaos import lies
from bench.chaos.faults.rows import Fault, fault

_NOT_DONE: Final = (22, 30, 31, 50)

_DROPPED: Final = (
    *(("create",), ("commits",), ("date",), ("deploy",), ("chunks",), ("assemble",)),
    *(("chunks", "assemble"), ("envelope",), ("create", "releases")),
    *(("chunks", "assemble", "bundles"), ("chunks", "assemble", "bundles", "files")),
    ("chunks", "assemble", "bundles", "files", "look-up"),
)


def _dropped() -> Iterator[Fault]:
    for endpoints in _DROPPED:
        yield fault("taken and dropped", lies.dropped, _NOT_DONE, *endpoints, decoy=True)


def _each(**keys: object) -> Callable[[Any], Any]:
    return lambda told: [{**one, **keys} for one in told]


def _files(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    return lambda told: {**told, "files": change(told["files"])}


_OTHER_ID: Final = "12345678-1234-4234-8234-123456789abc"
_LISTINGS: Final[dict[str, dict[str, Callable[[Any], Any]]]] = {
    "bundles": {
        "none": lambda told: [],
        "another bundle": _each(bundleId=_OTHER_ID),
        "no ID": _each(bundleId=None),
        "of another release": _each(associations=[{"release": "other@1", "dist": None}]),
        "of no release": _each(associations=[]),
        "no files in it": _each(fileCount=0),
        "a thousand times": lambda told: told * 1000,
    },
    "files": {
        "none": _files(lambda files: []),
        "one less": _files(lambda files: files[1:]),
        "other names": _files(lambda files: [{**f, "filePath": "~/other.js"} for f in files]),
        "other debug IDs": _files(lambda files: [{**f, "debugId": _OTHER_ID} for f in files]),
        "no debug IDs": _files(lambda files: [{**f, "debugId": None} for f in files]),
        "other kinds of files": _files(lambda files: [{**f, "fileType": 1} for f in files]),
        "other sizes": _files(lambda files: [{**f, "fileSize": 1} for f in files]),
        "no map named": _files(lambda files: [{**f, "sourcemap": None} for f in files]),
    },
    "look-up": {
        "nothing": lambda told: [],
        "another bundle": _each(id="bundle/999", url="https://sentry.example/x"),
        "always something": lambda told: told or [{"id": "1", "type": "bundle", "url": "x"}],
        "a file for a bundle": _each(type="file"),
    },
}


def _listings() -> Iterator[Fault]:
    for endpoint, rows in _LISTINGS.items():
        for what, change in rows.items():
            yield fault(what, lies.changed(change), (0, 30, 50), endpoint)


_ANSWERED: Final[dict[str, tuple[Any, ...]]] = {
    "create": (
        *({"version": "other@1"}, {"version": None}, {"projects": []}),
        *({"projects": [{"slug": "other", "id": 9}]}, {"dateCreated": None}),
    ),
    "commits": (
        *({"commitCount": 0, "lastCommit": None}, {"version": "other@1"}, {"commitCount": -1}),
        *({"lastCommit": {"id": "0" * 40}}, {"commitCount": None}),
    ),
    "date": (
        *({"dateReleased": None}, {"dateReleased": "never"}, {"version": "other@1"}),
        *({"dateReleased": "1970-01-01T00:00:00Z"}, {"dateReleased": 7}, {"status": "archived"}),
    ),
    "deploy": (
        *({"environment": "staging"}, {"environment": None}, {"id": None}),
        {"dateFinished": None},
    ),
    "release": (
        *({"version": "other@1"}, {"dateReleased": 7}, {"projects": []}),
        *({"commitCount": 99}, {"status": "archived"}),
    ),
    "previous": ({"lastCommit": {"id": "0" * 40}}, {"lastCommit": {"id": "--output=x"}}),
}


def _answered() -> Iterator[Fault]:
    for endpoint, rows in _ANSWERED.items():
        for keys in rows:
            said = ", ".join(f"{key} {one!r}" for key, one in keys.items())
            yield fault(said, lies.with_keys(**keys), (0, 20, 30, 31, 50), endpoint)


FAULTS: Final = (*_dropped(), *_listings(), *_answered())
