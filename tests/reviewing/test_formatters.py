"""The strategy document under the formatters that teams run before each commit, and drawn."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.documents.markers import Refused
from buildtools.reports.strategy import Facts, document
from tests.measured import PLAN, REVIEWED, measured
from tests.reviewing.builds import run

pytestmark = [pytest.mark.review, pytest.mark.timeout(600)]

EARLIER = tuple(measured(f"web@1.{at}.0", weight_all_gz=50_000 + at * 900) for at in range(4))
MADE = (REVIEWED, EARLIER, PLAN, Facts(), (("Replay | later", "it is 56.9 kB"),))

_READ = """
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
const text = readFileSync(0, "utf8");
await mermaid.parse(text);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
console.log(JSON.stringify({ title: db.getDiagramTitle(), data: db.getXYChartData() }));
"""

Format = Callable[[Path], object]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prettier, Mermaid and mdformat, in a folder."""
    folder = tmp_path_factory.mktemp("formatters")
    (folder / "package.json").write_text('{"name": "formats", "private": true, "type": "module"}')
    named = ("prettier@3", "mermaid@12.3.0", "jsdom@26.1.0")
    run(folder, "npm", "install", "--no-audit", "--no-fund", *named)
    run(folder, sys.executable, "-m", "venv", "python")
    run(folder, "python/bin/pip", "install", "--quiet", "mdformat>=0.7.22", "mdformat-gfm")
    (folder / "read.mjs").write_text(_READ)
    return folder


COMMANDS = {
    "prettier": ("npx", "prettier", "--write"),
    "prettier, wrapped": ("npx", "prettier", "--write", "--prose-wrap=always"),
    "mdformat": ("python/bin/mdformat",),
    "mdformat, wrapped": ("python/bin/mdformat", "--wrap", "80"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_formatter_is_no_hand(tools: Path, command: tuple[str, ...]) -> None:
    """What it has written stays, byte for byte, and one digit is refused after it as before."""
    file = tools / "document.md"
    file.write_text(document(None, *MADE))
    run(tools, *command, file.name)
    formatted = file.read_text()

    assert formatted != document(None, *MADE)
    assert formatted == document(formatted, *MADE)
    with pytest.raises(Refused, match="block weight was changed by hand"):
        document(formatted.replace("100,002", "100,003"), *MADE)


def test_charts_are_drawn(tools: Path) -> None:
    """By the values of the table beside them."""
    chart = document(None, *MADE).split("```mermaid\n")[1].split("```")[0]
    (tools / "chart.mmd").write_text(chart)
    drawn = json.loads(run(tools, "sh", "-c", "node read.mjs < chart.mmd"))
    (line,) = drawn["data"]["plots"]

    assert "Sentry before the first page works, gzip 6, kB" == drawn["title"]
    assert [["1", 56.9], ["2", 56.9], ["3", 56.9], ["4", 56.9], ["5", 56.9]] == line["data"]
