"""Sentry's packages, emptied: every name that they export is there, and does nothing.

A module that is not there would break the build, and one whose names are not known when it is
bundled would break the page without a word: so names are read off the packages themselves, by Node,
and written out one by one. Types stay as they are. What wraps something gives that back, what is
given a callback calls it, and what is a component shows its children.
Source: the packages' own exports; Node's conditions of exports.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from buildtools.bundlers import any_of
from buildtools.errors import BuildFailed
from buildtools.files import walking
from buildtools.project import shell

FOLDER = "node_modules/@sentry"
_SECONDS = 120.0
_MODULE, _COMMON = "nothing.mjs", "nothing.cjs"

_READER = Path(__file__).with_name("reader.mjs")

_HEAD = """
const known = { then: undefined, toString: () => "", valueOf: () => "", toJSON: () => undefined };
const nothing = /*@__PURE__*/ new Proxy(function () {}, {
  get: (target, key) => (typeof key === "symbol" || key in known ? known[key] : nothing),
  apply: () => nothing,
  construct: () => ({}),
});
const same = (value) => (value === undefined ? nothing : value);
const called = (...given) => {
  const act = given.find((each) => typeof each === "function");
  return act ? act(nothing) : nothing;
};
const shown = ({ children }) => (typeof children === "function" ? children() : children ?? null);
const plugin = () => ({ name: "nothing", apply() {}, hooks: {}, setup() {} });
"""
_KINDS = (
    ("shown", re.compile(r"ErrorBoundary|Profiler|.*Provider")),
    (
        "called",
        re.compile(
            r"startSpan\w*|startNewTrace|continueTrace|suppressTracing|lastEventId"
            r"|with(?:Scope|IsolationScope|ActiveSpan|Monitor|\w*Trac\w*|ServerActionInstrumentation)"
        ),
    ),
    ("plugin", re.compile(any_of(lambda each: each.plugins))),
    (
        "same",
        re.compile(r"wrap\w*|with[A-Z]\w*|\w*Enhancer|sentryHandle\w*|handle\w*|instrument\w*"),
    ),
)
_KEPT = ("name", "version", "types", "typings")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_RESERVED = frozenset({"default", "module.exports"})


class Exported(msgspec.Struct, frozen=True):
    """What one path of a package exports, under all conditions together."""

    names: tuple[str, ...]
    types: str
    """Its file of types; empty where it has none."""


Packages = Mapping[str, Mapping[str, Exported]]
"""Names of packages without the scope, and each of their paths: `.`, `./config`."""


def exported(folder: Path, environ: Mapping[str, str]) -> Packages:
    """Ask Node what the packages in a folder export. It loads them, as a build does.

    Raises BuildFailed where Node does not tell.
    """
    command = ("node", str(_READER), str(folder))
    told = shell.capture(command, cwd=folder, environ=environ, timeout=_SECONDS)
    last = told.output.strip().rpartition("\n")[2]
    try:
        return msgspec.json.decode(last, type=dict[str, dict[str, Exported]])
    except msgspec.MsgspecError as fault:
        raise BuildFailed(
            "Node does not tell what Sentry's packages export",
            evidence=(told.error.strip()[-300:] or str(fault),),
            remedy="install Node, and the app's packages, where this runs",
        ) from fault


def empty(folder: Path, packages: Packages) -> None:
    """Write do-nothing modules over packages, each file anew: another's link to it stays as it is.

    Only in a copy: what was there is gone.
    """
    for name, paths in packages.items():
        place = folder / name
        if place.is_symlink():
            place = _own(place)
        manifest = json.loads((place / "package.json").read_text(encoding="utf-8"))
        names = sorted({each for path in paths.values() for each in path.names})
        _write(place / _MODULE, module(names))
        _write(place / _COMMON, common(names))
        _write(place / "package.json", json.dumps(_manifest(manifest, paths), indent=2))


def _own(place: Path) -> Path:
    """Put a folder in the place of a link into a store: the manifest is what matters."""
    manifest = (place / "package.json").read_bytes()
    place.unlink()
    place.mkdir()
    (place / "package.json").write_bytes(manifest)
    return place


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


def _manifest(said: dict[str, Any], paths: Mapping[str, Exported]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        key: said[key] for key in ("name", "version", "types", "typings") if key in said
    }
    exports: dict[str, Any] = {"./package.json": "./package.json"}
    for path, each in paths.items():
        types = {"types": each.types} if each.types else {}
        exports[path] = {
            **types,
            "import": f"./{_MODULE}",
            "require": f"./{_COMMON}",
            "default": f"./{_MODULE}",
        }
    return {
        **kept,
        "main": f"./{_COMMON}",
        "module": f"./{_MODULE}",
        "sideEffects": False,
        "exports": exports,
    }


def _kind(name: str) -> str:
    return next((kind for kind, names in _KINDS if names.fullmatch(name)), "nothing")


def _nameable(names: Iterable[str]) -> list[str]:
    return [name for name in names if _NAME.fullmatch(name) and name not in _RESERVED]


def module(names: Iterable[str]) -> str:
    """Write an ECMAScript module that exports these names."""
    told = "".join(f"export {{ {_kind(name)} as {name} }};\n" for name in _nameable(names))
    return f"{_HEAD}{told}export default plugin;\n"


def common(names: Iterable[str]) -> str:
    """Write a CommonJS module that exports these names."""
    told = "".join(f"exports.{name} = {_kind(name)};\n" for name in _nameable(names))
    return f"{_HEAD}{told}exports.default = plugin;\nexports.__esModule = true;\n"


def folders(copy: Path, app: str) -> list[Path]:
    """Return the folders with Sentry's packages, at the app and above it within a copy."""
    place = copy / app
    found = []
    while place.is_relative_to(copy):
        if (place / FOLDER).is_dir() and walking.listing(place / FOLDER):
            found.append(place / FOLDER)
        place = place.parent
    return found
