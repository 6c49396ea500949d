"""What tests of settings start from."""

from pathlib import Path

import pytest

from tests.config.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three environments, and nothing beside them."""
    return Project(tmp_path / "home" / "project")
