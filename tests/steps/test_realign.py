"""Realigned: a map that does not count a text on top is moved by inject, undone, and proven."""

import json
from pathlib import Path

import pytest

from buildtools.errors import MapsRefused
from buildtools.results import Built
from buildtools.settings import Build, Output, Realign, Verify
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.steps.building import build
from buildtools.steps.inject import inject, undo
from tests.checks.accuracy.pairs import made, module, written
from tests.proving import on_disk

SDK = (
    ";(function(){var g=globalThis.__SENTRY_ORCHESTRION__="
    "globalThis.__SENTRY_ORCHESTRION__||{};g.bundler=g.bundler||new Set();})();"
)
ANYONE = "/*! our own banner, with the year in it */\n"


class Shop:
    """A project whose one script has a text on top that its map does not count."""

    def __init__(self, root: Path, put: str) -> None:
        self.root = root
        pair = made(6)
        body = {
            "version": 3,
            "sources": [f"../src/m{number}.ts" for number in range(6)],
            "sourcesContent": [module(number) for number in range(6)],
            "names": [],
            "mappings": written(pair.places),
        }
        (root / "out").mkdir()
        (root / "out/a.js").write_text(f"{put}{pair.script}\n//# sourceMappingURL=a.js.map\n")
        (root / "out/a.js.map").write_text(json.dumps(body))

    def built(self, realign: Realign = "known") -> Built:
        settings = Build(outputs=(Output(path="out", url="~/"),), realign=realign)
        return build(self.root, settings, {}, release="1", dist=None)

    def files(self) -> tuple[bytes, ...]:
        return tuple((self.root / f"out/a.js{end}").read_bytes() for end in ("", ".map"))

    def thrown(self) -> tuple[str | None, int] | None:
        """Resolve the place of the third module's throw, as a server would."""
        script, map_ = self.files()
        text = script.decode()
        at = text.index("throw", text.index("function c(e)"))
        line = text.count("\n", 0, at)
        found = Resolver(script, map_).lookup(line, at - text.rfind("\n", 0, at) - 1)
        return (found.source, found.line) if found else None


@pytest.mark.parametrize(
    ("put", "realign", "severity"), [(SDK, "known", "info"), (ANYONE, "all", "warning")]
)
def test_a_map_is_moved_and_given_back(
    tmp_path: Path, put: str, realign: Realign, severity: str
) -> None:
    """The throw ends in its line, every position is compared, and undo is identity."""
    shop = Shop(tmp_path, put)
    before = shop.files()
    built = shop.built(realign)

    assert [("map-realigned", severity)] == [(f.code, f.severity) for f in built.findings]
    assert shop.thrown() != ("../src/m2.ts", 3)

    injected = inject(shop.root, built.pairs, repairs=built.repairs)
    after = shop.files()
    told = on_disk(shop.root, injected.pairs, Verify())[1]
    again = inject(shop.root, built.pairs, injected, repairs=built.repairs)

    assert shop.thrown() == ("../src/m2.ts", 3)
    assert [] == [each for each in told if each.severity != "info"]
    assert (after, injected) == (shop.files(), again)
    assert [] == [each for each in shop.built(realign).findings if each.severity != "info"]

    undo(shop.root, injected)
    assert before == shop.files()


@pytest.mark.parametrize(("put", "realign"), [(ANYONE, "known"), (SDK, "none")])
def test_what_nobody_asked_for_is_refused(tmp_path: Path, put: str, realign: Realign) -> None:
    """The text before is shown, and the setting that takes it."""
    shop = Shop(tmp_path, put)

    with pytest.raises(MapsRefused) as caught:
        shop.built(realign)

    (found,) = caught.value.findings
    assert found.code == "map-wrong"
    assert "build.realign" in found.remedy
    assert put[:20].strip() in found.sentence
