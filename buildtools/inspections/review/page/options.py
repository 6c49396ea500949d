"""What a page's SDK tells, as tables that documents show."""

from collections.abc import Iterator, Mapping

from buildtools.inspections.review.page.asking import Told
from buildtools.review.evidence.sources import Code, Value
from buildtools.review.reviewed import Table

_SOURCE = "the running SDK of the first page, in Chromium"
_OWN = frozenset({"release", "dist", "dsn", "environment"})
"""Options that each release or place has its own of: they are checks, and no rows."""


def tables(told: Told) -> Iterator[Table]:
    """Return what is in effect, a row for each option; nothing where no SDK runs."""
    if not told.clients:
        return
    versions = ", ".join(told.versions)
    rows = [("integrations", ", ".join(told.integrations))]
    rows += _rows("", {name: told.options[name] for name in told.options if name not in _OWN})
    rows += _rows("dataCollection.", told.collection or {})
    rows += _rows("replay.", told.replay or {})
    title = f"what is in effect in the page: {told.sdk} {versions}".rstrip()
    note = "`dataCollection.` is what the SDK resolved it to"
    yield Table("page-sdk", title, ("option", "value"), tuple(rows), _SOURCE, note)


def _rows(prefix: str, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    if prefix:
        return [(f"{prefix}{name}", shown(each)) for name, each in values.items()]
    kept = {name: each for name, each in values.items() if name != "dataCollection"}
    return [(name, shown(each)) for name, each in kept.items()]


def shown(value: Value) -> str:
    """Write a value in a line."""
    match value:
        case Code(_, "function"):
            return "a function"  # its name is the minifier's, another one with each build
        case Code(text):
            return text
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case list():
            return ", ".join(map(shown, value)) or "nothing"
        case dict():
            return ", ".join(f"{key}: {shown(each)}" for key, each in value.items()) or "nothing"
        case _:
            return f"{value}"
