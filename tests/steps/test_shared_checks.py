"""The pairs of a build are shared among cores, and nothing of it shows."""

import shutil
from pathlib import Path

import msgspec
import pytest

from buildtools.checks.accuracy import KnownRight
from buildtools.findings import Finding
from buildtools.machine.processes import cores
from buildtools.settings import Build, Output
from buildtools.sourcemaps.pairing import is_script
from buildtools.steps.building.exposed import Exposed
from buildtools.steps.building.gather import Place, files_of, look, reference_of
from buildtools.steps.building.matching import match
from buildtools.steps.building.opening import Code
from buildtools.steps.building.pairs import check

SHOP = Path(__file__).resolve().parents[1] / "stories/shop/made/web"
KEY = "AKIA" + "QWERTYUIOPASDFGH"


def checked(
    root: Path, parts: int, right: KnownRight | None = None
) -> tuple[list[object], list[Finding], list[Finding]]:
    """Check the pairs of a folder, shared so."""
    output = Output(path="dist", url="~/", kind="browser")
    place = Place(root, "", None)
    seen = {output: look(place, output, ())}
    files = files_of(seen)
    references = {path: reference_of(root, path) for path in files if is_script(path)}
    paired = match(place, seen, files, references)
    exposed = Exposed(root, [])
    found, said = check(
        place, files, paired, Build(outputs=(output,)), exposed, right or KnownRight(), parts
    )
    said += [one for each in found for one in each.told.findings]
    return [msgspec.to_builtins(each.pair) for each in found], said, exposed.findings()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a project with pairs of which some are broken, and with a secret in the first and the
    last script."""
    shutil.copytree(SHOP, tmp_path / "dist")
    scripts = sorted((tmp_path / "dist").glob("*.js"))
    for script in (scripts[0], scripts[-1]):
        script.write_text(f'{script.read_text()}\n;var key="{KEY}";\n')
    scripts[1].with_suffix(".js.map").write_text("{")
    return tmp_path


@pytest.mark.parametrize("parts", [2, 3, 50])
def test_what_is_found_is_the_same(built: Path, parts: int) -> None:
    """In its order, with every place of a secret, however many cores there are."""
    alone = checked(built, 1)

    assert len(alone[0]) > 1
    assert [found.code for found in alone[1]] == ["map-unparsable"]
    assert [len(found.also) for found in alone[2]] == [2]
    assert checked(built, parts) == alone


def test_a_small_build_is_checked_here(built: Path) -> None:
    """Of a machine with many cores too."""
    assert checked(built, 0) == checked(built, 1)
    assert cores() >= 1


@pytest.mark.parametrize("parts", [1, 2])
def test_what_was_right_is_not_judged_again(built: Path, parts: int) -> None:
    """Of the same bytes; what was changed since is judged, and is wrong."""
    first = KnownRight()
    alone = checked(built, parts, first)
    again = KnownRight(first.seen)
    assert first.seen
    assert checked(built, parts, again) == alone
    assert again.seen == first.seen

    script = max((built / "dist").glob("*.js"), key=lambda file: file.stat().st_size)
    script.write_text(f"/* put here afterwards by nobody we know */{script.read_text()}")
    after = KnownRight(first.seen)
    told = [found.code for found in checked(built, parts, after)[1]]

    assert "map-wrong" in told
    assert len(first.seen - after.seen) == 1


@pytest.mark.parametrize("parts", [1, 2])
def test_a_large_map_is_checked_apart(built: Path, parts: int) -> None:
    """Before the others, and told where it stands."""
    alone = checked(built, parts)
    for map_ in sorted((built / "dist").glob("*.map"))[2:4]:
        map_.write_text(map_.read_text() + " " * 5_000_000)

    assert checked(built, parts) == alone


def test_a_huge_script_is_not_kept(tmp_path: Path) -> None:
    """It is read again by each check; a usual one is read once."""
    script = tmp_path / "a.js"
    for size, again in ((2_000_000, "old"), (2_000_001, "new")):
        script.write_bytes(b"o" * size)
        code = Code(script)
        first = code.read()
        script.write_bytes(b"new")

        assert first == b"o" * size
        assert code.read() == (first if again == "old" else b"new")
