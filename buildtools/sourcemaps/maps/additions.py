"""Additions: sources, texts and names that come to a map, behind those that are there.

What is there keeps its number, for other keys count by it. A list that is absent is written.
"""

import json
from collections.abc import Iterator, Mapping

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.json_spans import Member
from buildtools.splices import Splice


class Added:
    """The sources, texts and names of a map, and those that come to them."""

    def __init__(
        self, names: list[str | None], contents: list[str | None], words: list[str | None]
    ) -> None:
        self._contents = contents
        self._counts = len(names), len(contents), len(words)
        self._sources: dict[tuple[str | None, str | None], int] = {}
        for index, name in enumerate(names):
            content = contents[index] if index < len(contents) else None
            self._sources.setdefault((name, content), index)
        self._words = {word: index for index, word in reversed(list(enumerate(words)))}
        self._new: list[tuple[str | None, str | None]] = []
        self._new_words: list[str] = []

    def source(self, name: str | None, content: str | None) -> int:
        """Number a source by its name and text; one that is there already is not put in again."""
        key = (name, content)
        if key not in self._sources:
            self._sources[key] = self._counts[0] + len(self._new)
            self._new.append(key)
        return self._sources[key]

    def word(self, word: str) -> int:
        """Number a name."""
        if word not in self._words:
            self._words[word] = self._counts[2] + len(self._new_words)
            self._new_words.append(word)
        return self._words[word]

    def splices(self, map_: bytes, keys: Mapping[str, Member]) -> Iterator[Splice]:
        """Put what is new behind what is there."""
        names, contents, words = self._counts
        yield from _longer(map_, keys, "sources", names, [name for name, _ in self._new])
        texts = [*([None] * (names - contents)), *(content for _, content in self._new)]
        if contents <= names:
            yield from _longer(map_, keys, "sourcesContent", contents, texts)
        else:
            whole = json.dumps([*self._contents[:names], *texts], ensure_ascii=False).encode()
            span = keys["sourcesContent"]
            yield Splice(span.start, map_[span.start : span.end], whole)
        yield from _longer(map_, keys, "names", words, self._new_words)


def _longer(
    map_: bytes, keys: Mapping[str, Member], key: str, count: int, new: list[str | None] | list[str]
) -> Iterator[Splice]:
    """Lengthen a list; write one where there is none."""
    if not new:
        return
    text = json.dumps(new, ensure_ascii=False)[1:-1].encode()
    span = keys.get(key)
    if span is None:
        yield Splice(keys["mappings"].key_start, b"", f'"{key}":['.encode() + text + b"],")
    elif count:
        yield Splice(span.end - 1, b"", b"," + text)
    else:
        yield Splice(span.start, map_[span.start : span.end], b"[" + text + b"]")


def strings(map_: bytes, keys: Mapping[str, Member], key: str) -> list[str | None]:
    """Read a list that may be absent or null."""
    span = keys.get(key)
    if span is None or map_[span.start : span.start + 1] != b"[":
        return []
    try:
        return msgspec.json.decode(map_[span.start : span.end], type=list[str | None])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SourceMapError(f"its {key} cannot be read", evidence=[str(error)]) from error


def string(map_: bytes, keys: Mapping[str, Member], key: str) -> str:
    span = keys.get(key)
    found = msgspec.json.decode(map_[span.start : span.end]) if span else ""
    return found if isinstance(found, str) else ""
