"""What `init --from-existing` says of the last upload, before the next command."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.commands.initiating import Shown, Wish, initiate
from buildtools.sandbox.serving import serve

TOLD = """#!/bin/sh
export SENTRY_URL={url}
sentry-cli releases new --org sandbox --project web shop@1.0.0
sentry-cli sourcemaps upload --org sandbox --project web --release shop@1.0.0 dist
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Path]:
    """A built app that a script sends, in which the command is started."""
    folder = tmp_path / "shop"
    (folder / "dist").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "shop", "version": "1.0.0"}))
    (folder / "dist" / "a.js").write_text("a()\n//# sourceMappingURL=a.js.map\n")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def begin(app: Path, url: str, token: str = "") -> tuple[str, ...]:
    """Do it for a script that names a server."""
    (app / "release.sh").write_text(TOLD.format(url=url))
    environ = {"HOME": "/nowhere", "PATH": os.environ["PATH"]}
    shown = Shown(json=True)
    wish = Wish(from_existing=True)
    initiate(
        wish,
        app / "sentry.yml",
        environ | ({"SENTRY_AUTH_TOKEN": token} if token else {}),
        None,
        shown,
    )
    return shown.setup.compared


def test_without_a_token_nothing_is_compared(app: Path) -> None:
    """The file is made all the same, and it is said what helps."""
    (said,) = begin(app, "https://sentry.example.com")

    assert said.startswith("the last upload is not compared: ")
    assert "SENTRY_AUTH_TOKEN" in said


def test_a_server_that_has_nothing_is_told_as_such(app: Path, tmp_path: Path) -> None:
    """A first release by any tool."""
    with serve(tmp_path / "state") as running:
        (said,) = begin(app, running.url, running.token.reveal())

    assert "the server lists no upload to web" in said
