"""A rehearsal's project has what a run was stopped at, and what happens to it is told."""

import errno
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError
from buildtools.files.cloning import Copier
from buildtools.files.layering import Layered, NotLayered, Owners
from buildtools.ledger import Ledger
from buildtools.pipeline import rehearsal
from buildtools.pipeline.stand_in import Layering
from buildtools.project.git import pushing
from buildtools.project.git.program import Git, cleaned
from buildtools.state import journal_file, ledger_file, paths

SETTINGS = """\
version: 1
default_environment: local
environments: {local: {server: sandbox}}
"""


COMMAND = "defaults: {build: {command: npm run build}}\n"


@contextmanager
def none(folder: Path, passing: Path, owners: Owners) -> Iterator[Layered]:
    """A system that lays nothing over a folder."""
    raise NotLayered("a layer is refused")
    yield Layered(folder, passing, folder)


@contextmanager
def copied(folder: Path, passing: Path, owners: Owners) -> Iterator[Layered]:
    """A layer by other means: it is a copy, and what was written is looked for in all of it."""
    assert owners
    seen = passing / "copy" / folder.name
    shutil.copytree(folder, seen, symlinks=True)
    yield Layered(seen, seen, folder)


def project(root: Path, more: str = "") -> Path:
    """Make a project with a settings file, and give that."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "sentry.yml").write_text(SETTINGS + more)
    return root / "sentry.yml"


def test_the_copy_knows_what_a_run_was_stopped_at(tmp_path: Path) -> None:
    """It is taken back there, as it would be in the project."""
    journal = tmp_path / "web" / journal_file.FILE
    journal.parent.mkdir(parents=True)
    journal.write_text("{}\n")
    loaded = load(project(tmp_path / "web"), None, {})

    with rehearsal.rehearsed(loaded, none) as copy:
        assert (copy.loaded.root / journal_file.FILE).read_text() == "{}\n"
        assert copy.loaded.root != loaded.root
    assert not copy.loaded.root.exists()


def test_a_copy_has_the_ledger_and_what_was_stripped(tmp_path: Path) -> None:
    """The steps before were done for the real server; the sandbox is asked for them again."""
    loaded = load(project(tmp_path / "web"), None, {})
    ledger_file.save(loaded.root, Ledger("local", "web@1"))
    kept = loaded.root / paths.QUARANTINE / "local/files/a.js.map"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}")

    with rehearsal.rehearsed(loaded, none) as copy:
        known = ledger_file.load(copy.loaded.root, copy.loaded.target)
        assert known
        assert known.release == "web@1"
        assert (copy.loaded.root / paths.QUARANTINE / "local/files/a.js.map").is_file()


def test_a_layer_is_the_project_without_its_sandbox(tmp_path: Path) -> None:
    """What other runs told a sandbox was not told to this one."""
    loaded = load(project(tmp_path / "web"), None, {})
    for each in (paths.SANDBOX, paths.UPLOADS, paths.LEDGERS):
        (loaded.root / each).mkdir(parents=True)

    with rehearsal.rehearsed(loaded, copied) as layer:
        names = {each.name for each in (layer.loaded.root / ".buildtools").iterdir()}
        assert names == {"ledgers"}
        assert (layer.loaded.root / "sentry.yml").is_file()
    assert (loaded.root / paths.SANDBOX).is_dir()


def test_a_build_in_a_layer_pushes_nowhere(tmp_path: Path) -> None:
    """It sees the commits and tags, and reaches no server by them; nor does it change the clone."""
    loaded = load(project(tmp_path / "work/apps/web"), None, {"PATH": os.environ["PATH"]})
    git = Git(tmp_path / "work", cleaned(loaded.variables))
    (tmp_path / "there.git").mkdir()
    git.ask("init", "--bare", str(tmp_path / "there.git"))
    git.ask("init")
    git.ask("remote", "add", "origin", str(tmp_path / "there.git"))
    config = (tmp_path / "work/.git/config").read_text()

    with rehearsal.rehearsed(loaded, copied) as layer:
        assert layer.loaded.root.parts[-3:] == ("work", "apps", "web")
        told = Git(layer.loaded.root, cleaned(loaded.variables)).ask("push", "--all", "origin")
        assert told.code
        assert pushing.NOWHERE in told.error
    assert config == (tmp_path / "work/.git/config").read_text()


def test_a_copy_can_be_asked_for(tmp_path: Path) -> None:
    """For a build whose work another program does, which sees no layer."""
    loaded = load(project(tmp_path / "web"), None, {"BUILDTOOLS_REHEARSAL": "copy"})

    with rehearsal.rehearsed(loaded, copied) as copy:
        assert "" == copy.hint
        assert copy.loaded.root != loaded.root
    with rehearsal.rehearsed(load(project(tmp_path / "web"), None, {}), copied) as layer:
        assert "BUILDTOOLS_REHEARSAL=copy" in layer.hint


@pytest.mark.parametrize("as_link", [False, True])
def test_a_clone_that_leads_elsewhere_is_not_there(tmp_path: Path, as_link: bool) -> None:
    """Git would write to where it leads."""
    loaded = load(project(tmp_path / "web"), None, {})
    clone = loaded.root / ".git"
    (tmp_path / "elsewhere").mkdir()
    if as_link:
        clone.symlink_to(tmp_path / "elsewhere")
    else:
        clone.write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")

    with rehearsal.rehearsed(loaded, copied) as layer:
        assert not (layer.loaded.root / ".git").exists()
    assert clone.exists()


@pytest.mark.parametrize("layering", [none, copied])
def test_what_a_build_writes_into_packages_is_told(tmp_path: Path, layering: Layering) -> None:
    """The real run would write into the project's."""
    loaded = load(project(tmp_path / "web"), None, {})
    for name in ("a/index.js", "@acme/ui/main.js", ".cache/kept"):
        file = loaded.root / "node_modules" / name
        file.parent.mkdir(parents=True)
        file.write_text("before")

    with rehearsal.rehearsed(loaded, layering) as one:
        assert one.noticed() == ()
        modules = one.loaded.root / "node_modules"
        (modules / ".cache/kept").write_text("cached anew")
        assert one.noticed() == ()
        (modules / "@acme/ui/main.js").write_text("patched")
        (modules / "a/new.js").write_text("made")
        (found,) = one.noticed()
    assert ("package-changed", "node_modules/@acme/ui") == (found.code, found.subject)
    assert "writes 1 file of it: main.js, and of 1 other package" in found.sentence
    assert [str(each) for each in found.also] == ["node_modules/a"]


def test_a_project_that_changes_meanwhile_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A build may reach it by a path of its own, and somebody may work on it."""
    loaded = load(project(tmp_path / "web"), None, {})
    (loaded.root / "a.js").write_text("1")

    with rehearsal.rehearsed(loaded, none):
        pass
    assert "changed" not in caplog.text
    with caplog.at_level(logging.WARNING, "buildtools"), rehearsal.rehearsed(loaded, none):
        (loaded.root / "a.js").write_text("22")
    assert "1 file of the project changed during the rehearsal" in caplog.text
    assert caplog.text.rstrip().endswith("a.js")


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_copy_says_what_it_shares(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, is_shared: bool
) -> None:
    """One that shares nothing takes the disk of all packages, and there are two reasons for it."""

    def share(source: str, target: str) -> None:
        if not is_shared:
            raise OSError(errno.EXDEV, "another disk")
        Path(target).touch()

    loaded = load(project(tmp_path / "web"), None, {})
    with (
        caplog.at_level(logging.INFO, "buildtools"),
        rehearsal.rehearsed(loaded, none, lambda: Copier(share)),
    ):
        pass
    said = "the project is copied, "
    assert (f"{said}shared" in caplog.text) == is_shared
    assert (f"{said}all of it, " in caplog.text) != is_shared
    assert ("a layer is refused" in caplog.text and "another disk" in caplog.text) != is_shared


@pytest.mark.parametrize(
    ("there", "command", "refused"),
    [
        pytest.param(("package.json", "node_modules/x"), "npm run build", True, id="workspace"),
        pytest.param(("node_modules/x",), "npm run build", False, id="a folder of somebody"),
        pytest.param(("package.json", "node_modules/x"), "", False, id="nothing is built"),
        pytest.param(
            ("package.json", "node_modules/x", "apps/web/node_modules/x"),
            "npm run build",
            False,
            id="its own, too",
        ),
        pytest.param(("package.json",), "npm run build", False, id="none anywhere"),
    ],
)
def test_packages_above_the_folder_are_told_before_the_build(
    tmp_path: Path, there: tuple[str, ...], command: str, refused: bool
) -> None:
    """They are not copied, and a build without them fails for a reason that is none."""
    app = tmp_path / "apps/web"
    for name in (*there, "apps/web/package.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    line = f"\ndefaults: {{build: {{command: {command}}}}}" if command else ""
    (app / "sentry.yml").write_text(SETTINGS + line)
    loaded = load(app / "sentry.yml", None, {})

    with rehearsal.rehearsed(loaded, copied) as layer:
        modules = [
            each / "node_modules/x" for each in (layer.loaded.root, *layer.loaded.root.parents)
        ]
        assert any(each.exists() for each in modules) or not refused
    if not refused:
        with rehearsal.rehearsed(loaded, none):
            return
    with pytest.raises(ConfigurationError) as caught, rehearsal.rehearsed(loaded, none):
        pass
    assert "move sentry.yml there, with build.directory: apps/web" in caught.value.remedy
