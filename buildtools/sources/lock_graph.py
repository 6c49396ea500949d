"""What is installed, as a graph: who needs whom, and what only Sentry's packages need. Pure."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from buildtools.bundlers import any_of
from buildtools.review.evidence.sources import Package

SENTRYS = ("@sentry/", "@sentry-internal/")
_TOOL = re.compile(any_of(lambda each: each.tools))
"""Of these packages the SDK by which they report their own errors is no app's."""


class Node(NamedTuple):
    """One copy of a package, or a workspace of the project."""

    name: str
    version: str
    """Empty for a workspace."""
    needs: tuple[str, ...]
    """Keys of the nodes that are installed for it."""
    peers: tuple[str, ...] = ()
    """Keys of the nodes that it wants the app to have."""


class Graph(NamedTuple):
    """All that is installed, by whatever key the lock file tells copies apart."""

    nodes: Mapping[str, Node]
    workspaces: Mapping[str, str]
    """By folder, relative to the lock file's, "" for its own: the key of its node."""

    def of(self, folder: str) -> "Graph":
        """Return what is installed for one workspace; all of it where that is none."""
        if folder not in self.workspaces:
            return self
        key = self.workspaces[folder]
        reached = _reached(self.nodes, [key], lambda node: (*node.needs, *node.peers))
        nodes = {each: node for each, node in self.nodes.items() if each in reached}
        return Graph(nodes, {folder: key})


def folder_name(path: str) -> str:
    """Return a workspace's folder as graphs have it: "" for the lock file's own."""
    name = posixpath.normpath(path)
    return "" if name == "." else name


def is_sentrys(name: str) -> bool:
    """Whether a package is of Sentry's SDKs or of their tools."""
    return name.startswith(SENTRYS)


def sentrys(graph: Graph) -> tuple[Package, ...]:
    """Return the packages of Sentry with all that they need, by name.

    Copies that build tools alone need are left out where the app has one of its own.
    """
    nodes = graph.nodes
    of_app = _reached(
        nodes,
        graph.workspaces.values(),
        lambda node: () if _TOOL.fullmatch(node.name) else (*node.needs, *node.peers),
    )
    has_own = {nodes[key].name for key in of_app}
    found: dict[str, tuple[set[str], set[str]]] = {}
    for key in _reached(nodes, _own(nodes), lambda node: node.needs):
        node = nodes[key]
        if key not in of_app and node.name in has_own:
            continue
        versions, needs = found.setdefault(node.name, (set(), set()))
        versions.add(node.version)
        needs |= {nodes[each].name for each in node.needs if each in nodes}
    return tuple(
        Package(name, tuple(sorted(versions, key=_in_order)), tuple(sorted(needs)))
        for name, (versions, needs) in sorted(found.items())
    )


def only_sentrys(graph: Graph) -> tuple[str, ...]:
    """Name the packages that would go with Sentry's, and those themselves.

    What the app asks for, and what any other package needs or wants as a peer, is none of them.
    """
    nodes = graph.nodes
    whole = _reached(nodes, _own(nodes), lambda node: node.needs)
    rest = _reached(
        nodes,
        graph.workspaces.values(),
        lambda node: () if is_sentrys(node.name) else (*node.needs, *node.peers),
    )
    others = {nodes[key].name for key in rest if not is_sentrys(nodes[key].name)}
    return tuple(sorted({nodes[key].name for key in whole} - others))


def _own(nodes: Mapping[str, Node]) -> list[str]:
    return [key for key, node in nodes.items() if is_sentrys(node.name)]


def _reached(
    nodes: Mapping[str, Node], start: Iterable[str], onward: Callable[[Node], Iterable[str]]
) -> set[str]:
    waiting, seen = [each for each in start if each in nodes], set[str]()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += [each for each in onward(nodes[key]) if each in nodes and each not in seen]
    return seen


def _in_order(version: str) -> tuple[list[int], str]:
    """Put 9.1.0 before 10.0.0."""
    numbers = version.partition("-")[0].split(".")
    return [int(each) if each.isdecimal() else -1 for each in numbers], version
