"""How far attribution is off: what maps say that Sentry weighs, against a build without it.

Compared is the build as the bundler wrote it: what the pipeline has put in is taken off first. What
is left of the emptied packages in the other build is none of the app's either.
"""

from collections.abc import Sequence

from buildtools.inspections.review.weight.figures import total
from buildtools.inspections.review.weight.weighing import Weighed
from buildtools.inspections.review.without.opening import Opened
from buildtools.review.reviewed import Figure, Table
from buildtools.sourcemaps.sizes import LEVELS, Size
from buildtools.texts.wording import count

NAME = "without-sentry"
_TITLE = "The app built without Sentry"
_COLUMNS = ("scripts for browsers", "raw, bytes", "gzip 6, bytes", "brotli 5, bytes")
_SOURCE = f"review --without-sentry; {LEVELS}"
_OTHER = 0.02
"""More of difference in all other code is not Sentry's absence, but another state of the app."""


def not_measured(why: str) -> Table:
    """Return the table that says why nothing stands in it."""
    return Table(NAME, _TITLE, _COLUMNS, (), _SOURCE, f"Not measured: {why}.")


def compared(
    weighed: Sequence[Weighed], without: Sequence[Weighed], opened: Opened
) -> tuple[tuple[Figure, ...], Table]:
    """Return how far off attribution is, and the sizes that say so.

    There are no figures where the other build does not work, or is of another state of the app.
    """
    with_, others = _browser(weighed), _browser(without)
    built = total(each.built for each in with_)
    bare = total(each.size - each.sdk for each in others)
    truth, attributed = built - bare, total(each.code for each in with_)
    rows = (
        _row("with Sentry, as the bundler wrote them", built),
        _row("without Sentry", bare),
        _row("the difference", truth),
        _row("attributed to Sentry by source maps", attributed),
        ("attributed, % of the difference", *map(_share, _each(attributed), _each(truth))),
    )
    note = f"Of the build without Sentry {opened.told}."
    moved = abs((built - attributed).raw - bare.raw) / max(bare.raw, 1)
    if moved > _OTHER:
        note += " Both builds are of different states of the app: invoke build, and review again."
    table = Table(NAME, _TITLE, _COLUMNS, rows, _SOURCE, note)
    if opened.works is False or moved > _OTHER or min(truth.raw, truth.gz) <= 0:
        return (), table
    return _figures(attributed, truth, len(others)), table


def _figures(attributed: Size, truth: Size, scripts: int) -> tuple[Figure, ...]:
    source = f"against a build without Sentry, {count(scripts, 'script')}"
    raw, gz = attributed.raw / truth.raw, attributed.gz / truth.gz
    return (
        Figure("weight-error-raw", round(abs(1 - raw), 4), source),
        Figure("weight-error-gz", round(abs(1 - gz), 4), f"gzip 6, {source}"),
    )


def _browser(weighed: Sequence[Weighed]) -> list[Weighed]:
    return [each for each in weighed if each.runtime == "browser"]


def _each(size: Size) -> tuple[int, int, int]:
    return size.raw, size.gz, size.br


def _row(name: str, size: Size) -> tuple[str | int | float | None, ...]:
    return (name, *_each(size))


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole > 0 else None
