"""Lock files in indented lines, as two package managers write them. Pure.

What tools write has a much smaller form than YAML: a key and a value on a line, or a key and what
is indented below it. It is read in one pass, which takes a hundredth of the time of a parser of
YAML. A line of another form is passed over.
Source: the package managers' own specifications of their lock files, forms 5 to 9.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from buildtools.sources.lock_graph import Graph, Node, folder_name
from buildtools.sources.lock_trees import wanted

Block = dict[str, "str | Block"]

_LINE = re.compile(
    r"""(?P<indent>\ *)
    (?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'](?:[^\s:]|:(?!\s|$))*)
    :?\ +(?P<value>\S.*)""",
    re.VERBOSE,
)
_NEEDS = ("dependencies", "optionalDependencies")
_OWN = (*_NEEDS, "devDependencies")
_WORKSPACE = "@workspace:"


def by_snapshot(text: str) -> Graph:
    """Read a list in which every copy names the versions that it was given.

    Since its form 9 these stand under `snapshots`, before that under `packages`; in form 5 a
    slash is between name and version.
    """
    lock = blocks(text)
    old = _text(lock.get("lockfileVersion")).startswith("5")
    rows = _mapping(lock.get("snapshots")) or _mapping(lock.get("packages"))
    nodes = {
        key: Node(*_called(key, old=old), tuple(_keys(rows, "", _pairs(_mapping(row), _NEEDS))))
        for key, row in rows.items()
    }
    workspaces = {}
    for folder, row in (_mapping(lock.get("importers")) or {".": lock}).items():
        place = folder_name(folder)
        needs = tuple(_keys(rows, place, _pairs(_mapping(row), _OWN)))
        nodes[f"workspace:{place}"] = Node(place, "", needs)
        workspaces[place] = f"workspace:{place}"
    return Graph(nodes, workspaces)


def by_range(text: str, manifest: str) -> Graph:
    """Read a list of ranges that were asked for, and what each became.

    Its newer form lists the project's workspaces too; of the older one `manifest`, the
    package.json beside it, says what the app asks for.
    """
    lock = blocks(text)
    keys = {
        asked.strip().strip('"'): header
        for header in lock
        if header != "__metadata"
        for asked in header.split(", ")
    }
    nodes: dict[str, Node] = {}
    workspaces: dict[str, str] = {}
    for header in dict.fromkeys(keys.values()):
        row = _mapping(lock[header])
        name, _, _ = _split(header.strip('"'))
        own = _WORKSPACE in header
        needs = tuple(_resolved(keys, _pairs(row, _OWN)))
        peers = tuple(_resolved(keys, _pairs(row, ("peerDependencies",))))
        nodes[header] = Node(name, "" if own else _text(row.get("version")), needs, peers)
        if own:
            folder = header.strip('"').partition(_WORKSPACE)[2].partition(",")[0]
            workspaces[folder_name(folder)] = header
    if not workspaces:
        nodes["workspace:"] = Node("", "", tuple(_resolved(keys, wanted(manifest).items())))
        workspaces[""] = "workspace:"
    return Graph(nodes, workspaces)


def blocks(text: str) -> Block:
    """Read keys and values by their indents; lists, comments and folded texts are passed over."""
    whole: Block = {}
    levels: list[tuple[int, Block]] = [(-1, whole)]
    folded, long_key = -1, ""
    for line in text.splitlines():
        content = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if not content or content.startswith(("#", "- ")) or 0 <= folded < indent:
            continue
        folded = -1
        while levels[-1][0] >= indent:
            levels.pop()
        inside = levels[-1][1]
        if content.startswith("? "):
            long_key = content[2:]
        elif content.endswith(":"):
            below: Block = {}
            inside[_bare(content[:-1] or long_key)] = below
            levels.append((indent, below))
        elif found := _LINE.fullmatch(line.rstrip()):
            inside[_bare(found["key"])] = _bare(found["value"])
            folded = indent if found["value"][0] in "|>" else -1
    return whole


def _bare(text: str) -> str:
    mark, inner = text[:1], text[1:-1]
    quoted = len(text) > 1 and mark in "\"'" and text.endswith(mark) and mark not in inner
    return inner if quoted else text


def _pairs(row: Mapping[str, "str | Block"], groups: Iterable[str]) -> Iterator[tuple[str, str]]:
    for group in groups:
        for name, asked in _mapping(row.get(group)).items():
            yield name, asked if isinstance(asked, str) else _text(asked.get("version"))


def _keys(
    rows: Mapping[str, object], folder: str, needs: Iterable[tuple[str, str]]
) -> Iterator[str]:
    for name, version in needs:
        if version.startswith("link:"):
            linked = posixpath.join(folder, version.removeprefix("link:"))
            yield f"workspace:{folder_name(linked)}"
        else:
            tried = (f"{name}@{version}", version, f"/{name}@{version}", f"/{name}/{version}")
            yield from [each for each in tried if each in rows][:1]


def _resolved(keys: Mapping[str, str], needs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, asked in needs:
        tried = (f"{name}@{asked}", f"{name}@npm:{asked}")
        yield from [keys[each] for each in tried if each in keys][:1]


def _called(key: str, *, old: bool) -> tuple[str, str]:
    """Return name and version: `/@a/b@1.0.0(c@2.0.0)`, `/@a/b/1.0.0_c@2.0.0`."""
    text = key.removeprefix("/").partition("(")[0]
    if not old:
        name, _, version = _split(text)
        return name, version
    parts = text.split("/")
    size = 2 if text.startswith("@") else 1
    return "/".join(parts[:size]), "/".join(parts[size:]).partition("_")[0]


def _split(text: str) -> tuple[str, str, str]:
    """Part a name from what follows its `@`; a scope's is none."""
    at = text.find("@", 1)
    return (text, "", "") if at < 0 else (text[:at], "@", text[at + 1 :])


def _mapping(value: object) -> Block:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
