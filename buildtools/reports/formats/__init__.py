"""Formats of a report: a file for each, named as people ask for it, with one function `render`.

A file that is put here is a format; nothing else has to name it.
"""

from importlib import import_module
from pathlib import Path

from buildtools.reports.report import Report

FORMATS = tuple(
    sorted(
        file.stem
        for folder in __path__
        for file in Path(folder).glob("*.py")
        if not file.name.startswith("_")
    )
)
"""The names there are; a format is read when it is asked for."""


def rendered(report: Report, format_: str) -> str:
    """Render a report in one of FORMATS."""
    text: str = import_module(f"{__name__}.{format_}").render(report)
    return text
