"""Which framework or bundler a command builds with, by its program and by what the app needs."""

import re
from collections.abc import Callable, Collection

import msgspec

from buildtools.bundlers.framework import Framework
from buildtools.found.said import Said
from buildtools.setup.detect.commands import Command
from buildtools.sources.frameworks import FRAMEWORKS

FOUNDATIONS = 50
"""The rank from which on they are those that frameworks are built on."""
IS_FRAMEWORK = frozenset(
    each.bundler.name for each in FRAMEWORKS if each.bundler.rank < FOUNDATIONS
)
"""Names of those that build apps alone; with the others libraries are built, too."""


class Build(msgspec.Struct, frozen=True):
    """A command, cut to the program that builds, and whose it is."""

    framework: Framework
    command: Command


def builds(commands: Collection[Command], dependencies: Collection[str]) -> list[Build]:
    """Return the builds among commands, in order."""
    found = (_build(command, dependencies) for command in commands)
    return [each for each in found if each is not None]


def _build(command: Command, dependencies: Collection[str]) -> Build | None:
    for at in range(len(command.words)):
        words = (_program(command.words[at]), *command.words[at + 1 :])
        text = " ".join(words)
        fit = [each for each in FRAMEWORKS if _begins(each, text)]
        if fit:
            needed = [each for each in fit if is_needed(each, dependencies)]
            cut = msgspec.structs.replace(command, words=words)
            # Frameworks that are built by another's program are known by what the app needs.
            alone = [each for each in fit if not _shares(each, fit)] or fit
            return Build((needed or alone)[0], cut)
    return None


def _begins(framework: Framework, text: str) -> bool:
    return any(re.match(rf"(?:{each})(?=\s|$)", text) for each in framework.programs)


def _shares(framework: Framework, others: list[Framework]) -> bool:
    """Whether all of its programs that fit are those of one that comes later: its foundation."""
    return any(
        each.bundler.rank > framework.bundler.rank and set(each.programs) <= set(framework.programs)
        for each in others
    )


def _program(word: str) -> str:
    return re.sub(r"\.[cm]?js$", "", word.rpartition("/")[2]) if "/" in word else word


def is_needed(framework: Framework, dependencies: Collection[str]) -> bool:
    """Whether an app depends on a package that shows it."""
    return any(each in dependencies for each in framework.packages)


def by_packages(
    dependencies: Collection[str], has: Callable[[str], bool], name: str
) -> Said[Framework] | None:
    """Return the likeliest that an app needs, or has a configuration of; `name` is its package's.

    What is needed by it but has no command of its own to build a whole app with is none.
    """
    for each in FRAMEWORKS:
        package = next((one for one in each.packages if one in dependencies), None)
        config = next((one for one in each.bundler.configs if has(config_pattern(one))), None)
        is_it = package if each.bundler.rank < FOUNDATIONS else package and config
        if is_it and each.default_command:
            return Said(each, f"{package} in {name}", sure=False)
    return None


def config_pattern(name: str) -> str:
    """Return the pattern of a configuration file that is called so, with or without its suffix."""
    return rf"{re.escape(name)}(?:\.[cm]?[jt]s)?"
