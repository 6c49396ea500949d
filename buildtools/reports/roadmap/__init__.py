"""The roadmap's document: its blocks, its calendar, and the words of both."""

from buildtools.reports.roadmap.blocks import HEADINGS, PREFIX, SKELETON, blocks

__all__ = ["HEADINGS", "PREFIX", "SKELETON", "blocks"]
