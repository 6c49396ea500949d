"""Corpora to measure on: scripts with maps and source texts, out of packages from npm.

    python -m bench.corpora [--corpora FOLDER] [small medium large]

Each corpus takes whole packages at pinned versions, in the order of its list, until it has its
number of scripts. A script or a map whose bytes were met before is left out, so that no tool can
profit from duplicates, and so is what `invoke build` would refuse. A corpus that is there already
is not made again.
"""

import argparse
import hashlib
import json
import logging
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.checks import accuracy, maps
from buildtools.findings import Finding

log = logging.getLogger("bench")

FOLDER = Path(".buildtools/corpora")

_ENDINGS = (".js", ".mjs", ".cjs", ".map")

_MERMAID = tuple(f"mermaid@11.{minor}" for minor in ("4.1", "3.0", "2.1", "1.1"))
_FIREBASE = tuple(f"firebase@{each}" for each in ("11.0.2", "10.14.1", "10.12.5", "10.9.0"))
_HEAVY = (
    "@duckdb/duckdb-wasm@1.29.0",
    "@duckdb/duckdb-wasm@1.28.0",
    "@tensorflow/tfjs@4.22.0",
    "@tensorflow/tfjs@4.20.0",
    "@tensorflow/tfjs@4.15.0",
    "antd@5.22.3",
    "antd@5.20.0",
    "antd@5.15.0",
    "antd@5.10.0",
    "echarts@5.5.1",
    "echarts@5.4.3",
    "mapbox-gl@3.15.0",
    "mapbox-gl@3.8.0",
    "mapbox-gl@3.5.0",
    "mapbox-gl@3.2.0",
    "ol@10.3.1",
)
_LIGHT = ("@sentry/browser@8.55.0", "pixi.js@8.6.1", "pixi.js@8.2.0")


class Plan(NamedTuple):
    """What a corpus is made of: packages in order, and how many scripts it stops at."""

    packages: tuple[str, ...]
    scripts: int


PLANS = {
    "small": Plan(("firebase@11.0.2", "@duckdb/duckdb-wasm@1.29.0"), 25),
    "medium": Plan((*_MERMAID[:2], _FIREBASE[0], _HEAVY[0], *_LIGHT), 450),
    "large": Plan((*_HEAVY, *_MERMAID, *_FIREBASE, *_LIGHT), 1700),
}


class Corpus(NamedTuple):
    """A corpus on disk; megabytes are millions of bytes, of scripts and maps together."""

    name: str
    folder: Path
    scripts: int
    megabytes: float


def corpus(name: str, folder: Path = FOLDER) -> Corpus:
    """Return a corpus, made first when it is not there yet.

    Writes below `folder` only. Asks npm for the packages that are not there, and nothing else.
    """
    target = folder / name
    facts = folder / f"{name}.json"
    plan = PLANS[name]
    if facts.is_file():
        known = json.loads(facts.read_text())
        if known["plan"] == [list(plan.packages), plan.scripts]:
            return Corpus(name, target, known["scripts"], known["megabytes"])
        sys.exit(f"{facts} is of another list of packages: remove it and {target} first")
    new = target.with_suffix(".new")
    for left in (new, target):
        shutil.rmtree(left, ignore_errors=True)
    scripts, size = _lay_out(plan, folder / "packages", new)
    new.rename(target)
    made = Corpus(name, target, scripts, round(size / 1e6, 1))
    told = {"plan": plan, "scripts": made.scripts, "megabytes": made.megabytes}
    facts.write_text(json.dumps(told))
    return made


def _lay_out(plan: Plan, packages: Path, target: Path) -> tuple[int, int]:
    seen: set[bytes] = set()
    scripts = size = 0
    for package in plan.packages:
        place = target / package.replace("/", "+")
        if scripts == plan.scripts:
            break
        for name, script, map_ in pairs(tarball(package, packages)):
            digests = {hashlib.sha1(data).digest() for data in (script, map_)}  # noqa: S324
            if digests & seen or scripts == plan.scripts or not _is_usable(name, script, map_):
                continue
            seen |= digests
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(script)
            path.with_name(path.name + ".map").write_bytes(map_)
            scripts += 1
            size += len(script) + len(map_)
    return scripts, size


def tarball(package: str, folder: Path) -> Path:
    """Let npm bring a package, once."""
    place = folder / package.replace("/", "+")
    if not place.is_dir():
        log.info("npm pack %s", package)
        brought = folder / f"{place.name}.new"
        brought.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", "--pack-destination", str(brought), package]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        brought.rename(place)
    return next(place.glob("*.tgz"))


def pairs(tarball: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Return the scripts that have a map beside them, named by their comment or by none."""
    with tarfile.open(tarball) as archive:
        files = {
            member.name.partition("/")[2]: file.read()
            for member in archive
            if member.name.endswith(_ENDINGS) and (file := archive.extractfile(member))
        }
    for name in sorted(files):
        map_ = files.get(f"{name}.map")
        hidden = any(part.startswith(".") for part in name.split("/"))
        if map_ is not None and not hidden and _names_no_other(name, files[name]):
            yield name, files[name], map_


def _names_no_other(name: str, script: bytes) -> bool:
    comment = script.rpartition(b"sourceMappingURL=")[2] if b"sourceMappingURL=" in script else b""
    return not comment or comment.strip() == f"{name.rpartition('/')[2]}.map".encode()


def _is_usable(name: str, script: bytes, map_: bytes) -> bool:
    """Return whether the map holds the text of every source, and `invoke build` would take it."""
    parsed = maps.parse(name, map_)
    return (
        not isinstance(parsed, Finding)
        and bool(parsed.mapped)
        and all(source.content is not None for source in parsed.sources)
        and _is_right(name, script, parsed)
    )


def _is_right(name: str, script: bytes, parsed: maps.Map) -> bool:
    told = accuracy.tell(name, parsed, accuracy.judge(script, parsed), "none")
    return all(found.severity == "info" for found in told.findings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the corpora, and say what is in them."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.corpora")
    parser.add_argument("--corpora", type=Path, default=FOLDER)
    parser.add_argument("names", nargs="*", default=list(PLANS))
    given = parser.parse_args(arguments)
    for name in given.names:
        made = corpus(name, given.corpora)
        log.info("%s: %d scripts with maps, %.1f MB", made.name, made.scripts, made.megabytes)


if __name__ == "__main__":
    main()
