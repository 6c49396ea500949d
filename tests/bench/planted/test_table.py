"""The table of planted faults holds all that were asked for."""

from pathlib import Path

import pytest

from bench.planted import table

ASKED_FOR = {
    "map of another build": "map of another build",
    "one column off": "map one column off",
    "stale .gz": "stale .gz",
    "stale .br": "stale .br",
    "un-injected file deployed": "un-injected file deployed",
    "another release's file": "another release's file",
    "beacon appended by the host": "beacon appended by the host",
    "BOM": "BOM",
    "cut-off file": "cut-off file",
    "HTML instead of a script": "HTML instead of a script",
    "missing script": "missing script",
    "static/ forgotten with standalone": "static/ forgotten with standalone",
    "wrong project": "wrong project",
    "wrong dist": "wrong dist",
    "wrong environment baked in": "wrong environment baked in",
    "snippet missing": "snippet missing",
    "half-injected pair": "half-injected pair",
    "public map": "public map",
    "public map by header only": "public map by header only",
    "inline map": "inline map",
    "raw source public": "raw source public",
    "token without read scope": "token without read scope",
    "server that accepts and loses chunks": "server that accepts and loses chunks",
    "event before upload": "event before upload",
    "SRI broken": "SRI broken",
    "CSP blocks ingest": "CSP blocks ingest",
    "service worker holds old file": "service worker holds old file",
    "HTML cached of the last release": "HTML cached of the last release",
    "login wall": "login wall",
    "redirect to another host": "redirect to another host",
}
"""What was wanted from the beginning, and the row that it became."""

COMMANDS = {"build", "inject", "upload", "verify", "live", "finalize", "explain"}


def test_every_fault_that_was_asked_for_has_its_row() -> None:
    """A fault that nobody planted would be one that nobody looked for."""
    rows = {row.name for row in table.read()}

    assert len(ASKED_FOR) >= 30
    assert set(ASKED_FOR.values()) <= rows


def test_each_row_says_what_has_to_notice_it() -> None:
    """A row without code names what the failure tells; only Chromium may be asked for."""
    for row in table.read():
        assert row.command.split()[0] in COMMANDS, row.name
        assert row.code or row.names, row.name
        assert row.remedy or row.exit == 0, row.name
        assert row.needs in ("", "chromium"), row.name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[fault]]\nname = 'a'\ncommand = 'live'\nexit = 60\nfinding = 'x'\n", "no such key"),
        ("[[fault]]\nname = 'a'\ncommand = 'live'\nexit = 60\ncode = 'x'\n" * 2, "one name"),
    ],
)
def test_a_slip_in_the_table_is_told(text: str, why: str, tmp_path: Path) -> None:
    """A row that is read as less than it says would be judged too gently."""
    file = tmp_path / "faults.toml"
    file.write_text(text)

    with pytest.raises(ValueError, match=why):
        table.read(file)
