"""Builds made by hand: scripts put together of pieces, with maps that say whose each piece is."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from buildtools.config.loaded import Loaded
from buildtools.errors import ConfigurationError
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.ledger import Ledger
from buildtools.review.evidence.sources import Call, SourcesSeen
from buildtools.settings import Build, Output, Settings
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.values import Review

SDK = "../node_modules/@sentry"
CLIENT = (f"{SDK}/core/src/client.ts", "class C{recordDroppedEvent(e,t){}}" + "c" * 400)
VERSION = (f"{SDK}/core/src/utils/version.ts", 'const V="11.8.0";')
APP = ("../src/main.ts", 'start({dsn:"http://0123456789abcdef@127.0.0.1:9/1",release:"web@1"});')
REPLAY = (f"{SDK}/replay/src/integration.ts", "replay()" * 300)
TRACING = (f"{SDK}/browser/src/tracing/browserTracingIntegration.ts", "trace()" * 60)
FEEDBACK = (f"{SDK}/feedback/src/core/integration.ts", "feedback()" * 300)
CANVAS = (f"{SDK}/replay-canvas/src/canvas.ts", "canvas()" * 60)
DEBUG = (f"{SDK}/core/src/integration.ts", "log(`Integration installed: ${e}`);")
REACT = ("../node_modules/react/index.js", "react()" * 50)

Piece = tuple[str, str]
EVERYTHING = Asked()
BROWSER = (Output("dist", "~/"),)


def vendor(name: str) -> Piece:
    """Return the integration of a service of feature flags."""
    return (f"{SDK}/browser/src/integrations/featureFlags/{name}/integration.ts", f"{name}();")


def script(folder: Path, name: str, pieces: Iterable[Piece], texts: Mapping[str, str] = {}) -> None:
    """Write a script of one line, and its map; `texts` are those of its sources."""
    sources: list[str] = []
    segments, column, source = [], 0, 0
    code = ""
    for of, text in pieces:
        sources += [] if of in sources else [of]
        at = sources.index(of)
        segments.append(encode(len(code) - column) + encode(at - source) + b"AA")
        column, source = len(code), at
        code += text
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{code}\n//# sourceMappingURL={path.name}.map", encoding="utf-8")
    map_ = {"version": 3, "sources": sources, "mappings": b",".join(segments).decode()}
    map_ |= {"names": [], "sourcesContent": [texts.get(each) for each in sources]}
    path.with_name(f"{path.name}.map").write_text(json.dumps(map_))


def page(folder: Path, name: str, *scripts: str) -> None:
    """Write a page that loads these."""
    tags = "".join(f'<script src="{each}"></script>' for each in scripts)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"<!doctype html>{tags}", encoding="utf-8")


def scope(
    root: Path,
    outputs: tuple[Output, ...] = BROWSER,
    *,
    asked: Asked = EVERYTHING,
    ledger: Ledger | None = None,
    first: str = "/",
) -> Scope:
    """Return what a review of this project is given; it has no server."""

    def no_client() -> None:
        raise ConfigurationError("nothing of weights asks a server")

    settings = Settings(build=Build(outputs=outputs), review=Review(page=first))
    loaded = Loaded("local", settings, {}, {}, root)
    return Scope(loaded, ledger, no_client, asked)  # type: ignore[arg-type] # it is never made


def sources(*calls: str, flags: tuple[tuple[str, str], ...] = ()) -> SourcesSeen:
    """Return what the sources say that call these functions."""
    named = tuple(Call(name, "src/main.ts", 1) for name in calls)
    return SourcesSeen(
        named, (), only_sentrys=("web-vitals",), lock_file="package-lock.json", flags=flags
    )
