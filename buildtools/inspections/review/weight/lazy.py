"""What the app means to load later: features of the SDK behind an `import()` of its own sources.

Told by the sources' texts in the maps, as they were written: a bundle does not say what was meant.
Pure.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from buildtools.errors import SourceMapError
from buildtools.facts.sdk_code import FEATURES
from buildtools.sourcemaps.maps import map_keys
from buildtools.sourcemaps.maps.packages import APP, package_of

_IMPORT = re.compile(
    r"""\bimport\(\s{0,9}(?:/\*.{0,200}?\*/\s{0,9})?["'`]([^"'`\s$]{1,300})["'`]"""
)
_SDK = re.compile(r"@sentry(?:-internal)?/")
_SUFFIX = re.compile(r"(?:/index)?(?:\.[cm]?[jt]sx?)?$")
_ALIAS = re.compile(r"[@~#]?/(?!/)")
_BEFORE, _BEHIND = 120, 400
"""Characters around an import of the SDK in which what is taken from it is named."""
_NAMES = {
    feature.name: re.compile(rf"\b(?:{'|'.join(feature.calls)})\b")
    for feature in FEATURES
    if feature.package
}


def texts_of(map_: bytes, place: Callable[[str], str]) -> dict[str, str]:
    """Return the app's sources that load something later, or name a feature.

    They are called as `place` calls a source of this name.
    Raises SourceMapError when the map cannot be read.
    """
    found: dict[str, str] = {}
    for part in map_keys.read(map_).parts:
        for name, content in zip(part.sources, part.contents, strict=True):
            if content is None or package_of(name) != APP:
                continue
            text = _text(content)
            if "import(" in text or any(words.search(text) for words in _NAMES.values()):
                found[posixpath.normpath(place(name))] = text
    return found


def _text(content: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(content, type=str)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise SourceMapError(str(fault)) from fault


def loaded_later(texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return each feature that an `import()` is to keep out of the first page, with its source."""
    by_stem = {_SUFFIX.sub("", name): name for name in texts}
    found = (
        (feature, name)
        for name, text in texts.items()
        for imported in _IMPORT.finditer(text)
        for feature in _features(name, text, imported, by_stem, texts)
    )
    return tuple(sorted(dict.fromkeys(found)))


def _features(
    name: str,
    text: str,
    imported: re.Match[str],
    by_stem: Mapping[str, str],
    texts: Mapping[str, str],
) -> Iterable[str]:
    if _SDK.match(imported[1]):
        statement = text[max(0, imported.start() - _BEFORE) : imported.end() + _BEHIND]
        before = statement[: min(imported.start(), _BEFORE)]
        cut = max(before.rfind(";"), before.rfind("}\n")) + 1
        return _named(statement[cut:])
    target = _target(name, imported[1], by_stem)
    return _named(texts[target]) if target else ()


def _named(text: str) -> Iterator[str]:
    return (feature for feature, words in _NAMES.items() if words.search(text))


def _target(name: str, address: str, by_stem: Mapping[str, str]) -> str | None:
    """Return the source that an import means; one by an alias, where it is the only one."""
    if address.startswith("."):
        return by_stem.get(
            _SUFFIX.sub("", posixpath.normpath(f"{posixpath.dirname(name)}/{address}"))
        )
    alias = _ALIAS.match(address)
    end = "/" + _SUFFIX.sub("", address[alias.end() :]) if alias else ""
    named = [source for stem, source in by_stem.items() if end and stem.endswith(end)]
    return named[0] if len(named) == 1 else None
