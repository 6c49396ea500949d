"""A rehearsal's copy has what a run was stopped at, and goes away at any moment."""

import tempfile
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError
from buildtools.pipeline import rehearsal
from buildtools.state import journal_file, temporary_folders

SETTINGS = """\
version: 1
default_environment: local
environments: {local: {server: sandbox}}
"""


class Interrupted(tempfile.TemporaryDirectory[str]):
    """A temporary folder whose removal is interrupted."""

    def cleanup(self) -> None:
        raise KeyboardInterrupt


def test_the_copy_knows_what_a_run_was_stopped_at(tmp_path: Path) -> None:
    """It is taken back there, as it would be in the project."""
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    journal = tmp_path / journal_file.FILE
    journal.parent.mkdir()
    journal.write_text("{}\n")
    loaded = load(tmp_path / "sentry.yml", None, {})

    with rehearsal.rehearsed(loaded) as copy:
        assert (copy.root / journal_file.FILE).read_text() == "{}\n"
        assert copy.root != tmp_path
    assert not copy.root.exists()


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

    if not refused:
        rehearsal.refuse_modules_above(loaded)
        return
    with pytest.raises(ConfigurationError) as caught:
        rehearsal.refuse_modules_above(loaded)
    assert "move sentry.yml there, with build.directory: apps/web" in caught.value.remedy


def test_a_removal_that_is_interrupted_is_done_still(tmp_path: Path) -> None:
    """The copy holds all of the project; it is not left behind."""
    folder = Interrupted(dir=tmp_path)
    (Path(folder.name) / "file").touch()

    with pytest.raises(KeyboardInterrupt):
        temporary_folders.remove(folder)
    assert not Path(folder.name).exists()
    tempfile.TemporaryDirectory.cleanup(folder)
