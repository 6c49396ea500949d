"""One row of the table: what is asked, of which topic, and for which steps it is asked early."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from buildtools.found.answer import Answer
from buildtools.inspections.doctor.around import Around

Topic = Literal[
    "settings",
    "token",
    "network",
    "server",
    "commits",
    "dsn",
    "framework",
    "build",
    "ci",
]
"""What the arguments of `doctor` choose."""


class Probe(NamedTuple):
    """One check."""

    name: str
    """As it is shown, and as arguments may choose it alone: token-scopes."""
    topic: Topic
    title: str
    """What is asked, in a few words."""
    run: Callable[[Around], Iterable[Answer]]
    """May raise BuildtoolsError: a server that cannot be reached leaves the check undone, any other
    failure is its answer."""
    before: frozenset[str] = frozenset()
    """The steps that an error of it would end later: any of them to come, and it is asked before
    the build. Empty for what no server is asked, and for what ends no release."""
    local: bool = False
    """Whether files and variables tell it all: `init` ends with these."""
