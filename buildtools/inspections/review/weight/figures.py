"""Figures of what was weighed: numbers that plans can bound and cards can name."""

from collections.abc import Iterable, Sequence

import msgspec

from buildtools.inspections.review.weight.weighing import Weighed
from buildtools.review.reviewed import Figure
from buildtools.sourcemaps.sizes import LEVELS, Size
from buildtools.texts.wording import count


class Loaded(msgspec.Struct, frozen=True):
    """A page, and the scripts of the build that it loads before it works."""

    path: str
    """As it is asked for: /recipe."""
    file: str
    """Where it lies, relative to the project's root."""
    scripts: tuple[Weighed, ...]

    @property
    def size(self) -> Size:
        """Of all of them."""
        return total(each.size for each in self.scripts)

    @property
    def sdk(self) -> Size:
        """Of Sentry in them."""
        return total(each.sdk for each in self.scripts)


def total(sizes: Iterable[Size]) -> Size:
    """Add up sizes."""
    return sum(sizes, Size())


def figures(browser: Sequence[Weighed], first: Loaded | None) -> tuple[Figure, ...]:
    """Return the figures of scripts for browsers; those of the first page where it is known."""
    what = count(len(browser), "script")
    found = _three("weight-all", total(each.sdk for each in browser), what)
    added = sum(each.added for each in browser)
    found.append(Figure("weight-pipeline", added, f"the debug-ID statements in {what}"))
    if first is not None:
        what = f"{count(len(first.scripts), 'script')} that {first.file} names"
        found += _three("weight-first-page", first.sdk, what)
        share = first.sdk.gz / first.size.gz if first.size.gz else 0.0
        found.append(Figure("weight-first-page-share", round(share, 4), f"gzip 6, {what}"))
        found.append(Figure("weight-page-gz", first.size.gz, f"gzip 6, {what}"))
    return tuple(found)


def _three(name: str, size: Size, what: str) -> list[Figure]:
    source = f"by source maps, {LEVELS}, {what}"
    return [
        Figure(name, size.raw, f"by source maps, {what}"),
        Figure(f"{name}-gz", size.gz, source),
        Figure(f"{name}-br", size.br, source),
    ]
