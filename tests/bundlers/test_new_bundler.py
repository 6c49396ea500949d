"""A new bundler is one file of bundlers/: everything that asks about bundlers then knows it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.stories.shopping import PACKAGE, Shop, make_shop

TOY = Path(__file__).with_name("toy.py")


@pytest.fixture
def playing(tmp_path: Path) -> Shop:
    """A shop that Toy builds, and a package with the one file more: commands import that one."""
    package = tmp_path / "package"
    shutil.copytree(PACKAGE / "buildtools", package / "buildtools")
    shutil.copy(TOY, package / "buildtools" / "bundlers")
    shop = make_shop(tmp_path / "shop")
    shop.environ["PYTHONPATH"] = str(package)
    (shop.root / "toy.config.js").touch()
    return shop


def test_its_failures_are_explained(playing: Shop) -> None:
    """What it says when it fails, and what helps, stands with the rest that is known of it."""
    (playing.root / "build.py").write_text("raise SystemExit('the spring is broken')\n")
    ended = playing.invoke_cold("build")

    assert "try: wind the toy up" in ended.err


def test_it_is_recognised_and_its_setting_is_named(playing: Shop) -> None:
    """Where the build left no map, advice is its own."""
    for path in playing.root.glob("made/*/*.map"):
        path.unlink()
    ended = playing.invoke_cold("build")

    assert "made by Toy" in ended.err
    assert "try: turn source maps on: maps: yes in toy.config" in ended.err


def test_a_release_knows_its_sources_data_and_lists(playing: Shop) -> None:
    """Build finds its sources and data, inject how names change, strip its lists and copies."""
    web = playing.root / "made" / "web"
    written = json.loads((web / "page.js.map").read_text())
    written["sources"] = [
        f"toy:///[box]/src/{name.rpartition('/')[2]}" for name in written["sources"]
    ]
    texts = written.pop("sourcesContent")
    (web / "page.js.map").write_text(json.dumps(written))
    (web / "toy-table.js").write_text("table = []\n")
    (web / "page.js.toy.json").write_text(json.dumps({"files": ["page.js", "page.js.map"]}))
    shutil.copytree(web, web.parent / "shelf" / "out" / "web")
    playing.settings("local: {server: sandbox}", "local: {server: sandbox, strip: {enabled: true}}")
    ended = playing.invoke_cold("release", "--through=strip")
    entries = playing.ledger()["entries"]
    told = [each for entry in entries.values() for each in entry["outcome"].get("findings", ())]
    kept = playing.root / ".buildtools/quarantine/local/files/out/web/page.js.map"

    assert 0 == ended.code, ended.err
    assert texts == json.loads(kept.read_text())["sourcesContent"]
    assert ["wind: again in toy.config once"] == [
        each["remedy"] for each in told if each["code"] == "immutable-name-kept"
    ]
    assert "script-without-map" not in {each["code"] for each in told}
    assert not list(playing.root.glob("out/shelf/**/*.map"))
    assert {"files": ["page.js"]} == json.loads(
        (playing.root / "out/web/page.js.toy.json").read_text()
    )


def test_without_its_file_nobody_knows_it(playing: Shop) -> None:
    """What the others see comes from that file alone."""
    (Path(playing.environ["PYTHONPATH"]) / "buildtools" / "bundlers" / "toy.py").unlink()
    (playing.root / "build.py").write_text("raise SystemExit('the spring is broken')\n")

    assert "wind the toy up" not in playing.invoke_cold("build").err
