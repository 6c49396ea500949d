"""Settings of hosts in TOML, as the nodes that those in YAML are read as."""

import re
import tomllib

from buildtools.config.nodes import Node


def of_toml(text: str, name: str) -> Node | None:
    """Return a TOML text as nodes; None where it is none."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return _node(data, name, text, 1)


def _node(value: object, name: str, text: str, line: int) -> Node:
    place = f"{name}:{line}"
    if isinstance(value, dict):
        items = {
            key: _node(each, name, text, _line(text, key, each, line))
            for key, each in value.items()
        }
        return Node(items, place)
    if isinstance(value, list):
        return Node(tuple(_node(each, name, text, line) for each in value), place)
    return Node(value if isinstance(value, str | int | float | bool) else str(value), place)


def _line(text: str, key: str, value: object, above: int) -> int:
    """Return the line of a key: the first one with its value, else with its name."""
    start = sum(len(each) + 1 for each in text.split("\n")[: above - 1])
    forms = [rf"^\s*\[+[^\]\n]*{re.escape(key)}", rf"^\s*\"?{re.escape(key)}\"?\s*="]
    if isinstance(value, str):
        forms.insert(
            0, rf"\b{re.escape(key)}\"?\s*=\s*['\"]{{1,3}}\s*{re.escape(value.strip()[:20])}"
        )
    for form in forms:
        if found := re.compile(form, re.MULTILINE).search(text, start):
            lead = len(found[0]) - len(found[0].lstrip())
            return text.count("\n", 0, found.start() + lead) + 1
    return above
