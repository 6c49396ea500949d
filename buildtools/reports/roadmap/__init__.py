"""The roadmap's document: its blocks, its calendar, and the words of both; and its screen."""

from buildtools.reports.roadmap.blocks import HEADINGS, PREFIX, SKELETON, blocks
from buildtools.reports.roadmap.lines import Row, rows, to_terminal

__all__ = ["HEADINGS", "PREFIX", "SKELETON", "Row", "blocks", "rows", "to_terminal"]
