"""What lies around an app: its repository, its lock file, its version."""

from pathlib import Path

import pytest

from buildtools.setup.ground import look
from tests.conftest import Checkout


def test_a_folder_of_its_own(tmp_path: Path) -> None:
    """No repository, no lock file: package.json alone, which need not be one."""
    assert ("", "", False) == ((found := look(tmp_path, ".", {})).top, found.lock, found.has_commit)
    (tmp_path / "package.json").write_text('{"name": " shop ", "version": "1.0.0"}')
    found = look(tmp_path, ".", {})
    assert ("shop", "1.0.0", "npm install") == (found.name, found.version, found.install)
    assert str(tmp_path / "package.json") == found.lock
    for text in ("[]", "{", '{"name": 1}', '{"engines": ">=20"}'):
        (tmp_path / "package.json").write_text(text)
        assert ("", "") == ((found := look(tmp_path, ".", {})).name, found.node)


def test_a_repository(checkout: Checkout) -> None:
    """Its top, its branch, and whether there is a commit that can name a release."""
    app = checkout.path / "apps" / "web"
    app.mkdir(parents=True)
    (app / "package.json").write_text('{"engines": {"node": ">=20"}}')
    found = look(checkout.path, "apps/web", checkout.environ)
    assert (str(checkout.path), "main", False) == (found.top, found.branch, found.has_commit)
    assert str(app / "package.json") == found.node
    checkout.commit()
    assert look(checkout.path, "apps/web", checkout.environ).has_commit
    checkout.git("checkout", "-q", "-b", "feature/x")
    assert "" == look(checkout.path, ".", checkout.environ).branch


@pytest.mark.parametrize("head", [b"", b"\xff"])
def test_a_repository_that_cannot_be_read(tmp_path: Path, head: bytes) -> None:
    """A folder of git that is none says nothing."""
    (tmp_path / ".git").mkdir()
    if head:
        (tmp_path / ".git" / "HEAD").write_bytes(head)
    found = look(tmp_path, ".", {"PATH": "/usr/bin:/bin"})
    assert ("", False, str(tmp_path)) == (found.branch, found.has_commit, found.top)


def test_a_workspace_above(tmp_path: Path) -> None:
    """Its lock file installs, its Node counts, and its sentry.yml is noticed."""
    app = tmp_path / "apps" / "web"
    app.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in (
        "package-lock.json",
        ".nvmrc",
        "sentry.yml",
        "package.json",
        "apps/web/package.json",
    ):
        (tmp_path / name).write_text("{}")
    found = look(app, ".", {})
    assert ("npm ci", str(tmp_path / "package-lock.json")) == (found.install, found.lock)
    assert (str(tmp_path / ".nvmrc"), str(tmp_path / "sentry.yml")) == (found.node, found.above)
    assert found.is_within
    assert not look(tmp_path, "apps/web", {}).is_within


@pytest.mark.parametrize(
    ("name", "text", "major"),
    [
        (".nvmrc", "v22.11.0\n", "22"),
        (".nvmrc", "lts/*\n", ""),
        (".node-version", "24", "24"),
        (".tool-versions", "python 3.12\nnodejs 26.1.0\n", "26"),
        (".nvmrc", "x" * 20_000, ""),
    ],
)
def test_the_version_of_node(tmp_path: Path, name: str, text: str, major: str) -> None:
    """Its first number, for systems that are given no file."""
    (tmp_path / name).write_text(text)
    assert (major, str(tmp_path / name)) == (
        (found := look(tmp_path, ".", {})).node_version,
        found.node,
    )


def test_above_the_repository_is_nobody_asked(tmp_path: Path) -> None:
    """What lies there belongs to something else."""
    app = tmp_path / "shop"
    (app / ".git").mkdir(parents=True)
    for name in ("package-lock.json", ".nvmrc", "sentry.yml"):
        (tmp_path / name).write_text("{}")
    found = look(app, ".", {})
    assert ("", "", "") == (found.lock, found.node, found.above)
