"""Paths out of a ledger stay within the project."""

from pathlib import Path, PurePosixPath

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.change import Change
from buildtools.errors import ConfigurationError
from buildtools.files.boundaries import Boundaries, paths_of
from buildtools.ledger import Entry, Ledger
from buildtools.results import Built, Injected, InjectedPair, Repair, Stripped
from buildtools.values import Chain, DebugId, Digest, Pair, ProjectPath

NO = Digest("0" * 40)


def is_path(text: str) -> bool:
    """Return whether one may stand in a ledger."""
    try:
        msgspec.convert(text, ProjectPath)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "path",
    [
        "a.js",
        "dist/a.js",
        "../shared/a.js",
        "../../a.js",
        ".next/x",
        "..a/b..",
        "dist/größe 東京.js",
    ],
)
def test_a_file_of_a_project_is_a_path(path: str) -> None:
    """Hidden folders, other alphabets and the folder beside are all in use."""
    assert is_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "/etc/passwd", "//host/share", "dist/", "dist//a.js", "./a.js"),
        *("dist/../../a.js", "dist/..", "../..", "dist/./a.js", "../a/../../b"),
        *("C:/a.js", "c:a.js", "C:\\a.js", "dist\\a.js", "\\\\host\\share"),
        *("a\0.js", "a\n.js", "a.js\n", "a\x1b.js"),
    ],
)
def test_what_only_looks_like_one_is_none(path: str) -> None:
    """Absolute, climbing, of another system, or cut short by a zero."""
    assert not is_path(path)


@given(st.text(alphabet="./\\:aC\0\n", max_size=12))
def test_a_path_means_the_same_to_all(path: str) -> None:
    """Whatever is accepted is normal, relative, and climbs only at its beginning."""
    if is_path(path):
        parts = PurePosixPath(path).parts
        climbing = [part for part in parts if part == ".."]

        assert path == "/".join(parts)
        assert not path.startswith("/")
        assert parts[: len(climbing)] == tuple(climbing)


PAIR = Pair("pair.js", "pair.map", "~/a", "~/b", "browser")
BUILT = Built(
    (PAIR,),
    1,
    0,
    repairs=(
        Repair(
            "repair.file",
            "repair.script",
            NO,
            chained=(Chain(0, "chain.source", "chain.map"),),
            deeper={"deeper.key": (Chain(0, "deeper.source", "deeper.map"),)},
            reads={"reads.key": NO},
        ),
    ),
)
INJECTED = Injected(
    (
        InjectedPair(
            msgspec.structs.replace(PAIR, script="injected.js", map=None), DebugId("x"), NO, None
        ),
    ),
    updated=(Change("updated.path", NO, NO),),
)
STRIPPED = Stripped((Change("stripped.path", NO, None),), "stripped/folder")
LEDGER = Ledger(
    "local",
    "web@1",
    entries={
        "build": Entry(1, {}, BUILT, "", 0.0),
        "inject": Entry(2, {}, INJECTED, "", 0.0),
        "strip": Entry(3, {}, STRIPPED, "", 0.0),
    },
)


def test_every_field_that_becomes_a_file_is_judged() -> None:
    """One that is forgotten would be the way out."""
    assert list(paths_of(LEDGER, Ledger)) == [
        *("pair.js", "pair.map", "repair.file", "repair.script", "chain.source", "chain.map"),
        *("deeper.key", "deeper.source", "deeper.map", "reads.key"),
        *("injected.js", "updated.path", "stripped.path", "stripped/folder"),
    ]


def placed(tmp_path: Path, *, git: bool = False) -> tuple[Path, Path]:
    """Make a project in a folder of its own, and a file outside; with git above both or none."""
    root = tmp_path / "above/project"
    (root / "dist").mkdir(parents=True)
    (root / "dist/a.js").touch()
    (tmp_path / "above/beside.js").touch()
    if git:
        (tmp_path / "above/.git").mkdir()
    return root, tmp_path / "above/beside.js"


def test_without_a_repository_the_folder_of_sentry_yml_is_the_project(tmp_path: Path) -> None:
    """What lies beside it belongs to somebody else."""
    root, beside = placed(tmp_path)

    assert Boundaries(root).leads_to("dist/a.js") is None
    assert str(beside) == Boundaries(root).leads_to("../beside.js")


def test_in_a_repository_all_of_it_is_the_project(tmp_path: Path) -> None:
    """A workspace builds into folders beside the app."""
    root, _ = placed(tmp_path, git=True)

    assert Boundaries(root).leads_to("../beside.js") is None
    assert Boundaries(root).leads_to("../../else.js") == str(tmp_path / "else.js")


def test_links_are_judged_by_where_they_lead(tmp_path: Path) -> None:
    """A file, a folder, a link to a link, and one that leads nowhere."""
    root, beside = placed(tmp_path)
    (root / "dist/file.js").symlink_to(beside)
    (root / "dist/folder").symlink_to(beside.parent)
    (root / "dist/twice.js").symlink_to("file.js")
    (root / "dist/inside.js").symlink_to("a.js")
    (root / "dist/nowhere.js").symlink_to("/nowhere")
    boundaries = Boundaries(root)

    assert [str(beside)] * 3 == [
        boundaries.leads_to(f"dist/{name}") for name in ("file.js", "folder/beside.js", "twice.js")
    ]
    assert boundaries.leads_to("dist/inside.js") is None
    assert boundaries.leads_to("dist/nowhere.js") == "/nowhere"
    assert ["dist/file.js"] == boundaries.links(["dist/file.js", "dist/inside.js"], "dist")


def test_an_output_that_sentry_yml_names_may_lie_elsewhere(tmp_path: Path) -> None:
    """A build server keeps its outputs on another disk, behind a link."""
    root, _ = placed(tmp_path)
    (tmp_path / "disk/out").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path / "disk/out")

    assert Boundaries(root).leads_to("out/a.js") is not None
    assert Boundaries(root, ["out"]).leads_to("out/a.js") is None
    assert Boundaries(root, ["out"]).leads_to("out/../b.js") == str(tmp_path / "disk/b.js")


def test_what_leads_outside_is_refused_by_name(tmp_path: Path) -> None:
    """File, path and place, and one thing to do."""
    root, beside = placed(tmp_path)
    Boundaries(root).refuse(None, "no ledger", "nothing")
    Boundaries(root).refuse(LEDGER, "a ledger", "nothing")
    strange = Stripped((Change("../beside.js", NO, None),), "kept")
    with pytest.raises(ConfigurationError, match="kept/x names a file outside") as refused:
        Boundaries(root).refuse(strange, "kept/x", "remove it")

    assert f"../beside.js is {beside}" in refused.value.evidence
    assert "remove it" == refused.value.remedy


def test_a_folder_that_may_not_be_looked_into_is_followed_all_the_same(tmp_path: Path) -> None:
    """As is a name that is not there: neither is taken for a file without a link."""
    root, beside = placed(tmp_path)
    (root / "dist/out.js").symlink_to(beside)
    boundaries = Boundaries(root)

    assert boundaries.leads_to("nowhere/a.js") is None
    assert boundaries.leads_to("dist/new.js") is None
    assert str(beside) == boundaries.leads_to("dist/out.js")
