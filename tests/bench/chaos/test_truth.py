"""What a store lacks is read from its rows and bundles, and from nothing that a product says."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.chaos import children, project, truth
from bench.chaos.cases import Setting
from bench.chaos.stage import lying, stage


@pytest.fixture(scope="module")
def released(
    setting: Setting, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, bytes]]:
    """The store after an honest release, and the built files."""
    store = tmp_path_factory.mktemp("store")
    with stage(setting.folder / "built") as here, lying(here.store, (), decoy=False) as server:
        words = ("release", "--env=production")
        children.run(words, here.root, server.environ(here.root), seconds=300)
        here.store.rename(store / "store")
        return store / "store", project.outputs(here.root)


def test_a_whole_release_lacks_nothing(released: tuple[Path, dict[str, bytes]]) -> None:
    """The negative control."""
    store, files = released

    assert truth.lacking(store, project.VERSION, "production", files) == []


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        pytest.param("update releases set released = null", ["release date"], id="date"),
        pytest.param("delete from commits", ["commits"], id="commits"),
        pytest.param("delete from deploys", ["deploy"], id="deploy"),
        pytest.param("update deploys set environment = 'x'", ["deploy"], id="other environment"),
        pytest.param(
            "insert into deploys (release_id, environment, finished, projects)"
            " select release_id, environment, finished, projects from deploys",
            ["one deploy alone: there are 2"],
            id="two deploys",
        ),
        pytest.param("delete from release_projects", ["project"], id="project"),
        pytest.param(
            "update bundle_releases set release = 'x'", ["bundle (8 of 8 files)"], id="bundle"
        ),
        pytest.param("delete from releases", ["release"], id="release"),
    ],
)
def test_what_is_missing_is_named(
    released: tuple[Path, dict[str, bytes]], statement: str, lacks: list[str]
) -> None:
    """Each in turn is taken away, and put back."""
    store, files = released
    path = store / "sandbox.sqlite"
    kept = path.read_bytes()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("pragma foreign_keys = on")
        db.execute(statement)
    try:
        assert truth.lacking(store, project.VERSION, "production", files) == lacks
    finally:
        path.write_bytes(kept)


def test_other_bytes_than_were_built_are_noticed(released: tuple[Path, dict[str, bytes]]) -> None:
    """A bundle that holds something else is no bundle of this build."""
    store, files = released
    other = files | {"out/web/page.js": b"other"}

    assert truth.lacking(store, project.VERSION, "production", other) == ["bundle (1 of 8 files)"]


def test_no_store_is_told(tmp_path: Path) -> None:
    """Nothing was ever kept there."""
    assert truth.lacking(tmp_path, project.VERSION, "production", {}) == ["store"]
