"""What a text of YAML says, whatever its comments and layout: two files may say the same."""

from buildtools.config.document import read_text
from buildtools.config.nodes import Faults, Node
from buildtools.errors import ConfigurationError


def meaning(text: str) -> object:
    """Return what a text says as plain values; one that is no YAML says itself alone."""
    try:
        return _plain(read_text(text, "", Faults()))
    except ConfigurationError:
        return text


def _plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: _plain(each) for key, each in node.value.items()}
    if isinstance(node.value, tuple):
        return [_plain(each) for each in node.value]
    return node.value
