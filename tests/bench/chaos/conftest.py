"""What runs of chaos start from."""

from pathlib import Path

import pytest

from bench.chaos import children, prepared
from bench.chaos.cases import Setting


@pytest.fixture(scope="session")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Projects as built and as injected; an honest release of them has ended well."""
    folder: Path = tmp_path_factory.mktemp("chaos")
    children.warm()
    prepared.prepare(folder)
    return Setting(1, folder, folder / "kept")
