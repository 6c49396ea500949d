"""Tables of what was weighed: by package, by page, by feature, and what bounds they suggest."""

from collections.abc import Callable, Mapping, Sequence

from buildtools.facts.sdk_code import FEATURES
from buildtools.inspections.review.weight.figures import Loaded, total
from buildtools.inspections.review.weight.weighing import Weighed
from buildtools.review.reviewed import Table
from buildtools.sourcemaps.sizes import LEVELS, Size

_SIZES = ("raw, bytes", "gzip 6, bytes", "brotli 5, bytes")
_SOURCE = f"review, by source maps; {LEVELS}"
_MOST = 15
_COPY = 0.95
_MARGINAL = (
    "What a part weighs is what a file would be smaller without it. Compressed, parts add up to "
    "less than the whole, because each is cheaper beside its like: Sentry is counted as one."
)


def by_package(browser: Sequence[Weighed], is_sentrys: Callable[[str], bool], guess: str) -> Table:
    """Return whose the bytes of scripts for browsers are, the largest first.

    `guess` says what is not known of who is Sentry's.
    """
    sums: dict[str, Size] = {}
    for each in browser:
        for name, size in each.packages.items():
            sums[name] = sums.get(name, Size()) + size
    ordered = sorted(sums.items(), key=lambda item: (-item[1].raw, item[0]))
    rows = [_row(name, size) for name, size in ordered[:_MOST]]
    if rest := ordered[_MOST:]:
        rows.append(_row(f"{len(rest)} more", total(size for _, size in rest)))
    rows.append(_row("Sentry, as one", total(each.sdk for each in browser)))
    rows.append(_row("all scripts for browsers", total(each.size for each in browser)))
    sentrys = ", ".join(name for name in sorted(sums) if is_sentrys(name))
    note = f"{_MARGINAL} Sentry is {sentrys}. {guess}" if sentrys else _MARGINAL
    return Table(
        "weight-by-package",
        "Scripts for browsers, by package",
        ("package", *_SIZES),
        tuple(rows),
        _SOURCE,
        note.strip(),
    )


def by_page(browser: Sequence[Weighed], pages: Sequence[Loaded], unknown: str) -> Table:
    """Return what each page loads before it works, and what there is in all.

    `unknown` says why nothing is known of the first page, where that is so.
    """
    rows = [_page_row(f"{page.path}, before it works", page.scripts) for page in pages[:_MOST]]
    rows.append(_page_row("all scripts for browsers", browser))
    note = (
        "Before a page works it loads the scripts that its HTML names, and what those import; "
        "those for browsers without modules are left out. What is loaded later moves the bytes, "
        "and takes none away: see the last row."
    )
    return Table(
        "weight-by-page",
        "Scripts of pages, and Sentry in them",
        ("page", "scripts", *_SIZES, "Sentry raw, bytes", "Sentry gzip 6, bytes", "share, %"),
        tuple(rows),
        _SOURCE,
        f"{note} {unknown}".strip(),
    )


def _page_row(name: str, scripts: Sequence[Weighed]) -> tuple[str | int | float | None, ...]:
    size, sdk = total(each.size for each in scripts), total(each.sdk for each in scripts)
    share = round(100 * sdk.gz / size.gz, 1) if size.gz else 0.0
    return (name, len(scripts), size.raw, size.gz, size.br, sdk.raw, sdk.gz, share)


def features(browser: Sequence[Weighed], first: Loaded | None) -> Table:
    """Return what each feature of the SDK that is there weighs, and where it is."""
    rows = []
    for feature in FEATURES:
        sizes = [each.features[feature.name] for each in browser if feature.name in each.features]
        if sizes:
            where = "not known" if first is None else place_of(feature.name, first)
            rows.append((feature.name, where, *_of(total(sizes))))
    return Table(
        "features",
        "Features of the SDK in scripts for browsers",
        ("feature", "where", *_SIZES),
        tuple(rows),
        _SOURCE,
        "Code that is there for a feature, in all scripts that hold it; what it shares with others "
        "is in none of these rows.",
    )


def place_of(feature: str, first: Loaded) -> str:
    """Return whether a feature is in the first page."""
    there = any(feature in each.features for each in first.scripts)
    return "first page" if there else "later"


def in_effect(
    browser: Sequence[Weighed],
    first: Loaded | None,
    flags: Mapping[str, tuple[str, ...]],
) -> Table:
    """Return what was done for weight, and what it saves here, where that was counted.

    `flags` are those that are set, with the scripts that hold what they take out all the same.
    """
    rows: list[tuple[str | int | float | None, ...]] = []
    for feature in FEATURES if first else ():
        sizes = [each.features[feature.name] for each in browser if feature.name in each.features]
        if first and sizes and place_of(feature.name, first) == "later":
            rows.append((f"{feature.name} is loaded later", "in effect", _once(sizes).gz))
    for flag, left in flags.items():
        rows.append((flag, "without effect" if left else "in effect", None))
    return Table(
        "optimizations",
        "What is done for weight, and what it saves here",
        ("what", "state", "first page, gzip 6, bytes"),
        tuple(rows),
        _SOURCE,
        "A feature that is loaded later is moved, not removed; scripts that hold the same of it "
        "for different pages count once. What a flag takes out is told by its words alone, and "
        "was not measured: only a build without it would tell.",
    )


def _once(sizes: Sequence[Size]) -> Size:
    """Add up sizes of which those that are nearly equal are copies, of which a page loads one."""
    parts: list[Size] = []
    for size in sorted(sizes, key=lambda size: -size.raw):
        if not any(size.raw > _COPY * each.raw for each in parts):
            parts.append(size)
    return total(parts)


def _row(name: str, size: Size) -> tuple[str | int | float | None, ...]:
    return (name, *_of(size))


def _of(size: Size) -> tuple[int, int, int]:
    return size.raw, size.gz, size.br
