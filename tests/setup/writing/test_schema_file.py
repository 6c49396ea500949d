"""The schema lies where the first line of sentry.yml says, and nowhere else."""

from pathlib import Path

import pytest

from buildtools.config.schema import SHIPPED
from buildtools.setup.writing import schema_file

LINE = "# yaml-language-server: $schema=.buildtools/sentry.schema.json\nversion: 1\n"


def test_a_fresh_clone_gets_the_schema_that_is_installed(tmp_path: Path) -> None:
    """And a newer version replaces that of the one before."""
    settings = tmp_path / "sentry.yml"
    settings.write_text(LINE)
    schema_file.keep_where_named(settings)
    kept = tmp_path / schema_file.NAME
    assert SHIPPED.read_bytes() == kept.read_bytes()

    kept.write_text("{}")
    schema_file.keep_where_named(settings)
    assert SHIPPED.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize(
    "text", ["version: 1\n", LINE.replace(".buildtools/", ""), f"version: 1\n{LINE}"]
)
def test_nobody_else_gets_a_file(tmp_path: Path, text: str) -> None:
    """Who leads the editor elsewhere has a reason."""
    settings = tmp_path / "sentry.yml"
    settings.write_text(text)
    schema_file.keep_where_named(settings)
    schema_file.keep_where_named(tmp_path / "not-there.yml")

    assert [settings] == list(tmp_path.iterdir())
