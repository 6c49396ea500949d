"""What repositories told other tools is what their sentry.yml says then, by our own loader."""

from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.setup.detect import look as look_at_place
from buildtools.setup.existing import look as look_at_tools
from buildtools.setup.gathering import Looks, gather
from buildtools.setup.questions.given import Given
from buildtools.setup.writing.settings_text import settings_text
from tests.setup.existing.repositories import REPOSITORIES

LOOKS = Looks(look_at_place, look_at_tools)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_the_release_stays_the_same(tmp_path: Path, name: str) -> None:
    """Organization, projects, release and outputs; and locally it needs none of CI's variables."""
    repository = REPOSITORIES[name]
    for place, text in repository.files.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    known = Given(app=repository.app) if repository.app != "." else Given()

    done = gather(tmp_path, known, {}, LOOKS, as_told=True)
    (tmp_path / "sentry.yml").write_text(settings_text(done.draft), encoding="utf-8")
    local = load(tmp_path / "sentry.yml", "local", {}).settings
    settings = load(tmp_path / "sentry.yml", "production", {}).settings

    had = repository.had
    assert "sandbox" == local.server
    assert not isinstance(settings.server, str)
    server = settings.server
    assert (had.org, had.projects or ()) == (server.org, server.projects)
    assert had.url in (None, server.url)
    assert (had.release or settings.release) == settings.release
    assert (had.outputs or settings.build.outputs) == settings.build.outputs == local.build.outputs
    assert (had.dist, bool(had.strip)) == (settings.dist, settings.strip.enabled)
    assert {*had.environments} <= {"local", *done.draft.names}
    assert had.commits in (None, settings.commits.mode)
