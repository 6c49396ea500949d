"""One use of another tool, and what it says in terms of our settings."""

import posixpath
import re
from collections.abc import Iterable
from typing import NamedTuple

from buildtools.settings import Output
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import (
    Told,
    as_release,
    as_setting,
    is_filled_later,
    shown,
)
from buildtools.values import Kind

FLAG, OPTION, VARIABLE, DOTENV, FILE = range(5)
"""How strong what is said is: what a command is given, a plugin, a variable, one of a dotenv file,
a settings file."""

VARIABLES = {
    "url": ("SENTRY_URL", "SENTRY_HOST"),
    "org": ("SENTRY_ORG", "SENTRY_ORG_SLUG"),
    "projects": ("SENTRY_PROJECT", "SENTRY_PROJECT_SLUG"),
    "release": ("SENTRY_RELEASE",),
    "dist": ("SENTRY_DIST",),
    "environment": ("SENTRY_ENVIRONMENT",),
    "token": ("SENTRY_AUTH_TOKEN", "SENTRY_TOKEN", "SENTRY_API_KEY"),
}
"""What other tools read where they are told nothing else."""


class Fact(NamedTuple):
    """One thing that is said."""

    key: str
    """url, org, projects, token, release, dist, environment, output, ignore, commits, ..."""
    value: str | Output | bool
    place: str
    rank: int = FLAG
    sure: bool = True


class Use(NamedTuple):
    """One use of a tool at one place."""

    name: str
    place: str
    does: str
    instead: str
    folder: str = "."
    """Where it runs, from the folder that is looked into."""
    facts: tuple[Fact, ...] = ()
    unread: tuple[str, ...] = ()


class Saying:
    """Collects what one use says, and what of it cannot be told."""

    def __init__(self, place: str, rank: int = FLAG) -> None:
        self.place = place
        self.facts: list[Fact] = []
        self.unread: list[str] = []
        self._rank = rank

    def say(self, key: str, told: Told | None, place: str = "", rank: int | None = None) -> None:
        """Note a value, unless it is empty; one that cannot be told is told as such."""
        if told is None or (not told.text and not told.why):
            return
        place = place or self.place
        if "{{" in told.text:
            told = told._replace(why=f"{shown(told.text)} is filled in by another tool")
        if told.why:
            self.unread.append(f"{place}: {_KEYS.get(key, key)}: {told.why}")
            return
        for text in told.every if key == "environment" else (told.text,):
            value = as_release(text) if key in {"release", "dist"} else as_setting(text)
            at = self._rank if rank is None else rank
            self.facts.append(Fact(key, value.strip(), place, at, told.sure and not told.others))

    def add(self, key: str, value: str | Output | bool, *, sure: bool = True) -> None:
        """Note what is known as it stands."""
        self.facts.append(Fact(key, value, self.place, self._rank, sure))

    def has(self, key: str) -> bool:
        """Whether a value was noted."""
        return any(each.key == key for each in self.facts)

    def variables(self, scope: Scope, keys: Iterable[str] = VARIABLES) -> None:
        """Note what the variables say that tools read where they are told nothing else."""
        for key in keys:
            if self.has(key) and key != "token":
                continue
            name = next((each for each in VARIABLES[key] if scope.find(each)), "")
            held = scope.find(name) if name else None
            if held is None:
                continue
            if key == "token":
                if not self.has("token"):
                    self.say("token", Told(name), held.place, VARIABLE)
            elif held.told.variable:
                # It has its name from outside, under which our settings find it too.
                self.say(key, Told(f"{{env.{name}}}"), held.place, VARIABLE)
            else:
                self.say(key, held.told, held.place, VARIABLE)

    def output(self, path: Told, prefix: Told | None, folder: str) -> None:
        """Note a folder with scripts, and the URL that its files have."""
        where = output_folder(path, folder)
        if where is None:
            why = path.why or f"{shown(path.text)} has parts that are known only when it is used"
            self.unread.append(f"{self.place}: the folder of an output: {why}")
            return
        url = url_of(prefix)
        if url is None and prefix is not None:
            why = prefix.why or f"{shown(prefix.text)} is known only when it is used"
            self.unread.append(f"{self.place}: the URL of {where}: {why}")
        kind: Kind = "node" if (url or "").startswith("app:") else "browser"
        sure = bool(prefix and prefix.text and url)
        self.add("output", Output(where, url or "~/", kind), sure=sure)


_KEYS = {
    "projects": "the project",
    "org": "the organization",
    "url": "the server's URL",
    "token": "the token's variable",
    "release": "the release",
    "environment": "the environment of a deploy",
}


def output_folder(path: Told, folder: str) -> str | None:
    """Return the folder that a path or a pattern means, from the folder that is looked into.

    None where it cannot be told. `dist/**/*.js` and `dist/main.js.map` mean `dist`.
    """
    if path.why or is_filled_later(path.text) or not path.text:
        return None
    parts = path.text.replace("\\", "/").removeprefix("./").split("/")
    plain = []
    for part in parts:
        if re.search(r"[*?\[{]", part):
            break
        plain.append(part)
    else:
        if re.search(r"\.(?:[cm]?js|map|jsbundle|bundle|css)$", plain[-1]):
            plain.pop()
    text = "/".join(plain)
    if text.startswith("/"):
        return None
    return posixpath.normpath(posixpath.join(folder, text or "."))


def url_of(prefix: Told | None) -> str | None:
    """Return the URL that a prefix means; `~/` without one, None where it cannot be told."""
    if prefix is None or (not prefix.text and not prefix.why):
        return "~/"
    if prefix.why or is_filled_later(prefix.text):
        return None
    text = prefix.text.strip()
    if text.startswith("/"):
        text = f"~{text}"
    bare = text.rstrip("/")
    if bare in {"~", "app:", ""}:
        return {"app:": "app:///"}.get(bare, "~/")
    return bare
