"""Pages for whoever comes from another tool: each row of their tables is what the reader makes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from buildtools.found.existing import Existing
from buildtools.setup.existing import look
from tests.stories.shopping import PACKAGE

PLUGIN = """import {{ sentryVitePlugin }} from "@sentry/vite-plugin";
export default {{ plugins: [sentryVitePlugin({{ {} }})] }};
"""
STEP = {"uses": "getsentry/action-release@v3"}


def _script(folder: Path, text: str) -> None:
    (folder / "release.sh").write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")


def _plugin(folder: Path, text: str) -> None:
    (folder / "vite.config.js").write_text(PLUGIN.format(text), encoding="utf-8")


def _workflow(folder: Path, step: dict[str, Any]) -> None:
    path = folder / ".github" / "workflows" / "release.yml"
    path.parent.mkdir(parents=True)
    workflow = {"on": {"push": {"tags": ["*"]}}, "jobs": {"release": {"steps": [STEP | step]}}}
    path.write_text(yaml.safe_dump(workflow), encoding="utf-8")


def _inputs(folder: Path, text: str) -> None:
    _workflow(folder, {"with": yaml.safe_load(text)})


def _variables(folder: Path, text: str) -> None:
    _workflow(folder, {"env": yaml.safe_load(text)})


class Row(NamedTuple):
    """A row of a table: what is there, and what it becomes."""

    page: str
    head: str
    have: str
    becomes: str
    rest: str

    def __str__(self) -> str:
        return f"{self.page}: {self.have}"


WRITERS: dict[tuple[str, str], Callable[[Path, str], None]] = {
    ("migrating-sentry-cli", "sentry-cli"): _script,
    ("migrating-sentry-cli", "in a script"): _script,
    ("migrating-sentry-cli", "what you have"): _script,
    ("migrating-plugins", "option"): _plugin,
    ("migrating-action", "input"): _inputs,
    ("migrating-action", "variable"): _variables,
}
"""How what a table's first column shows is put into a project."""


def _rows() -> Iterator[Row]:
    for page in sorted({name for name, _ in WRITERS}):
        head = ""
        for line in (PACKAGE / "docs" / f"{page}.md").read_text(encoding="utf-8").splitlines():
            if not line.startswith("|"):
                head = ""
                continue
            cells = [each.strip() for each in line.strip("|").split(" | ")]
            if not head:
                head = cells[0]
            elif not set(line) <= set("|-"):
                code = re.fullmatch(r"`(.+)`", cells[0])
                assert code is not None, line
                yield Row(page, head, code[1], cells[1], cells[2] if len(cells) > 2 else "")


ROWS = list(_rows())


def settings(found: Existing) -> dict[str, Any]:
    """Return what was found by the keys of sentry.yml."""
    outputs = [
        {"path": each.value.path, "url": each.value.url}
        | ({"kind": each.value.kind} if each.value.kind != "browser" else {})
        for each in found.outputs
    ]
    token = found.token_variable
    return {
        "server.org": found.org and found.org.value,
        "server.projects": found.projects and list(found.projects.value),
        "server.url": found.url and found.url.value,
        "server.token": token and f"${{{token.value}}}",
        "release": found.release and found.release.value,
        "dist": found.dist and found.dist.value,
        "build.outputs": outputs,
        "build.ignore": [each.value for each in found.ignore],
        "commits.mode": found.commits and found.commits.value,
        "commits.repository": found.repository and found.repository.value,
        "environments": [each.value for each in found.environments],
        "site": found.site and found.site.value,
        "strip.enabled": found.strip and found.strip.value,
    }


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_is_what_the_reader_makes_of_it(tmp_path: Path, row: Row) -> None:
    """A page that promises a line of sentry.yml is believed."""
    (tmp_path / "package.json").write_text('{"name": "web", "version": "1.2.0"}')
    (tmp_path / "apps" / "web").mkdir(parents=True)
    WRITERS[row.page, row.head](tmp_path, row.have)

    found = look(tmp_path, tmp_path)

    made = settings(found)
    promised = re.findall(r"`([^`]+)`", row.becomes)
    for each in promised:
        key, _, value = each.partition(": ")
        assert yaml.safe_load(value) == made[key], each
    instead = " ".join(each.instead for each in found.tools)
    for each in re.findall(r"`([^`]+)`", row.rest):
        assert each in instead
    if not promised and not row.rest:
        assert row.becomes in instead
    assert () == found.unread


def test_each_page_has_its_tables() -> None:
    """A page whose tables are not found would promise anything."""
    assert set(WRITERS) == {(row.page, row.head) for row in ROWS}
    assert len(ROWS) > 70
