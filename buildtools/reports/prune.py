"""What may go of stored bundles, as one screen: what goes, why the rest stays, and the sum last."""

from collections import Counter
from collections.abc import Iterator

from buildtools.pruning.pruned import OfProject, Pruned, Row
from buildtools.texts.screen import Line, Role, Screen, Span, line
from buildtools.texts.wording import count, listed, rest

SHOWN = 20
"""Bundles that are named; the others are counted."""

_FATES: dict[str, tuple[str, Role]] = {
    "would-go": ("would go", "warning"),
    "deleted": ("deleted", "good"),
    "was-gone": ("was gone already", "aside"),
}
_CODES = {
    "young": "are too young",
    "no-date": "have no time that can be read",
    "no-release": "are of no release",
    "not-ours": "were not uploaded from here",
    "here": "are of a release that is at work here",
    "unknown": "are of a release that the server does not list",
    "not-deployed": "are of a release without a known deploy",
    "elsewhere": "are of a release that was not deployed here",
    "recent": "were deployed lately",
    "live": "are of what was deployed last somewhere",
    "newest": "are of one of the newest releases",
    "debug-ids": "hold debug IDs of a release that is at work here",
    "not-read": "have files that cannot be read",
    "changed": "were stored again meanwhile",
    "not-answered": "could not be looked at",
    "not-asked": "were not looked at any more",
}


def to_terminal(pruned: Pruned) -> Screen:
    """Render it in lines; the last one is the sum."""
    lines: list[Line] = []
    for each in pruned.projects:
        lines += _of_project(each)
    lines += [line("  note     ", each, hang=11) for each in pruned.notes]
    return Screen([*lines, line(""), line(f"  {summed(pruned)}")])


def summed(pruned: Pruned) -> str:
    """Return what it comes to in one sentence."""
    of_all = sum(
        (Counter(row.fate for row in each.rows) for each in pruned.projects), Counter[str]()
    )
    kept = f"{of_all['kept']} {'stays' if of_all['kept'] == 1 else 'stay'}"
    if pruned.is_rehearsed:
        more = "; --yes deletes" if of_all["would-go"] else ""
        return f"{count(of_all['would-go'], 'bundle', none='no')} would go, {kept}{more}"
    gone = f" ({of_all['was-gone']} were gone already)" if of_all["was-gone"] else ""
    return f"{count(of_all['deleted'], 'bundle', none='no')} deleted{gone}, {kept}"


def _of_project(each: OfProject) -> Iterator[Line]:
    whole = "" if each.is_complete else " at least"
    yield line(f"{each.project}: {count(len(each.rows), 'bundle')}{whole}")
    yield line("")
    going = [row for row in each.rows if row.fate != "kept"]
    for row in going[:SHOWN]:
        word, role = _FATES[row.fate]
        yield line("  ", Span(f"{word:<8}", role), f" {row.bundle_id}  {_of(row)}", hang=11)
    if more := rest(len(going) - SHOWN, "bundle", before=""):
        yield line(f"           {more}")
    # One bundle may have several reasons: it is counted by the first of each kind.
    kept = Counter(code for row in each.rows for code in {one.code for one in row.reasons})
    for code, number in kept.most_common():
        example = next(one.sentence for row in each.rows for one in row.reasons if one.code == code)
        words = _CODES.get(code, code)
        yield line(f"  stay     {number} {words}: {example}", hang=11)
    if each.bare:
        names = listed(each.bare, 5)
        yield line(f"  releases {names}: without bundle then; releases stay as they are", hang=11)


def _of(row: Row) -> str:
    return f"of {listed(row.releases, 2)}, stored {row.date}"
