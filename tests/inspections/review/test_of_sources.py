"""Sources and lock file as evidence of one app."""

from pathlib import Path
from typing import Any

from buildtools.config import Loaded
from buildtools.inspections.review import of_sources
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen
from buildtools.settings import Build, Output, Settings
from tests.sources import locks


def _scope(root: Path, asked: Asked | None = None) -> Scope:
    def nobody() -> Any:
        raise AssertionError("no server is asked")

    build = Build("web", outputs=(Output("out", "~/"),))
    settings = Settings("shop@1", build=build)
    return Scope(Loaded("production", settings, {}, {}, root), None, nobody, asked or Asked())


def _app(root: Path) -> None:
    (root / "web" / "out").mkdir(parents=True)
    (root / "package-lock.json").write_text(locks.FOLDERS)
    program = 'import { init } from "@sentry/react"; init({ dsn: "d" });'
    (root / "web" / "main.ts").write_text(program)
    (root / "web" / "out" / "main.js").write_text(program)


def test_an_app_in_a_folder_is_read_with_the_lock_file_above_it(tmp_path: Path) -> None:
    """Files are named as the project names them, and outputs are none of them."""
    _app(tmp_path)

    seen = of_sources.read(_scope(tmp_path))

    assert isinstance(seen, SourcesSeen)
    assert ["web/main.ts"] == [each.file for each in seen.calls]
    assert "package-lock.json" == seen.lock_file
    assert "@sentry/core" in seen.only_sentrys
    assert seen.calls_unseen is None


def test_without_a_parser_the_lock_file_is_told_all_the_same(tmp_path: Path) -> None:
    """Which packages are installed needs no grammar; calls are unknown, never absent."""
    _app(tmp_path)

    seen = of_sources.seen(_scope(tmp_path), can_parse=False)

    assert () == seen.calls
    assert seen.packages
    assert seen.calls_unseen is not None
    assert 'pip install "sentry-buildtools[review]"' in seen.calls_unseen.why


def test_what_was_not_asked_for_is_not_read(tmp_path: Path) -> None:
    """`--only=server` reads no file of the app."""
    seen = of_sources.read(_scope(tmp_path / "nowhere", Asked(only=frozenset({"server"}))))

    assert isinstance(seen, Unseen)
    assert not seen.asked
