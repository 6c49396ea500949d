"""What every story starts from."""

from pathlib import Path

import pytest

from tests.stories.shopping import Shop, make_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A fresh shop; nothing has run in it."""
    return make_shop(tmp_path / "shop")
