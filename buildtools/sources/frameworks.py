"""Which framework an app is of, by what its build runs and what it depends on. Pure."""

import re

from buildtools.bundlers import KNOWN, declared
from buildtools.bundlers.framework import Framework
from buildtools.found.app_config import AppConfig

FRAMEWORKS: tuple[Framework, ...] = tuple(
    sorted(declared("FRAMEWORKS"), key=lambda each: each.bundler.rank)
)
"""All that are known, in the order in which they are asked."""


def of_config(config: AppConfig) -> str:
    """Return the name of its row in `bundlers`; empty where nothing tells."""
    asked = {
        name
        for group in ("dependencies", "devDependencies")
        for name in _names(config.package.values.get(group) if config.package else None)
    }
    runs = "\n".join(config.commands)
    for each in FRAMEWORKS:
        by_command = any(re.search(rf"(?<![\w@/-])(?:{one})\b", runs) for one in each.programs)
        if by_command and (not asked or asked & {*each.packages} or not each.packages):
            return each.bundler.name
    by_package = next((each for each in FRAMEWORKS if asked & {*each.packages}), None)
    if by_package and not runs:
        return by_package.bundler.name
    forms = [each.form for each in config.documents]
    rows = (each for each in KNOWN if forms and forms[0] in each.configs)
    found = next(rows, None)
    return found.name if found else ""


def _names(group: object) -> list[str]:
    return list(group) if isinstance(group, dict) else []
