"""What a build has left, held against what was expected: where both differ, the build is right."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.detect.built import KNOWN, Built, Script, is_below
from buildtools.setup.detect.kinds import kind_of
from buildtools.setup.detect.outputs import Doubt, Expected
from buildtools.setup.detect.urls import Named
from buildtools.texts.wording import count
from buildtools.values import Kind

_AT_ONCE = 900.0
"""Seconds within which the scripts of one build were written."""


class Look:
    """One look at an app's folder."""

    def __init__(
        self, app: Path, expected: Expected, built: Built, ignored: frozenset[str]
    ) -> None:
        """Take what was expected and what is there.

        `ignored` are names at the top of the app's folder that git is told to pass over.
        """
        self._app = app
        self._expected = expected
        self._built = built
        self._ignored = ignored
        newest = max((each.modified for each in built.scripts), default=0.0)
        self._fresh = [each for each in built.scripts if each.modified >= newest - _AT_ONCE]
        self._paths = [each.value.path for each in expected.outputs]
        self._named = Named(app, built.pages, self._paths)

    def outputs(self) -> Expected:
        """Return the outputs as they are after a build; without one, as they were expected."""
        mine = {path: self._inside(path) for path in self._paths}
        fresh = frozenset(each.path for each in self._fresh)
        if any(each.path in fresh for some in mine.values() for each in some):
            found = [
                each for said in self._expected.outputs for each in self._confirmed(said, mine)
            ]
            return Expected(tuple(found), self._left_open(found))
        if others := self._others():
            self._named = Named(self._app, self._built.pages, list(others))
            return Expected(
                tuple(each for top, some in others.items() for each in self._split(top, some, None))
            )
        return self._by_sources()

    def _inside(self, path: str) -> list[Script]:
        """Return the scripts of an output; of nested outputs the innermost has them."""
        inner = [each for each in self._paths if each != path and is_below(each, path)]
        return [
            each
            for each in self._built.scripts
            if is_below(each.path, path) and not any(is_below(each.path, one) for one in inner)
        ]

    def _others(self) -> dict[str, list[Script]]:
        """Group scripts by the folder at the top, where that is known to be one of builds."""
        found: dict[str, list[Script]] = defaultdict(list)
        for each in self._fresh:
            top, below, _ = each.path.partition("/")
            if below and (top in KNOWN or top in self._ignored or top.startswith(".")):
                found[top].append(each)
        if not found and not self._expected.outputs and "index.html" in self._built.pages:
            found["."] = self._fresh
        return dict(found) if any(found.values()) else {}

    def _confirmed(
        self, said: Said[Output], mine: Mapping[str, Sequence[Script]]
    ) -> Iterator[Said[Output]]:
        path = said.value.path
        if mine[path]:
            yield from self._split(path, mine[path], said)
        elif any(is_below(each, path) for each in self._built.plain):
            yield said

    def _split(
        self, path: str, scripts: Sequence[Script], said: Said[Output] | None
    ) -> Iterator[Said[Output]]:
        """Return one output, or one for each folder in it where scripts run somewhere else."""
        parts = _parts(path, scripts)
        kinds = {name: self._kind(name, some) for name, some in parts.items()}
        if path in parts or not self._are_apart(set(kinds.values()), said):
            yield self._output(path, scripts, said, None)
            return
        for name, some in sorted(parts.items()):
            whole = said if said and kinds[name] == said.value.kind else None
            yield self._output(name, some, whole, kinds[name])

    def _are_apart(self, kinds: set[Kind | None], said: Said[Output] | None) -> bool:
        """Whether scripts run in different places, and not as it was expected."""
        told = kinds - {None}
        if said is None or said.value.kind == "browser":
            return "browser" in told and len(told) > 1
        return False

    def _kind(self, path: str, scripts: Sequence[Script]) -> Kind | None:
        """Return where scripts run: in browsers where a page names them, else by what they hold."""
        if self._voted(path, scripts):
            return "browser"
        return kind_of(self._app, [each.path for each in scripts])

    def _voted(self, path: str, scripts: Sequence[Script]) -> tuple[str, str] | None:
        return self._named.prefix(path, [posixpath.relpath(each.path, path) for each in scripts])

    def _output(
        self, path: str, scripts: Sequence[Script], said: Said[Output] | None, kind: Kind | None
    ) -> Said[Output]:
        voted = self._voted(path, scripts)
        how = f"{count(len(scripts), 'script')} with maps there"
        runs = kind or self._runs(path, scripts, said)
        if runs == "browser" and voted:
            url, page = voted
            return Said(Output(path, f"~{url}" if url else "~/", runs), f"{how}, URL by {page}")
        origin = f"{how}, {said.origin}" if said else how
        if said and said.value.kind == runs:
            of_page = said.value.url.startswith("~")
            sure = said.sure or not of_page
            return Said(Output(path, said.value.url, runs), origin, sure)
        url = "~/" if runs == "browser" else f"app:///{path.replace('../', '')}"
        return Said(Output(path, url, runs), how, runs != "browser")

    def _runs(self, path: str, scripts: Sequence[Script], said: Said[Output] | None) -> Kind:
        """Return where the scripts of an output run, as expected unless the build says else."""
        if said is None or self._expected.is_kind_open:
            return self._kind(path, scripts) or (said.value.kind if said else "browser")
        if said.value.kind == "browser" and not said.sure:
            found = self._kind(path, scripts)
            return found if found else "browser"
        return said.value.kind

    def _left_open(self, found: Sequence[Said[Output]]) -> tuple[Doubt, ...]:
        """Return what stays open once folders are there: URLs that no page tells."""
        if all(each.sure for each in found):
            return ()
        return tuple(each for each in self._expected.doubts if each.about == "url")

    def _by_sources(self) -> Expected:
        """Follow pages that people wrote, which name scripts in outputs that are not there yet."""
        found = [self._by_source(each) for each in self._expected.outputs]
        is_told = self._expected.is_kind_open and found != list(self._expected.outputs)
        doubts = (each for each in self._expected.doubts if not is_told or each.about != "kind")
        return msgspec.structs.replace(self._expected, outputs=tuple(found), doubts=tuple(doubts))

    def _by_source(self, said: Said[Output]) -> Said[Output]:
        output = said.value
        told = self._named.folder(output.path)
        if told is None or (output.kind != "browser" and not self._expected.is_kind_open):
            return said
        origin = f"{said.origin}, URL by {told[1]}"
        return Said(Output(output.path, f"~{told[0]}", "browser"), origin)


def _parts(path: str, scripts: Sequence[Script]) -> dict[str, list[Script]]:
    """Group scripts by the folders of the first one that has more than one of them."""
    parts: dict[str, list[Script]] = defaultdict(list)
    for each in scripts:
        below = posixpath.relpath(each.path, path)
        parts[posixpath.join(path, below.split("/")[0]) if "/" in below else path].append(each)
    if len(parts) == 1 and path not in parts:
        only = next(iter(parts))
        deeper = _parts(only, scripts)
        return parts if len(deeper) == 1 else deeper
    return parts
