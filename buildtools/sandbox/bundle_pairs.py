"""The files of a bundle as pairs: each script beside its map, and which events used them."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from buildtools.sandbox import frames


class FilePair(NamedTuple):
    """A script with its map, or a file that stands alone."""

    script: sqlite3.Row | None
    map: sqlite3.Row | None
    other: sqlite3.Row | None = None
    """A source, or what is neither script nor map."""

    @property
    def files(self) -> list[sqlite3.Row]:
        """Those that are there."""
        return [one for one in (self.script, self.map, self.other) if one is not None]

    @property
    def paths(self) -> list[str]:
        """Their paths in the bundle."""
        return [one["path"] for one in self.files]

    @property
    def debug_id(self) -> str | None:
        """The ID of both."""
        return next((one["debug_id"] for one in self.files if one["debug_id"]), None)


def pairs_of(files: Sequence[sqlite3.Row]) -> list[FilePair]:
    """Put scripts and maps together, by debug ID and else by what a script names; by URL."""
    maps = [one for one in files if one["type"] == "source_map"]
    by_id = {one["debug_id"]: one for one in maps if one["debug_id"]}
    by_url = {one["url"]: one for one in maps}
    scripts = [one for one in files if one["type"] == "minified_source"]
    pairs = [FilePair(one, _map_of(one, by_id, by_url)) for one in scripts]
    taken = {pair.map["path"] for pair in pairs if pair.map is not None}
    alone = [FilePair(None, one) for one in maps if one["path"] not in taken]
    named = ("source_map", "minified_source")
    others = [FilePair(None, None, one) for one in files if one["type"] not in named]
    return [*pairs, *alone, *others]


def _map_of(
    script: sqlite3.Row, by_id: Mapping[str, sqlite3.Row], by_url: Mapping[str, sqlite3.Row]
) -> sqlite3.Row | None:
    if found := by_id.get(script["debug_id"]):
        return found
    reference = script["sourcemap"]
    url = frames.join(script["url"], reference) if reference else f"{script['url']}.map"
    return by_url.get(url) or by_url.get("~" + url)


def totals(pairs: Sequence[FilePair]) -> dict[str, int]:
    """Count pairs, what stands alone, and bytes."""
    whole = [pair for pair in pairs if pair.script is not None and pair.map is not None]
    scripts = [pair for pair in pairs if pair.script is not None and pair.map is None]
    maps = [pair for pair in pairs if pair.script is None and pair.map is not None]
    return {
        "pairs": len(whole),
        "scripts": len(scripts),
        "maps": len(maps),
        "others": len(pairs) - len(whole) - len(scripts) - len(maps),
        "bytes": sum(one["bytes"] for pair in pairs for one in pair.files),
    }


def uses(db: sqlite3.Connection, bundle: int) -> dict[str, int]:
    """Return how many events name each debug ID of a bundle."""
    rows = db.execute(
        "select debug_id, count(distinct event) as number from event_scripts where debug_id in"
        " (select debug_id from bundle_files where bundle = ?) group by debug_id",
        (bundle,),
    ).fetchall()
    return {row["debug_id"]: row["number"] for row in rows}


def asked_of(pair: FilePair, bundle_id: str) -> dict[str, str]:
    """Return what a list of events is asked for, to have those whose frames used a pair."""
    if pair.debug_id:
        return {"debug_id": pair.debug_id}
    return {"origin": f"bundled:{bundle_id}:{pair.map['url']}"} if pair.map is not None else {}


def other_bundles(db: sqlite3.Connection, pair: FilePair, bundle: int) -> list[sqlite3.Row]:
    """Return the other bundles that have files of the same debug ID, newest first."""
    return db.execute(
        "select distinct bundles.* from bundles join bundle_files on bundle = bundles.id"
        " where debug_id = ? and bundles.id != ? order by turn desc",
        (pair.debug_id, bundle),
    ).fetchall()
