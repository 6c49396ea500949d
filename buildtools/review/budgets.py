"""Budgets: the bounds that are proposed for figures, by a plan and by documents alike."""

from math import ceil, floor

from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure

BUDGETED = (
    *("weight-first-page-gz", "weight-all-gz", "weight-page-gz", "weight-pipeline"),
    *("pii-recall-shapes", "pii-false-positives", "secrets", "home-paths", "maps-public"),
)
"""Figures for which one is proposed; a plan may bound any."""

_ROOM, _STEP = 1.02, 500
"""Bytes get a fiftieth of themselves, up to the next step: so grows a patch release, no feature."""


def budget(figure: Figure) -> str:
    """Return a bound that holds today and gives notice of growth; a count may not grow.

    Shares go to the next five per cent: up, or down where more is better.
    """
    row = FIGURES[figure.name]
    if row.unit == "count":
        return f"<= {figure.value:g}"
    if row.unit == "bytes":
        return f"<= {ceil(figure.value * _ROOM / _STEP) * _STEP / 1000:g} kB"
    percent = figure.value * 100 / 5
    return f">= {floor(percent) * 5} %" if row.better == "more" else f"<= {ceil(percent) * 5} %"
