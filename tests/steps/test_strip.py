"""Strip: what is deployed names no map and holds none, and everything can be given back."""

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from buildtools.errors import ConfigurationError, DiskRefused, OutOfDate, ProofFailed
from buildtools.files import replacing, walking
from buildtools.findings import finding, subjects
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.results import InjectedPair, Skipped, Stripped, Verified
from buildtools.settings import Build, Output, Strip
from buildtools.state import quarantine
from buildtools.steps.strip import strip, undo
from buildtools.target import only
from buildtools.values import DebugId, Pair, digest_of
from tests.faults import armed, refuse

PROVEN = Verified(Proof({Count.BROWSER_POSITIONS: 12}))
MAP = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA","sourcesContent":["a"]}'
STUB = '{"version":3,"sources":[],"sections":[]}'
STATIC = Output(path=".next/static", url="~/_next/static", kind="browser")
SERVER = Output(path=".next/server", url="app:///.next/server", kind="node")
COMMENT = "//# sourceMappingURL="


class Site:
    """A build of Next in a project, and what inject would have left of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pairs: list[InjectedPair] = []

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def pair(self, path: str, kind: str = "browser", map_: str = MAP) -> None:
        name = path.rpartition("/")[2]
        self.write(path, f"a();\n{COMMENT}{name}.map")
        self.write(f"{path}.map", map_)
        script, map_digest = (digest_of(self.read(each)) for each in (path, f"{path}.map"))
        pair = Pair(path, f"{path}.map", f"~/{path}", f"~/{path}.map", kind)  # type: ignore[arg-type]
        self.pairs.append(InjectedPair(pair, DebugId("1" * 32), script, map_digest))

    def strip(
        self,
        *outputs: Output,
        verified: Verified = PROVEN,
        directory: str = ".",
        **settings: object,
    ) -> Stripped | Skipped:
        build = Build(directory=directory, outputs=outputs or (STATIC, SERVER))
        wanted = Strip(**settings)  # type: ignore[arg-type]
        return strip(self.root, only("local"), build, wanted, self.pairs, verified)

    def stripped(self, *outputs: Output, **more: object) -> Stripped:
        left = self.strip(*outputs, **more)  # type: ignore[arg-type]
        assert isinstance(left, Stripped)
        return left

    def files(self) -> dict[str, bytes]:
        """Everything there is, but for our own folder."""
        return {
            name: (self.root / name).read_bytes()
            for name in walking.walk(self.root, everything=True)
            if not name.startswith(".buildtools/")
        }

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def text(self, path: str) -> str:
        return self.read(path).decode()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.pair(".next/static/a.js")
    made.write(".next/static/a.css", "a{}/*# sourceMappingURL=a.css.map */")
    made.write(".next/static/a.css.map", "{}")
    made.write(".next/static/orphan.js.map", STUB)
    made.pair(".next/server/app/page.js", "node")
    return made


# What goes


def test_maps_and_comments_of_browser_outputs_go(site: Site) -> None:
    """All of them: of styles, of nothing, and empty ones; the server keeps its own."""
    before = site.files()
    left = site.stripped()

    assert site.text(".next/static/a.js") == "a();\n"
    assert site.text(".next/static/a.css") == "a{}"
    assert {
        ".next/static/a.js",
        ".next/static/a.css",
        ".next/server/app/page.js",
        ".next/server/app/page.js.map",
    } == set(site.files())
    assert site.text(".next/server/app/page.js") == before[".next/server/app/page.js"].decode()
    assert (left.maps, len(left.files), left.findings) == (3, 5, ())


def test_both_digests_of_every_file_are_told(site: Site) -> None:
    """A check of the live site has to know what is deployed; the proof, what was uploaded."""
    before = site.files()
    left = site.stripped()

    for file in left.files:
        assert file.before == hashlib.sha1(before[file.path]).hexdigest()
        kept = (site.root / left.place(file.path)).read_bytes()
        assert kept == before[file.path]
        now = site.files().get(file.path)
        assert file.after == (None if now is None else hashlib.sha1(now).hexdigest())


def test_a_second_run_changes_nothing(site: Site) -> None:
    """Steps may be repeated."""
    first = site.stripped()
    after = site.files()

    assert first == site.strip()
    assert after == site.files()


def test_copies_of_an_output_are_stripped_as_well(site: Site) -> None:
    """What runs in production is .next/standalone, with static copied into it."""
    copy = ".next/standalone/apps/web/.next/static/a.js"
    site.write(copy, site.text(".next/static/a.js"))
    site.write(f"{copy}.map", MAP)
    site.write(".next/standalone/apps/web/.next/server/app/page.js.map", MAP)
    site.write(".next/standalone/node_modules/next/.next/static/x.js.map", MAP)
    left = site.stripped()

    assert site.text(copy) == "a();\n"
    assert {copy, f"{copy}.map"} <= {file.path for file in left.files}
    assert ".next/standalone/apps/web/.next/server/app/page.js.map" in site.files()
    assert ".next/standalone/node_modules/next/.next/static/x.js.map" in site.files()


def test_maps_in_hidden_folders_and_packages_are_found(site: Site) -> None:
    """A server sends those too: .vite, or Rollup's preserved modules."""
    site.write(".next/static/.vite/a.js.map", MAP)
    site.write(".next/static/node_modules/x/a.js.map", MAP)
    site.write(".next/static/a.js.map.gz", b"\x1f\x8b")
    site.stripped()

    assert not [name for name in site.files() if "static" in name and ".map" in name]


def test_a_nested_output_is_its_own(tmp_path: Path) -> None:
    """dist is published and dist/server is not."""
    site = Site(tmp_path)
    site.pair("web/dist/a.js")
    site.pair("web/dist/server/b.js", "node")
    site.stripped(
        Output(path="dist/server", url="app:///server", kind="node"),
        Output(path="dist", url="~/"),
        directory="web",
    )

    assert {"web/dist/a.js", "web/dist/server/b.js", "web/dist/server/b.js.map"} == set(
        site.files()
    )


def test_an_output_that_is_the_whole_project_is_taken_without_packages(tmp_path: Path) -> None:
    """A site without a build: its node_modules and .git are not published."""
    site = Site(tmp_path)
    site.pair("a.js")
    site.write("node_modules/x/a.js.map", MAP)
    site.write(".git/a.js.map", MAP)
    site.stripped(Output(path=".", url="~/"))

    assert {"a.js", "node_modules/x/a.js.map", ".git/a.js.map"} == set(site.files())


def test_outputs_beside_the_project_have_their_place_too(tmp_path: Path) -> None:
    """A path that leads upwards must not lead out of the quarantine."""
    site = Site(tmp_path / "ci")
    site.write("../app/dist/a.js.map", MAP)
    left = site.stripped(Output(path="dist", url="~/"), directory="../app")

    assert left.place("../app/dist/a.js.map").endswith("/files/above/app/dist/a.js.map")
    assert not (tmp_path / "app/dist/a.js.map").exists()
    undo(site.root, only("local"))
    assert (tmp_path / "app/dist/a.js.map").read_text() == MAP


def test_server_maps_leave_the_lists_of_packagers(site: Site) -> None:
    """Next's standalone build fails on a listed map that is gone. Only when it is asked for."""
    listed = ["../chunks/a.js", "page.js.map", "./page.js"]
    site.write(".next/server/app/page.js.nft.json", json.dumps({"version": 1, "files": listed}))
    site.write(".next/next-server.js.nft.json", json.dumps({"files": ["server/app/page.js.map"]}))
    site.write(".next/server/app/other.js.nft.json", '{"version": 1, "files": ["../a.js"]}')
    before = site.files()
    site.stripped(kinds=("browser", "node"))

    assert ".next/server/app/page.js.map" not in site.files()
    assert site.text(".next/server/app/page.js.nft.json") == (
        '{"version":1,"files":["../chunks/a.js","./page.js"]}'
    )
    assert site.text(".next/next-server.js.nft.json") == '{"files":[]}'
    assert site.text(".next/server/app/other.js.nft.json") == '{"version": 1, "files": ["../a.js"]}'
    undo(site.root, only("local"))
    assert before == site.files()


def test_nothing_to_strip_is_said(tmp_path: Path) -> None:
    """A build with hidden maps that were deleted by another tool."""
    site = Site(tmp_path)
    site.write(".next/static/a.js", "a();")
    left = site.strip(STATIC, Output(path="gone", url="~/gone"))

    assert left == Skipped("there is no source map and no comment in a browser output")
    assert quarantine.standing(tmp_path, only("local")) is None


# What stays


def integrity(script: bytes) -> str:
    digest = base64.b64encode(hashlib.sha384(script).digest()).decode()
    return f'<script integrity="sha384-{digest}">'


def test_digests_and_compressed_copies_follow(site: Site) -> None:
    """A script that does not match its integrity attribute is not run at all."""
    script = ".next/static/a.js"
    site.write(".next/server/app/index.html", integrity(site.read(script)))
    site.write(f"{script}.gz", gzip.compress(site.read(script)))
    before = site.files()
    left = site.stripped()

    assert site.text(script) == "a();\n"
    assert site.text(".next/server/app/index.html") == integrity(site.read(script))
    assert gzip.decompress(site.read(f"{script}.gz")) == site.read(script)
    assert {".next/server/app/index.html", f"{script}.gz"} < {file.path for file in left.files}
    undo(site.root, only("local"))
    assert before == site.files()


def test_comments_stay_where_a_copy_cannot_follow(site: Site) -> None:
    """Two contents under one name are worse than a comment; the maps go all the same."""
    script = site.read(".next/static/a.js")
    site.write(".next/static/a.js.gz", b"no gzip")
    left = site.stripped()

    assert script == site.read(".next/static/a.js")
    assert ".next/static/a.js.map" not in site.files()
    assert ["comment-kept"] == [found.code for found in left.findings]


def test_published_typescript_and_unsent_maps_are_told(site: Site) -> None:
    """Turbopack publishes a worker's source; a vendor's map goes without having been uploaded."""
    site.write(".next/static/media/crunch.worker.1a2b.ts", "export const a: number = 1;")
    site.write(".next/static/media/film.ts", b"G@\0\x10")
    site.write(".next/static/vendor.js.map", MAP.replace("a.ts", "vendor.ts"))
    site.write(".next/static/broken.js.map", "<html>")
    left = site.stripped()

    assert [
        ("source-published", ".next/static/media/crunch.worker.1a2b.ts"),
        ("map-not-uploaded", ".next/static/vendor.js.map"),
    ] == [(found.code, found.subject) for found in left.findings]
    assert ".next/static/media/crunch.worker.1a2b.ts" in site.files()


# Giving back


def test_undo_gives_everything_back(site: Site) -> None:
    """Byte for byte, and nothing of ours is left."""
    before = site.files()
    site.stripped()
    assert before != site.files()

    assert undo(site.root, only("local")) == Skipped("undone: 5 files back")
    assert before == site.files()
    assert not (site.root / ".buildtools/quarantine/local").exists()
    assert undo(site.root, only("local")) == Skipped("nothing was stripped")


def test_undo_leaves_what_was_built_since(site: Site) -> None:
    """The kept file is of another build then."""
    site.stripped()
    site.write(".next/static/a.js", "b();")
    (site.root / ".next/static/a.css").unlink()
    undo(site.root, only("local"))

    assert site.text(".next/static/a.js") == "b();"
    assert ".next/static/a.css" not in site.files()
    assert ".next/static/a.js.map" in site.files()


def test_undo_fills_no_folder_that_was_removed(site: Site) -> None:
    """Somebody cleaned the output; maps alone would be a strange build."""
    site.stripped()
    replacing.remove_folder(site.root / ".next")
    undo(site.root, only("local"))

    assert {} == site.files()


def test_all_environments_are_given_back_before_a_build(site: Site) -> None:
    """They share the build's folders: staging's strip must not starve production's upload."""
    before = site.files()
    site.stripped()
    quarantine.restore_all(site.root)
    quarantine.restore_all(site.root)

    assert before == site.files()


def test_a_failure_gives_everything_back(site: Site) -> None:
    """All or nothing, whichever act it is that the disk refuses."""
    before = site.files()
    site.stripped()
    after = site.files()
    undo(site.root, only("local"))
    refusals = 0
    for at in range(1, 1000):
        try:
            with armed(site.root, at, refuse) as faults:
                site.strip()
        except DiskRefused:
            refusals += 1
            assert before == site.files(), faults.struck
            assert quarantine.standing(site.root, only("local")) is None, faults.struck
            continue
        assert after == site.files()
        undo(site.root, only("local"))
        if not faults.struck:
            break

    assert refusals > 20


def _stopped(site: Site) -> Stripped:
    """Leave what a killed run leaves: one map away, one file kept only, the rest untouched."""
    left = site.stripped()
    undo(site.root, only("local"))
    quarantine.begin(site.root, only("local"), left)
    replacing.move(site.root / left.files[0].path, site.root / left.place(left.files[0].path))
    changed = left.files[-1]
    replacing.copy(site.root / changed.path, site.root / left.place(changed.path))
    return left


def test_a_killed_run_can_be_undone(site: Site) -> None:
    """The journal is written first."""
    before = site.files()
    _stopped(site)

    undo(site.root, only("local"))
    assert before == site.files()


def test_a_killed_run_is_done_again(site: Site) -> None:
    """A second strip gives what the first one would have left."""
    site.stripped()
    after = site.files()
    undo(site.root, only("local"))
    left = _stopped(site)

    assert left == site.strip()
    assert after == site.files()


def test_files_that_are_as_before_strip_are_stripped_again(site: Site) -> None:
    """Built again without us, or copied back: the very files that were proven."""
    left = site.stripped()
    after = site.files()
    site.pair(".next/static/a.js")

    assert left == site.strip()
    assert after == site.files()


# What is refused


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param(
            Proof(
                {Count.BROWSER_POSITIONS: 1}, (finding("file-changed", subjects.File("a"), "b"),)
            ),
            id="errors",
        ),
        pytest.param(Proof({}), id="nothing tried"),
        pytest.param(Proof({Count.BROWSER_POSITIONS: 0}), id="nothing counted"),
    ],
)
def test_nothing_goes_without_a_proof(site: Site, proof: Proof) -> None:
    """Maps that were deleted although the upload had failed are gone for good."""
    before = site.files()

    with pytest.raises(ProofFailed):
        site.strip(verified=Verified(proof))
    assert before == site.files()


@pytest.mark.parametrize("path", [".next/static/a.js", ".next/static/a.js.map"])
def test_files_that_were_not_proven_are_refused(site: Site, path: str) -> None:
    """The map in quarantine would not be the one that was uploaded."""
    site.write(path, (site.root / path).read_text() + " ")

    with pytest.raises(OutOfDate, match="changed after inject"):
        site.strip()


def test_files_that_changed_after_strip_are_refused(site: Site) -> None:
    """Built again without us: the ledger knows nothing of these files."""
    site.stripped()
    site.write(".next/static/a.js", "b();")

    with pytest.raises(OutOfDate, match="changed after strip"):
        site.strip()


def test_a_journal_that_is_none_is_explained(site: Site) -> None:
    """Nobody but a person can know what to do then."""
    site.write(".buildtools/quarantine/local/stripped.json", "{}")

    with pytest.raises(ConfigurationError):
        site.strip()


def test_where_nothing_is_stripped_nothing_is_given_back(tmp_path: Path) -> None:
    """A failure before the journal stands has moved nothing."""
    assert quarantine.restore(tmp_path, only("local")) is None
