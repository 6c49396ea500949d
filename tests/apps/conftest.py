"""An app, made and released once for its tests, and one browser for all of them.

These fixtures come before the one that empties the environment, so npm keeps the machine's own
settings: they say where packages come from.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.apps.browser import Browser, browser
from tests.apps.first_use import Used, keep, use
from tests.apps.making import make
from tests.apps.proving import Released

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for all apps; each page gets a profile of its own."""
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Released]:
    """The app after `buildtools release`; its folder, which is large, goes with its last test."""
    home = tmp_path_factory.mktemp(request.param.name)
    made = make(request.param, home)
    ended = made.run("release")
    yield Released(made, ended.returncode, ended.stdout)
    if "APPS_KEEP" not in os.environ:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def used(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Used]:
    """The app after `init --yes` and `release`; its folder goes with its test."""
    home = tmp_path_factory.mktemp(request.param.name)
    if "APPS_WRITE" in os.environ:
        keep(request.param, None)
    yield use(request.param, home)
    if "APPS_KEEP" not in os.environ:
        shutil.rmtree(home, ignore_errors=True)
