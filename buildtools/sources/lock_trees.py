"""Lock files in JSON, whose packages stand at paths: the nearest one of a name is what is used.

Three forms are read: `packages` by folder of node_modules (its versions 2 and 3), `dependencies`
that are nested as the folders are (version 1), and rows by path of names. Pure.
Source: the manuals of the package managers, on their lock files.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from buildtools.sources.lock_graph import Graph, Node

_NEEDS = ("dependencies", "optionalDependencies")
_OWN = (*_NEEDS, "devDependencies")
_MODULES = "node_modules/"
_TEXT_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])')


def by_folder(text: str, manifest: str) -> Graph:
    """Read packages that stand by their folders; `manifest` is the package.json beside it.

    Raises ValueError where the text is no JSON, or nested beyond reason.
    """
    lock = _mapping(_loaded(text))
    if "packages" not in lock:
        return _nested(lock, manifest)
    rows = {key: _mapping(row) for key, row in _mapping(lock["packages"]).items()}
    nodes: dict[str, Node] = {}
    workspaces: dict[str, str] = {}
    for key, row in rows.items():
        if row.get("link"):
            continue
        own = _MODULES not in key
        nodes[key] = Node(
            _text(row.get("name")) or key.rpartition(_MODULES)[2],
            "" if own else _text(row.get("version")),
            tuple(_found(rows, key, _names(row, _OWN if own else _NEEDS))),
            tuple(_found(rows, key, _names(row, ("peerDependencies",)))),
        )
        if own:
            workspaces[key] = key
    return Graph(nodes, workspaces)


def by_path_of_names(text: str) -> Graph:
    """Read rows `"parent/name": ["name@1.0.0", "", {…}, …]`, with commas where JSON has none.

    Raises ValueError where the text is no JSON, or nested beyond reason.
    """
    lock = _mapping(_loaded(_TEXT_OR_COMMA.sub(lambda found: found[0].strip(","), text)))
    packages = _mapping(lock.get("packages"))
    rows = {key: row for key, row in packages.items() if isinstance(row, list) and row}
    nodes: dict[str, Node] = {}
    for key, row in rows.items():
        name, _, version = _text(row[0]).rpartition("@")
        details = next((each for each in row if isinstance(each, dict)), {})
        nodes[key] = Node(
            name,
            version,
            tuple(_nearest(rows, key, _names(details, _NEEDS))),
            tuple(_nearest(rows, key, _names(details, ("peerDependencies",)))),
        )
    workspaces = {}
    for folder, own in _mapping(lock.get("workspaces")).items():
        needs = tuple(_nearest(rows, "", _names(_mapping(own), _OWN)))
        key = f"workspace:{folder}"
        nodes[key] = Node(_text(_mapping(own).get("name")), "", needs)
        workspaces[folder] = key
    return Graph(nodes, workspaces)


def wanted(manifest: str) -> dict[str, str]:
    """Return what a package.json asks for, by name: the range. Nothing where it is no JSON."""
    try:
        row = _mapping(_loaded(manifest))
    except ValueError:
        return {}
    groups = (_mapping(row.get(each)) for each in _OWN)
    return {name: _text(asked) for group in groups for name, asked in group.items()}


def _nested(lock: Mapping[str, object], manifest: str) -> Graph:
    """Read the form that nests copies below who needs them, and has no entry for the app."""
    rows: dict[str, Mapping[str, object]] = {}
    waiting = [("", _mapping(lock.get("dependencies")))]
    while waiting:
        prefix, group = waiting.pop()
        for name, row in group.items():
            key = f"{prefix}{_MODULES}{name}"
            rows[key] = _mapping(row)
            waiting.append((f"{key}/", _mapping(rows[key].get("dependencies"))))
    nodes = {
        key: Node(
            key.rpartition(_MODULES)[2],
            _text(row.get("version")),
            tuple(_found(rows, key, _mapping(row.get("requires")))),
        )
        for key, row in rows.items()
    }
    nodes[""] = Node("", "", tuple(_found(rows, "", wanted(manifest))))
    return Graph(nodes, {"": ""})


def _found(
    rows: Mapping[str, Mapping[str, object]], key: str, names: Iterable[str]
) -> Iterator[str]:
    """Look each name up as Node does: in the folder's own node_modules, then in those above."""
    for name in names:
        for folder in _upward(key):
            place = posixpath.join(folder, _MODULES, name)
            if place in rows:
                row = rows[place]
                yield _text(row.get("resolved")) if row.get("link") else place
                break


def _upward(key: str) -> Iterator[str]:
    yield key
    while key:
        key = key.rpartition("/")[0]
        if not key.endswith("node_modules"):
            yield key


def _nearest(rows: Mapping[str, object], key: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for above in _upward(key):
            place = f"{above}/{name}" if above else name
            if place in rows:
                yield place
                break


def _names(row: Mapping[str, object], groups: Iterable[str]) -> list[str]:
    return [name for group in groups for name in _mapping(row.get(group))]


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested beyond reason") from error


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
