"""`init --from-existing` on each repository: the file says what their tools did."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.commands.initiating import Shown, Wish, initiate
from buildtools.config import load
from buildtools.setup.questions.flags import Flags
from tests.setup.existing.repositories import REPOSITORIES
from tests.setup.existing.repositories_of_others import OTHERS
from tests.setup.existing.repositories_tried import TRIED
from tests.setup.existing.repositories_tried_again import TRIED_AGAIN

_NAMED = {name: each for name, each in (TRIED | TRIED_AGAIN).items() if each.had.release}
"""Those that name a release; where nothing does, one that the folder itself tells is written."""
ALL = REPOSITORIES | OTHERS | _NAMED
VARIABLES = ("SENTRY_ORG", "SENTRY_ORGANIZATION", "RELEASE_NAME", "BUILD_NUMBER", "SENTRY_TOKEN")


@pytest.fixture(name="there")
def _there(tmp_path: Path) -> Iterator[Path]:
    """The folder that the command is started in."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


@pytest.mark.parametrize("name", ALL)
def test_the_settings_are_what_they_had(there: Path, name: str) -> None:
    """Nobody edits a file by hand to keep what was there; only what nothing told is asked."""
    repository = ALL[name]
    for file, text in repository.files.items():
        path = there / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    had = repository.had
    (there / ".git").mkdir()
    app = there / repository.app
    os.chdir(app)
    flags = Flags(
        org=None if had.org else "acme",
        project=() if had.projects else ("shop",),
        output=() if had.outputs else ("dist=~/",),
    )
    environ = {"HOME": "/nowhere", "PATH": os.environ["PATH"]}
    wish = Wish(flags, from_existing=True)

    initiate(wish, app / "sentry.yml", environ, None, Shown(json=True))

    environ |= dict.fromkeys((*VARIABLES, had.token or "SENTRY_AUTH_TOKEN"), "acme")
    section = had.environments[0] if had.environments else "production"
    settings = load(app / "sentry.yml", section, environ).settings
    server = settings.server
    assert server != "sandbox"
    # A variable that a dotenv file of the project sets is filled in by then.
    assert settings.release in {had.release or "auto", "shop@1"}
    assert (had.org or "acme").replace("${SENTRY_ORG}", "acme").replace(
        "${SENTRY_ORGANIZATION}", "acme"
    ) == server.org
    assert (had.projects or ("shop",)) == server.projects
    assert (had.url or "https://sentry.io").rstrip("/") == server.url.rstrip("/")
    if had.outputs:
        assert had.outputs == settings.build.outputs
    assert bool(had.strip) == settings.strip.enabled
    assert (had.commits or "auto") == settings.commits.mode
