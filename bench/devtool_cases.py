"""Which settings of source maps are tried, by bundler: names for the table, and what each sets."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_RIGHT_KINDS = ("source-map", "hidden-source-map", "source-map-debugids", "inline-source-map")
_EVAL_KINDS = ("eval", "eval-source-map", "eval-cheap-source-map", "eval-cheap-module-source-map")
_POOR_KINDS = ("nosources-source-map", "cheap-source-map", "cheap-module-source-map")
_KEEP = {"productionBrowserSourceMaps": True}
_SERVER = {"experimental": {"serverSourceMaps": True}}
_OFF = {"sourcemaps": {"disable": True}, "useRunAfterProductionCompileHook": False}
_KEPT_BY_SDK = {"sourcemaps": {"deleteSourcemapsAfterUpload": False}}
BEHIND = "; withSentryConfig: "
"""Stands between the settings of next.config and those of the SDK."""


class App(NamedTuple):
    """A small app of `bench/apps`: its layers, one copied over the other, and its outputs."""

    layers: tuple[str, ...]
    served: str
    """The folder that a browser reaches."""
    server: str = ""
    """The folder of the server's scripts."""


class Case(NamedTuple):
    """One way to build an app."""

    table: str
    title: str
    app: App
    command: tuple[str, ...]
    environ: Mapping[str, str]
    recommended: bool = False


WEBPACK = App(("webpack",), "dist")
NEXT = App(("next",), ".next/static", ".next/server")
SENTRY = App(("next", "next-sentry"), ".next/static", ".next/server")


def cases() -> Sequence[Case]:
    """Return every case, in the order of the tables."""
    kinds: tuple[str | bool, ...] = (*_RIGHT_KINDS, *_POOR_KINDS, *_EVAL_KINDS, False)
    return (*map(_devtool, kinds), *_turbopack(), *_webpack())


def _devtool(kind: str | bool) -> Case:
    title = json.dumps(kind).strip('"')
    given = {"DEVTOOL": json.dumps(kind)}
    command = ("node_modules/.bin/webpack",)
    return Case("devtool", title, WEBPACK, command, given, kind == "hidden-source-map")


def _turbopack() -> Sequence[Case]:
    return (
        _next("turbopack", {}),
        _next("turbopack", _KEEP),
        _next("turbopack", _KEEP | {"experimental": {"serverSourceMaps": False}}),
        _next("turbopack", _KEEP | {"experimental": {"turbopackSourceMaps": False}}),
        _next("turbopack", {}, {}),
        _next("turbopack", {}, _KEPT_BY_SDK),
        _next("turbopack", _KEEP, {}),
        _next("turbopack", _KEEP, _OFF, recommended=True),
    )


def _webpack() -> Sequence[Case]:
    return (
        _next("webpack", {}),
        _next("webpack", _KEEP),
        _next("webpack", _KEEP | _SERVER),
        _next("webpack", {}, {}),
        _next("webpack", {}, _KEPT_BY_SDK),
        _next("webpack", _KEEP, {}),
        _next("webpack", _KEEP, _OFF),
        _next("webpack", _KEEP | _SERVER, _OFF),
        _next(
            "webpack", _KEEP | _SERVER, _OFF | {"buildTimeInstrumentation": False}, recommended=True
        ),
    )


def _next(
    bundler: str,
    config: Mapping[str, Any],
    sentry: Mapping[str, Any] | None = None,
    *,
    recommended: bool = False,
) -> Case:
    given = {"NEXT_SETTINGS": json.dumps(config), "NEXT_TELEMETRY_DISABLED": "1"}
    title = _spelled(config) or "nothing set"
    if sentry is not None:
        given["SENTRY_SETTINGS"] = json.dumps(sentry)
        title += f"{BEHIND}{_spelled(sentry) or 'its defaults'}"
    command = ("node_modules/.bin/next", "build", f"--{bundler}")
    return Case(bundler, title, NEXT if sentry is None else SENTRY, command, given, recommended)


def _spelled(settings: Mapping[str, Any], prefix: str = "") -> str:
    """Write settings as `a.b: true, c: false`."""
    told = []
    for name, value in settings.items():
        nested = isinstance(value, dict)
        told.append(
            _spelled(value, f"{prefix}{name}.")
            if nested
            else f"{prefix}{name}: {json.dumps(value)}"
        )
    return ", ".join(told)
