"""Words behind `sentry-cli`: options with their values, and the words between them.

Source: docs/wire.md#settings-of-other-tools, and what its `--help` says, of 2.28 and 3.8.
"""

from collections.abc import Sequence
from typing import NamedTuple

from buildtools.setup.existing.told import Told

_VALUED = frozenset(
    (
        *("url", "header", "auth-token", "api-key", "log-level", "org", "project", "release"),
        *("url-prefix", "url-suffix", "dist", "note", "wait-for", "strip-prefix", "ignore"),
        *("ignore-file", "bundle", "bundle-sourcemap", "ext", "env", "name", "started", "commit"),
        *(
            "finished",
            "time",
            "initial-depth",
            "released",
            "file-header",
            "projects",
            "urlPrefix",
            "buildPath",
        ),
    )
)
"""Options with a value."""
_SHORT = {
    **{"o": "org", "p": "project", "r": "release", "d": "dist", "i": "ignore", "x": "ext"},
    **{"I": "ignore-file", "e": "env", "n": "name", "t": "time", "c": "commit", "s": "strict"},
    "H": "file-header",
}


class Line(NamedTuple):
    """A command line of sentry-cli: its words without options, and those."""

    words: tuple[Told, ...]
    options: dict[str, list[Told]]
    server: Told | None = None
    """What `--url` says before the command: the server."""

    def one(self, name: str) -> Told | None:
        """Return the last value of an option."""
        values = self.options.get(name)
        return values[-1] if values else None


def parsed(words: Sequence[Told]) -> Line:
    """Return what words say, of which the first stands behind the program."""
    rest, plain, server = list(words), [], None
    options: dict[str, list[Told]] = {}
    while rest:
        word = rest.pop(0)
        if word.text == "--":
            plain += rest
            break
        name, value = _option(word, plain)
        if name is None:
            plain.append(word)
            continue
        if name in _VALUED and value is None:
            value = rest.pop(0) if rest else Told("")
        if name == "url" and not plain:
            server = value
        else:
            options.setdefault(name, []).append(value or Told(""))
    return Line(tuple(plain), options, server)


def _option(word: Told, plain: Sequence[Told]) -> tuple[str | None, Told | None]:
    """Return the name of an option, and its value where that stands in the same word."""
    text = word.text
    if not text.startswith("-") or text == "-":
        return None, None
    head, equals, value = text.partition("=")
    told = word._replace(text=value) if equals else None
    if head.startswith("--"):
        return head[2:], told
    letter = head[1]
    name = _SHORT.get(letter, letter)
    if letter == "u":
        of_deploy = any(each.text == "deploys" for each in plain)
        name = "url" if of_deploy else "url-prefix"
    if len(head) > 2 and name in _VALUED:
        told = word._replace(text=text[2:].removeprefix("="))
    return name, told


ANY = "*"
"""In a row: any word, which is handed over."""


def matched(names: Sequence[str], words: Sequence[Told]) -> tuple[Told, ...] | None:
    """Return the words that a row does not name, where it fits; None where it does not."""
    held, rest = [], list(words)
    for name in names:
        if not rest:
            return None
        word = rest.pop(0)
        if name == ANY:
            held.append(word)
        elif word.text not in name.split("|"):
            return None
    return (*held, *rest)
