"""The search through a build: each text once, however many maps have it, and what is to be said.

Pure: texts in, findings out. A package's text may show home folders of its author: those are not
told. A secret in one weighs less, for whoever builds the app can only ask for another version.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from buildtools.checks.maps import Map
from buildtools.checks.secrets import home_folders
from buildtools.checks.secrets.hits import Hit, hits, is_telling
from buildtools.checks.secrets.places import Found, Place, at, lighter, told
from buildtools.checks.secrets.screening import may_hold, may_hold_secret
from buildtools.checks.secrets.tracing import Lookup, nowhere
from buildtools.findings import Finding
from buildtools.sourcemaps.maps.sources import is_foreign


class _Seen(NamedTuple):
    """What one text holds."""

    secrets: tuple[Hit, ...]
    homes: tuple[home_folders.Home, ...]


_NOTHING = _Seen((), ())

Gathered = tuple[dict[Any, Found], dict[Any, Found]]
"""Secrets by kind and text, and home folders by their path."""


class Search:
    """Gathers secrets and home folders of scripts and maps, one after the other."""

    def __init__(self, root: str, known: Sequence[str] = ()) -> None:
        """`root` is the project's, absolute; `known` are secrets that must stand nowhere."""
        self.searched = 0
        """Characters that were read, bytes of what was given as such."""
        self._root = root
        self._known = tuple(filter(is_telling, known))
        self._as_bytes = tuple(each.encode("utf-8", "surrogatepass") for each in self._known)
        self._texts: dict[tuple[int, int], _Seen] = {}
        self._secrets: dict[Any, Found] = {}
        self._homes: dict[Any, Found] = {}

    def file(self, path: str, text: str | bytes) -> None:
        """Search a text that has no map, or a map that cannot be read; bytes are UTF-8, or as good
        as that.
        """
        self._code(path, text, (), (), nowhere)

    def pair(
        self, script: str, code: str | bytes, subject: str, parsed: Map, lookup: Lookup
    ) -> None:
        """Search a script and the texts of its map.

        `subject` is the map's path, the script's where it is embedded.
        """
        here = self.texts(subject, parsed)
        foreign = (each.content for each in parsed.sources if is_foreign(each.name))
        self._code(script, code, here, (text for text in foreign if text), lookup)

    def texts(self, subject: str, parsed: Map) -> set[tuple[str, str]]:
        """Search the sources of a map, their names and their texts; say which secrets are there."""
        folder = subject.rpartition("/")[0]
        here: set[tuple[str, str]] = set()
        for source in parsed.sources:
            self._name(subject, source.name, folder)
            if source.content:
                here |= self._source(subject, source.name, source.content)
        return here

    def another(self) -> "Search":
        """Return a search that has found nothing yet, and knows the texts of this one."""
        other = Search(self._root, self._known)
        other._texts = self._texts
        return other

    @property
    def found(self) -> Gathered:
        """What was found so far, for another search to `join`."""
        return self._secrets, self._homes

    def join(self, found: Gathered) -> None:
        """Take what another search has found in files behind those of this one."""
        for mine, theirs in zip(self.found, found, strict=True):
            for key, each in theirs.items():
                known = mine.setdefault(key, Found(each.kind, each.shown))
                for place in each.places:
                    known.add(place, each.weight, each.remedy)

    def findings(self) -> list[Finding]:
        """Return what was found: one finding for each secret, and for each home folder."""
        return [*told("secret-in-build", self._secrets), *told("home-path-in-build", self._homes)]

    def _source(self, file: str, name: str, text: str) -> set[tuple[str, str]]:
        seen = self._seen(text)
        if seen is _NOTHING:
            return set()
        own, name = not is_foreign(name), home_folders.hidden(name)
        for hit in seen.secrets:
            weight = hit.weight if own else lighter(hit.weight)
            place = Place(file, name, at(text, hit.at)[0])
            self._add(hit._replace(weight=weight), place)
        if own:
            for home in seen.homes:
                self._add_home(home, Place(file, name, at(text, home.at)[0]))
        return {(hit.kind, hit.secret) for hit in seen.secrets}

    def _code(
        self,
        path: str,
        code: str | bytes,
        here: Iterable[tuple[str, str]],
        foreign: Iterable[str],
        lookup: Lookup,
    ) -> None:
        """Search what is run; what its map has told already is one more place of it."""
        seen = self._seen(code)
        if seen is _NOTHING:
            return
        code, known = _text(code), set(here)
        for hit in seen.secrets:
            line, column = at(code, hit.at)
            found = None if (hit.kind, hit.secret) in known else lookup(line - 1, column - 1)
            source, source_line = found or ("", 0)
            source = home_folders.hidden(source)
            self._add(hit, Place(path, source, source_line, line, column))
        if seen.homes:
            theirs = {home.home for text in foreign for home in self._seen(text).homes}
            for home in seen.homes:
                if home.home not in theirs:
                    self._add_home(home, Place(path, "", 0, *at(code, home.at)))

    def _name(self, file: str, name: str, folder: str) -> None:
        if "home" in name or "Users" in name:
            home = home_folders.in_name(name, folder, self._root)
            if home:
                self._add_home(home, Place(file))

    def _seen(self, text: str | bytes) -> _Seen:
        key = hash(text), len(text)
        if key not in self._texts:
            self.searched += len(text)
            self._texts[key] = self._looked_at(text)
        return self._texts[key]

    def _looked_at(self, text: str | bytes) -> _Seen:
        """Look closely at what may hold anything."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if not may_hold(data, self._as_bytes):
            return _NOTHING
        text = _text(text)
        secrets = hits(text, self._known) if may_hold_secret(data, self._as_bytes) else ()
        found = _Seen(tuple(secrets), tuple(home_folders.in_text(text)))
        return found if any(found) else _NOTHING

    def _add(self, hit: Hit, place: Place) -> None:
        found = self._secrets.setdefault((hit.kind, hit.secret), Found(hit.kind, hit.shown))
        found.add(place, hit.weight, hit.remedy)

    def _add_home(self, home: home_folders.Home, place: Place) -> None:
        found = self._homes.setdefault(home.home, Found("home folder", home.shown))
        found.add(place, "warning", "")


def _text(text: str | bytes) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
