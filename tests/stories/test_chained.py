"""A user of a framework that bundles its server twice: frames end in what they wrote."""

import json
import shutil
from pathlib import Path

from tests.stories.shopping import OWN_RESOLVER, PACKAGE, Shop

SETTINGS = """\
version: 1
default_environment: local
defaults:
  release: shop@1
  build:
    outputs:
      - {path: dist/bundled, url: "app:///dist/bundled", kind: node}
      - {path: dist/embedded, url: "app:///dist/embedded", kind: node}
      - {path: dist/twice, url: "app:///dist/twice", kind: node}
  commits: {mode: "off"}
environments:
  local: {server: sandbox}
"""


def _shop(root: Path) -> Shop:
    shutil.copytree(PACKAGE / "tests" / "fixtures" / "chained", root)
    (root / "sentry.yml").write_text(SETTINGS)
    (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
    return Shop(root)


def _files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.glob("dist/*/*")}


def test_a_release_flattens_and_proves_it(tmp_path: Path) -> None:
    """Told by build, done by inject, proven by events that come back with the author's lines."""
    shop = _shop(tmp_path / "shop")
    before = _files(shop.root)
    ended = shop.invoke("release")
    entries = shop.ledger()["entries"]
    verified = entries["verify"]["outcome"]["proof"]

    assert ended.code == 0, ended.err
    assert "3 maps of generated files that have a map of their own" in ended.err
    loud = {each["code"] for each in verified["findings"] if each["severity"] != "info"}
    assert loud == OWN_RESOLVER
    assert verified["counts"]["node frames"] > 30
    sources = json.loads((shop.root / "dist/twice/main.js.map").read_text())["sources"]
    assert ["../../between/main.js", "../../src/prices.ts"] == sources[:2]

    assert shop.invoke("inject", "--undo").code == 0
    assert before == _files(shop.root)


def test_a_release_that_leaves_them_says_so(tmp_path: Path) -> None:
    """With the setting, and with the warning on the screen."""
    shop = _shop(tmp_path / "shop")
    shop.settings("  build:\n", "  build:\n    flatten: false\n")
    ended = shop.invoke("release")

    assert ended.code == 0, ended.err
    assert "map-chained" in ended.out
    sources = json.loads((shop.root / "dist/twice/main.js.map").read_text())["sources"]
    assert ["../../between/main.js"] == sources
