"""Formats of a report are found by their files."""

import importlib
from pathlib import Path

import msgspec

from buildtools.ledger import Ledger
from buildtools.proof.evidence import Evidence
from buildtools.reports import formats
from buildtools.reports.full.report import FullReport, full_report
from buildtools.reports.terminal import to_terminal

TOY = "def render(report):\n    return report.release.upper()\n"


def _report() -> FullReport:
    return full_report(Ledger("staging", "web@1.0"), Evidence())


def test_a_report_is_rendered_for_a_person_and_for_a_program() -> None:
    """Both say the same, each in its reader's language."""
    shown = _report()

    assert {"json", "terminal"} <= set(formats.FORMATS)
    assert to_terminal(shown) == formats.rendered(shown, "terminal")
    assert "web@1.0" == msgspec.json.decode(formats.rendered(shown, "json"))["release"]


def test_a_new_format_is_one_file(tmp_path: Path) -> None:
    """Whoever adds one writes it, and changes nothing that is there."""
    (tmp_path / "toy.py").write_text(TOY)
    shown = _report()
    formats.__path__.append(str(tmp_path))
    try:
        found = importlib.reload(formats)
        found.__path__.append(str(tmp_path))

        assert "WEB@1.0" == found.rendered(shown, "toy")
    finally:
        importlib.reload(formats)
