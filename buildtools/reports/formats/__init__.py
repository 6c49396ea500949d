"""Formats of a report: a file for each, named as people ask for it, with one function `render`.

A file that is put here is a format; nothing else has to name it.
"""

from importlib import import_module
from pkgutil import iter_modules

from buildtools.reports.report import Report

FORMATS = tuple(sorted(module.name for module in iter_modules(__path__)))
"""The names there are; a format is read when it is asked for."""


def rendered(report: Report, format_: str) -> str:
    """Render a report in one of FORMATS."""
    text: str = import_module(f"{__name__}.{format_}").render(report)
    return text
