"""Telling: a verdict as findings, each with the first place that is wrong and what helps."""

from collections.abc import Iterator, Sequence

import msgspec

from buildtools.checks.accuracy.charts import Region
from buildtools.checks.accuracy.verdict import Put, Verdict
from buildtools.checks.accuracy.writers import known
from buildtools.checks.maps import Map, Source
from buildtools.findings import Finding, Severity, finding
from buildtools.settings import Realign
from buildtools.values import Shift

_SHOWN = 60
"""Characters of the text before that are shown."""
_AGAIN = "build again into an empty output folder, and let nothing write into scripts after it"
_MOVE = "let it be written before the map is made, or set build.realign: all in sentry.yml"
_FEW = 10
"""Columns by which a frame may be off and still be read."""
_MUCH = 0.2
"""Share of a map's places from which on a fault in packages is more than a note."""
_HALF = 0.5


class Told(msgspec.Struct, frozen=True):
    """What is to be said of one map, and by what inject moves it."""

    findings: tuple[Finding, ...] = ()
    shifts: tuple[Shift, ...] = ()


def tell(subject: str, map_: Map, verdict: Verdict, realign: Realign) -> Told:
    """Say what is wrong with a map; with `realign`, what inject will make right."""
    if verdict.coverage.is_coarse:
        return Told((_coarse(subject, verdict),))
    if not verdict.has_code:
        return Told()
    if not verdict.is_judged:
        return Told((_not_judged(subject, verdict),))
    others = (*_foreign(subject, map_, verdict), *_losses(subject, map_, verdict))
    if not verdict.regions:
        return Told(others)
    if verdict.puts and _may_realign(verdict.puts, realign):
        left = [_wrong(subject, map_, verdict, verdict.rest)] if verdict.rest else []
        return Told((_realigned(subject, verdict.puts), *left, *others), _shifts(verdict.puts))
    if verdict.puts:
        return Told((_shifted(subject, map_, verdict), *others))
    return Told((_wrong(subject, map_, verdict, verdict.regions), *others))


def _shifts(puts: Sequence[Put]) -> tuple[Shift, ...]:
    return tuple(put.shift for put in puts)


def _may_realign(puts: Sequence[Put], realign: Realign) -> bool:
    if not all(put.is_sure for put in puts):
        return False
    if realign == "known":
        return all(known(put.text) for put in puts)
    return realign == "all"


def _realigned(subject: str, puts: Sequence[Put]) -> Finding:
    who = known(puts[0].text)
    by = f"{who} put it there after the map was made" if who else "the map was made before that"
    return finding(
        "map-realigned",
        subject,
        f"{_described(puts)}; {by}, and inject moves the map by it",
        severity="info" if who else "warning",
    )


def _shifted(subject: str, map_: Map, verdict: Verdict) -> Finding:
    whole = "every frame" if verdict.is_alien else f"{verdict.wrong_places:,} places behind it"
    found = finding(
        "map-wrong",
        subject,
        f"{_described(verdict.puts)}: {whole} would resolve wrongly, the first at "
        f"{_place(verdict.regions[0])}",
        _MOVE if all(put.is_sure for put in verdict.puts) else _AGAIN,
        severity=_severity_of(map_, verdict),
    )
    return _final(found) if found.severity == "error" and verdict.is_alien else found


def _final(found: Finding) -> Finding:
    """Say that nobody may take this as it is: every frame would be wrong."""
    return msgspec.structs.replace(found, final=True)


def _severity_of(map_: Map, verdict: Verdict) -> Severity:
    if _is_small(verdict.puts):
        return "warning"
    return "error" if verdict.is_alien else _severity(map_, verdict, verdict.regions)


def _is_small(puts: Sequence[Put]) -> bool:
    """Whether frames stay on their line and near their column."""
    return all(not put.shift.lines and abs(put.shift.columns) <= _FEW for put in puts)


def _described(puts: Sequence[Put]) -> str:
    """Say what was put where, of the first of them."""
    put = puts[0]
    shift = put.shift
    about = "" if put.is_sure else "about "
    number, unit = (shift.lines, "lines") if shift.lines else (shift.columns, "columns")
    unit = unit if abs(number) != 1 else unit[:-1]
    where = (
        f"line {shift.line + 1}"
        if shift.lines or not shift.column
        else (f"line {shift.line + 1}, column {shift.column + 1}")
    )
    more = f", and on {len(puts) - 1} more lines" if len(puts) > 1 else ""
    if number < 0:
        return f"{about}{-number} {unit} that it counts are gone before {where}{more}"
    shown = " ".join(put.text.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return f"does not count {about}{number} {unit} before {where} (`{shown}`){more}"


def _wrong(subject: str, map_: Map, verdict: Verdict, regions: Sequence[Region]) -> Finding:
    first = regions[0]
    bad = sum(region.tally.bad for region in regions)
    where = "lie inside a word or behind the end of their line"
    if verdict.is_alien and regions is verdict.regions:
        sentence = (
            f"is not the map of this script: {bad:,} of {verdict.places:,} places {where}, "
            f"the first at {_place(first)}"
        )
        return _final(finding("map-wrong", subject, sentence, _AGAIN))
    sentence = (
        f"is wrong from {_place(first)} to {_place_of(first.last.line, first.last.column)}"
        f"{_more(len(regions) - 1)}: {bad:,} places {where} ({_name(map_, first)})"
    )
    return finding(
        "map-wrong", subject, sentence, _AGAIN, severity=_severity(map_, verdict, regions)
    )


def _more(others: int) -> str:
    return f", and in {others} more place{'' if others == 1 else 's'}" if others > 0 else ""


def _severity(map_: Map, verdict: Verdict, regions: Sequence[Region]) -> Severity:
    """A fault in packages alone is not the project's, and a note where it is a small part: bundlers
    put maps through the coarse ones that packages are published with."""
    led_to = {source for each in regions for source in each.sources or {each.first.source}}
    if any(_is_own(map_.sources[source]) for source in led_to):
        return "error"
    wrong = sum(each.tally.places for each in regions)
    return "warning" if wrong >= _MUCH * verdict.places else "info"


def _is_own(source: Source) -> bool:
    return "node_modules/" not in source.name


def _foreign(subject: str, map_: Map, verdict: Verdict) -> Iterator[Finding]:
    """Tell of sources whose text is another one: the worst of them, and how many there are."""
    own = {
        index: region
        for index, region in verdict.foreign.items()
        if _is_own(map_.sources[index]) and _is_much(verdict, index)
    }
    told = own or dict(verdict.foreign)
    if not told:
        return
    index, region = min(told.items(), key=lambda item: item[1].tally.content)
    others = f", nor of {len(told) - 1} more sources" if len(told) > 1 else ""
    yield finding(
        "map-wrong",
        subject,
        f"does not hold the text that was mapped of {map_.sources[index].name}{others}: of "
        f"{region.tally.compared} places {region.tally.same} have the same word there, the first "
        f"is {_place(region)}, said to come from line {region.first.source_line + 1}",
        "let the loaders and plugins that change this source pass their source maps on",
        severity="error" if own else _severity(map_, verdict, list(told.values())),
    )


def _is_much(verdict: Verdict, index: int) -> bool:
    """Whether most of what is known of a source is wrong."""
    compared = verdict.compared.get(index, 0)
    return verdict.foreign[index].tally.compared >= _HALF * compared


def _losses(subject: str, map_: Map, verdict: Verdict) -> Iterator[Finding]:
    losses = verdict.coverage.losses
    if not losses:
        return
    first = losses[0]
    name = map_.sources[first.after.source].name
    yield finding(
        "map-wrong",
        subject,
        f"says nothing of the code behind {_place_of(first.after.line, first.after.column)}, "
        f"lines {first.after.source_line + 2} to {first.before.source_line} of {name}"
        f"{_more(len(losses) - 1)}: frames there resolve to line {first.after.source_line + 1}",
        _AGAIN,
        severity="warning" if _is_own(map_.sources[first.after.source]) else "info",
    )


def _coarse(subject: str, verdict: Verdict) -> Finding:
    seen = verdict.coverage
    each = "1 place" if seen.places == 1 else f"{seen.places} places"
    return finding(
        "map-coarse",
        subject,
        f"says nothing of columns: {each} for {seen.columns:,} columns of minified code, so that "
        "every frame resolves to the same few lines",
        "let the bundler map columns (webpack: a devtool without `cheap`), or do not minify",
    )


def _not_judged(subject: str, verdict: Verdict) -> Finding:
    few = (
        "no place"
        if not verdict.places
        else "1 place"
        if verdict.places == 1
        else (f"{verdict.places} places")
    )
    return finding(
        "map-not-judged",
        subject,
        f"was not held against its script: {few} with something to compare is too little",
    )


def _place(region: Region) -> str:
    return _place_of(region.first.line, region.first.column)


def _place_of(line: int, column: int) -> str:
    """Say a place counted from zero as readers count, from one."""
    return f"line {line + 1}, column {column + 1}"


def _name(map_: Map, region: Region) -> str:
    return map_.sources[region.first.source].name
