"""The figures: one row for each number that a review can hold, a plan can bound, a card can name.

A name is a promise to those who wrote it into a plan or a card.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

Unit = Literal["bytes", "share", "count", "ms", "µs"]
"""A share is from 0 to 1 and shown in per cent."""

UNITS: Mapping[Unit, tuple[str, ...]] = MappingProxyType(
    {
        "bytes": ("kB", "B", "MB", "bytes", ""),
        "share": ("%", ""),
        "count": ("",),
        "ms": ("ms", "s", ""),
        "µs": ("µs", ""),
    }
)
"""Which units a number of a plan or a card may be written in; the first is the usual one."""


class Row(msgspec.Struct, frozen=True):
    """What is known of a figure before it is measured."""

    name: str
    unit: Unit
    title: str
    noise: float
    """Smaller differences say nothing: documents round to it, comparisons pass over it."""
    counted: bool = True
    """Whether it is counted, and so the same whenever it is done again; times are not."""
    better: Literal["less", "more", ""] = "less"


ROWS = (
    Row("weight-first-page", "bytes", "Sentry before the first page works", 100),
    Row("weight-first-page-gz", "bytes", "Sentry before the first page works, gzip 6", 100),
    Row("weight-first-page-br", "bytes", "Sentry before the first page works, brotli 5", 100),
    Row("weight-first-page-share", "share", "Sentry's share of the first page, gzip 6", 0.001),
    Row("weight-page-gz", "bytes", "all scripts of the first page, gzip 6", 100),
    Row("weight-all", "bytes", "Sentry in all scripts for browsers", 100),
    Row("weight-all-gz", "bytes", "Sentry in all scripts for browsers, gzip 6", 100),
    Row("weight-all-br", "bytes", "Sentry in all scripts for browsers, brotli 5", 100),
    Row("weight-pipeline", "bytes", "what injection has put into scripts for browsers", 10),
    Row("weight-error-raw", "share", "how far attribution is from a build without Sentry", 0.001),
    Row("weight-error-gz", "share", "how far attribution is from it, gzip 6", 0.001),
    Row("wire-first-page", "bytes", "scripts of the first page on the wire", 100, counted=False),
    Row("page-cpu", "ms", "main thread, above the page without Sentry", 3, counted=False),
    Row("server-start-cpu", "ms", "server's start, above one without Sentry", 10, counted=False),
    Row("server-request-cpu", "µs", "a request, above one without Sentry", 10, counted=False),
    Row("build-cpu", "ms", "the build, above one without Sentry", 500, counted=False),
    Row("pii-recall", "share", "planted personal data that is struck", 0.001, better="more"),
    Row("pii-recall-shapes", "share", "planted data with a shape, struck", 0.001, better="more"),
    Row(
        "pii-recall-spans-hook",
        "share",
        "planted data with a shape, in spans, struck",
        0.001,
        better="more",
    ),
    Row(
        "pii-recall-logs-hook",
        "share",
        "planted data with a shape, in logs, struck",
        0.001,
        better="more",
    ),
    Row("pii-false-positives", "share", "harmless values that are struck", 0.001),
    Row("secrets", "count", "secrets in scripts and maps", 0),
    Row("home-paths", "count", "home folders in scripts and maps", 0),
    Row("maps-public", "count", "source maps that everybody can fetch", 0),
    Row("quota-dropped", "share", "events over quota or rate limit", 0.01, counted=False),
    Row("checks-unknown", "count", "checks that could not be told", 0),
)

FIGURES: Mapping[str, Row] = MappingProxyType({row.name: row for row in ROWS})
"""Every row by its name."""
