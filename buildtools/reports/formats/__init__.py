"""Formats of a report: a file for each, named as people ask for it, with one function `render`.

It has the name of its file, too, where several are written into a folder: `FILE`. A file that is
put here is a format; nothing else has to name it.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from buildtools.reports.full.report import FullReport

FORMATS = tuple(
    sorted(
        file.stem
        for folder in __path__
        for file in Path(folder).glob("*.py")
        if not file.name.startswith("_")
    )
)
"""The names there are; a format is read when it is asked for."""


def rendered(report: FullReport, format_: str) -> str:
    """Render a report in one of FORMATS."""
    text: str = _module(format_).render(report)
    return text


def file_of(format_: str) -> str:
    """Return the name of its file in a folder of reports."""
    name: str = _module(format_).FILE
    return name


def _module(format_: str) -> Any:
    return import_module(f"{__name__}.{format_}")
