"""Write docs/first-use.md from the table of apps and what the last runs of it found.

`python -m tests.apps.first_use_page` writes it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.apps.first_use import Record, kept
from tests.apps.table import APPS, HERE, STARTERS, App

PAGE = HERE.parents[1] / "docs" / "first-use.md"
EVERY = (*APPS, *STARTERS)
_WORDS = """# First use

{proven} apps, each made from its framework's own template where npm has it, were released to the
sandbox by the `sentry.yml` that `buildtools init --yes` wrote before anything was built: {unedited}
without a line edited by hand and without a flag{asked}. Each gives the same pairs of scripts and
maps as the settings that were written by hand for [frameworks](frameworks.md); so do the outputs
that `init` finds when it looks after a build.{lacks}

The page is made by `nox -s first_use -- --write`; what `init` looks at stands in [init](init.md).

| app | what `init` found | build command | edited by hand | pairs |
|---|---|---|---|---|
{rows}
"""


def page(records: Mapping[str, Record]) -> str:
    """Return the page of some records, by the names of apps."""
    proven = {app: records[app.name] for app in EVERY if app.name in records}
    asked = sum(bool(record.asked) for record in proven.values())
    lacks = "; ".join(app.title for app in EVERY if app not in proven)
    return _WORDS.format(
        proven=len(proven),
        unedited=len(proven) - asked,
        asked=f", {asked} with the flag that it asked for" if asked else "",
        lacks=f" Not tried yet: {lacks}." if lacks else "",
        rows="\n".join(_rows(proven)),
    )


def _rows(proven: dict[App, Record]) -> Iterator[str]:
    for app, record in proven.items():
        outputs = "<br>".join(f"`{each.removesuffix(' browser')}`" for each in record.outputs)
        edited = f"none; asked for `{record.asked}`" if record.asked else "none"
        yield f"| {app.title} | {outputs} | `{record.command}` | {edited} | {record.pairs} |"


def write(path: Path = PAGE) -> None:
    """Write the page anew."""
    path.write_text(page(kept()), encoding="utf-8")


if __name__ == "__main__":
    write()
