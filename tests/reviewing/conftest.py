"""Real builds that are reviewed. They come before the fixture that empties the environment, so that
npm keeps the machine's own settings: they say where packages come from.
"""

from pathlib import Path

import pytest

from tests.reviewing.builds import Packages, build_next, copy_example, install


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Return @sentry/browser and esbuild, installed from npm."""
    return install(tmp_path_factory.mktemp("npm") / "packages")


@pytest.fixture(scope="session")
def next_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, built as it is. Whoever changes it copies it first."""
    return build_next(copy_example(tmp_path_factory.mktemp("next") / "app"))
