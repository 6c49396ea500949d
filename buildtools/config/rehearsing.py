"""Rehearsing: settings for a run that asks no server, so none of the server's values is needed."""

from collections.abc import Mapping

from buildtools.config.nodes import Node
from buildtools.config.overrides import overriding


def without_server(section: Node) -> Node:
    """Return a section whose server is the sandbox, and that has no token for reviews."""
    there, review = section.child("server"), section.child("review")
    place = there.place if there else section.place
    keys = _keys(section) | {"server": Node("sandbox", place)}
    if review is not None:
        kept = {key: node for key, node in _keys(review).items() if key != "token"}
        keys["review"] = Node(kept, review.place)
    return Node(keys, section.place)


def _keys(node: Node) -> dict[str, Node]:
    return dict(node.value) if isinstance(node.value, dict) else {}


def meant(section: Node, variables: Mapping[str, str]) -> str:
    """Name the organization and projects that the real run goes to, as far as they are told."""
    if section.text("server") == "sandbox":
        return "the sandbox"
    said = section.child("server", "projects")
    listed = said.value if said and isinstance(said.value, tuple) else ()
    projects = [node.value for node in listed if isinstance(node.value, str)]
    if name := overriding(variables, "server.projects"):
        projects = [variables[name]]
    org = overriding(variables, "server.org")
    whose = variables[org] if org else section.text("server", "org") or "its organization"
    return f"{', '.join(projects) or 'its projects'} of {whose}"
