"""Configuration that is data: JSON with comments, and TOML, as scripts of it are read.

JSON is read by the grammar of scripts, so that comments and commas at ends are as welcome as to
those who own such files, and so that it is known where each member stands.
"""

import posixpath
import tomllib
from typing import NamedTuple

from buildtools.found.app_config import Spot
from buildtools.review.evidence.sources import Value
from buildtools.sources.evaluating import ConfigModule
from buildtools.sources.grammar import first_error
from buildtools.sources.modules import Load
from buildtools.sources.spots import spots

SUFFIXES = (".json", ".jsonc", ".json5", ".toml")
_FRONT = len(b"export default ")
_DEPTH = 8


class Data(NamedTuple):
    """What a file holds."""

    values: dict[str, Value]
    spots: dict[str, Spot]


def read(name: str, source: bytes, load: Load) -> Data:
    """Read a file; raises ValueError with a clause on why it holds no object."""
    if name.endswith(".toml"):
        return Data(_toml(source), {})
    module = ConfigModule(name if name.endswith(".json") else f"{name}.json", source, load)
    whole = module.whole()
    value = module.reader.configured(whole) if whole else None
    line = first_error(module.root)
    if line is not None or whole is None or not isinstance(value, dict):
        raise ValueError(f"line {line or 1} is no JSON")
    found = spots(module.reader, whole)
    return Data(value, {key: _moved(each) for key, each in found.items()})


def _moved(spot: Spot) -> Spot:
    return Spot(spot.line, spot.start - _FRONT, spot.end - _FRONT)


def _toml(source: bytes) -> dict[str, Value]:
    try:
        return tomllib.loads(source.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:120]) from None


def extended(name: str, data: Data, load: Load, form: str, depth: int = 0) -> dict[str, Value]:
    """Return what a file of TypeScript's compiler says with those that it extends below it.

    `form` is the name that such a file has in a package which is extended as a whole.
    Paths are made relative to the app's folder, as those of the first file are. What a package
    holds is followed where it lies in node_modules of the app.
    """
    own = _from_here(name, data.values)
    bases = own.get("extends")
    several = bases if isinstance(bases, list) else [bases]
    below: dict[str, Value] = {}
    for each in several if depth < _DEPTH else ():
        found = _base(name, each, load, form) if isinstance(each, str) else None
        if found:
            whole = extended(found[0], found[1], load, form, depth + 1)
            below = {**below, **whole, "compilerOptions": _options(below, whole)}
    return {**below, **own, "compilerOptions": _options(below, own)}


def _options(below: dict[str, Value], above: dict[str, Value]) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for each in (below, above):
        options = each.get("compilerOptions")
        made |= options if isinstance(options, dict) else {}
    return made


def _base(name: str, base: str, load: Load, form: str) -> tuple[str, Data] | None:
    folder = posixpath.dirname(name)
    start = folder if base.startswith(".") else "node_modules"
    place = posixpath.normpath(posixpath.join(start, base))
    for each in (place, f"{place}.json", f"{place}/{form}"):
        source = load(each)
        if source is not None:
            try:
                return each, read(f"{each.removesuffix('.json')}.json", source, load)
            except ValueError:
                return None
    return None


_PATHS = ("outDir", "rootDir", "declarationDir", "outFile", "sourceRoot", "mapRoot")


def _from_here(name: str, values: dict[str, Value]) -> dict[str, Value]:
    options, folder = values.get("compilerOptions"), posixpath.dirname(name)
    if not isinstance(options, dict) or not folder:
        return values
    moved = {
        key: posixpath.normpath(posixpath.join(folder, each))
        if key in _PATHS[:4] and isinstance(each, str) and not each.startswith("${")
        else each
        for key, each in options.items()
    }
    return {**values, "compilerOptions": moved}
