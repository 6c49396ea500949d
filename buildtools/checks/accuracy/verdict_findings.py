"""A verdict as findings, each with the first place that is wrong and what helps."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from buildtools.bundlers import all_of
from buildtools.checks.accuracy.charts import Region
from buildtools.checks.accuracy.verdict import Put, Verdict
from buildtools.checks.accuracy.writers import known
from buildtools.checks.maps import Map
from buildtools.findings import Finding, Severity, finding, subjects
from buildtools.settings import Realign
from buildtools.sourcemaps.maps.sources import is_foreign
from buildtools.texts.wording import count
from buildtools.values import Shift

_SHOWN = 60
"""Characters of the text before that are shown."""
_AGAIN = "build again into an empty output folder, and let nothing write into scripts after it"
_MOVE = "let it be written before the map is made, or set build.realign: all in sentry.yml"
_FEW = 10
"""Columns by which a frame may be off and still be read."""
_DEVTOOLS = all_of(lambda each: (f"{each.name}: {each.columns}",) if each.columns else ())
_COLUMNS = f"let the bundler map columns ({'; '.join(_DEVTOOLS)})"
_LEAVE = "nothing in your project: its package was published so; build.ignore leaves it out"
_ALIKE = 0.05
"""Share of equal words from which on a wrong map still is one of its script."""
_OWN = -3.0
"""Weight of its own places from which on a wrong part is the project's."""
_HALF = 0.5


class Told(msgspec.Struct, frozen=True):
    """What is to be said of one map, and by what inject moves it."""

    findings: tuple[Finding, ...] = ()
    shifts: tuple[Shift, ...] = ()


def tell(
    subject: str, map_: Map, verdict: Verdict, realign: Realign, own: Collection[int] = ()
) -> Told:
    """Return what is wrong with a map; with `realign`, what inject will make right.

    `own` are the sources that are known to be files of the project, by index; without any, the
    names of sources tell.
    """
    if verdict.coverage.is_coarse:
        return Told((_coarse(subject, verdict),))
    if not verdict.has_code:
        return Told()
    if not verdict.is_judged:
        return Told((_not_judged(subject, verdict),))
    return _Case(subject, map_, verdict, own).told(realign)


class _Case:
    """One map that was judged, and whose fault what is wrong with it can be."""

    def __init__(self, subject: str, map_: Map, verdict: Verdict, own: Collection[int]) -> None:
        self._subject, self._verdict = subject, verdict
        self._sources = map_.sources
        named = (index for index, each in enumerate(map_.sources) if not is_foreign(each.name))
        self._own = frozenset(own) or frozenset(named)

    def told(self, realign: Realign) -> Told:
        """Say all, the worst first."""
        verdict = self._verdict
        others = (*self._foreign(), *self._losses(), *self._lines())
        if not verdict.regions:
            return Told(others)
        if verdict.puts and _may_realign(verdict.puts, realign):
            left = [self._wrong(verdict.rest)] if verdict.rest else []
            shifts = tuple(put.shift for put in verdict.puts)
            return Told((_realigned(self._subject, verdict.puts), *left, *others), shifts)
        first = self._shifted() if verdict.puts else self._wrong(verdict.regions)
        return Told((first, *others))

    def _shifted(self) -> Finding:
        verdict = self._verdict
        whole = "every frame" if verdict.is_alien else f"{verdict.wrong_places:,} places behind it"
        found = finding(
            "map-wrong",
            subjects.File(self._subject),
            f"{_described(verdict.puts)}: {whole} would resolve wrongly, the first at "
            f"{_place(verdict.regions[0])}",
            _MOVE if all(put.is_sure for put in verdict.puts) else _AGAIN,
            severity=self._severity_of_shift(),
        )
        is_final = found.severity == "error" and verdict.is_alien
        return _final(found) if is_final else found

    def _severity_of_shift(self) -> Severity:
        verdict = self._verdict
        if not all(put.is_sure for put in verdict.puts) and not self._touches(verdict.regions):
            return "info"
        if _is_small(verdict.puts):
            return "warning"
        return "error" if verdict.is_alien else self._severity(verdict.regions)

    def _touches(self, regions: Sequence[Region]) -> bool:
        """Whether what is wrong is the project's own code, by its own places: those of packages
        are strewn among them by some bundlers."""
        return any(
            each.of(self._own).weight <= _OWN if each.sources else each.first.source in self._own
            for each in regions
        )

    def _wrong(self, regions: Sequence[Region]) -> Finding:
        first = regions[0]
        bad = sum(region.tally.bad for region in regions)
        where = "lie inside a word or behind the end of their line"
        if self._verdict.is_alien and regions is self._verdict.regions:
            seen = (
                f"{bad:,} of {self._verdict.places:,} places {where}, the first at {_place(first)}"
            )
            if self._is_published_so(regions):
                sentence = f"is wrong in itself: {seen} ({self._name(first.first.source)})"
                return finding(
                    "map-wrong", subjects.File(self._subject), sentence, _LEAVE, severity="warning"
                )
            sentence = f"is not the map of this script: {seen}"
            return _final(finding("map-wrong", subjects.File(self._subject), sentence, _AGAIN))
        sentence = (
            f"is wrong from {_place(first)} to {_place_of(first.last.line, first.last.column)}"
            f"{_more(len(regions) - 1)}: {bad:,} places {where} ({self._name(first.first.source)})"
        )
        severity = self._severity(regions)
        return finding(
            "map-wrong", subjects.File(self._subject), sentence, _AGAIN, severity=severity
        )

    def _is_published_so(self, regions: Sequence[Region]) -> bool:
        """Whether the map of a package is wrong in itself: nothing of it is the project's own, and
        too many words stand where it says for a map of another script."""
        same = sum(each.tally.same for each in regions)
        compared = sum(each.tally.compared for each in regions)
        return not self._touches(regions) and same >= _ALIKE * max(compared, 1)

    def _severity(self, regions: Sequence[Region]) -> Severity:
        """A fault in packages alone is not the project's but where something was put before them:
        bundlers put maps through the coarse ones that packages are published with."""
        if self._touches(regions):
            return "warning" if all(each.slight for each in regions) else "error"
        return "warning" if self._verdict.puts else "info"

    def _foreign(self) -> Iterator[Finding]:
        """Return findings on sources whose text is another one.

        The worst of them, and how many there are.
        """
        foreign = self._verdict.foreign
        own = {index: foreign[index] for index in foreign if self._is_much(index)}
        told = own or dict(foreign)
        if not told:
            return
        index, region = min(told.items(), key=lambda item: item[1].tally.content)
        others = f", nor of {count(len(told) - 1, 'more source')}" if len(told) > 1 else ""
        yield finding(
            "map-wrong",
            subjects.File(self._subject),
            f"does not hold the text that was mapped of {self._name(index)}{others}: of "
            f"{region.tally.compared} places {region.tally.same} have the same word there, the "
            f"first is {_place(region)}, said to come from line {region.first.source_line + 1}",
            "let the loaders and plugins that change this source pass their source maps on",
            severity="error" if own else self._severity_of_texts(told),
        )

    def _severity_of_texts(self, told: Collection[int]) -> Severity:
        return "info" if self._own.isdisjoint(told) else "warning"

    def _is_much(self, index: int) -> bool:
        """Whether most of what is known of an own source is wrong."""
        compared = self._verdict.compared.get(index, 0)
        wrong = self._verdict.foreign[index].tally.compared
        return index in self._own and wrong >= _HALF * compared

    def _losses(self) -> Iterator[Finding]:
        losses = self._verdict.coverage.losses
        if not losses:
            return
        first = losses[0]
        yield finding(
            "map-wrong",
            subjects.File(self._subject),
            f"says nothing of the code behind {_place_of(first.after.line, first.after.column)}, "
            f"which comes from behind line {first.after.source_line + 1} of "
            f"{self._name(first.after.source)}{_more(len(losses) - 1)}: frames there resolve to "
            "that line, or to nothing",
            _AGAIN,
            severity="warning" if first.after.source in self._own else "info",
        )

    def _lines(self) -> Iterator[Finding]:
        coverage = self._verdict.coverage
        if coverage.is_by_lines:
            own = not self._own.isdisjoint(self._verdict.compared)
            yield finding(
                "map-coarse",
                subjects.File(self._subject),
                f"says nothing of columns: one place for each of {coverage.lines:,} lines, so that "
                "every frame resolves to the beginning of its line or statement",
                _COLUMNS,
                severity="warning" if own else "info",
            )

    def _name(self, source: int) -> str:
        return self._sources[source].name


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
        subjects.File(subject),
        f"{_described(puts)}; {by}, and inject moves the map by it",
        severity="info" if who else "warning",
    )


def _is_small(puts: Sequence[Put]) -> bool:
    """Whether frames stay on their line and near their column.

    Where the map counts columns that are gone they do not: a fifth of all words, those that begin a
    line of the source, would lead to the end of the line before. How many columns are gone is known
    only where words of the sources say it.
    """
    return all(not put.shift.lines and abs(put.shift.columns) <= _FEW for put in puts) and all(
        put.shift.columns >= 0 or not put.is_sure for put in puts
    )


def _described(puts: Sequence[Put]) -> str:
    """Return what was put where, of the first of them."""
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


def _final(found: Finding) -> Finding:
    """Say that nobody may take this as it is: every frame would be wrong."""
    return msgspec.structs.replace(found, final=True)


def _more(others: int) -> str:
    return f", and in {count(others, 'more place')}" if others > 0 else ""


def _coarse(subject: str, verdict: Verdict) -> Finding:
    seen = verdict.coverage
    each = count(seen.places, "place")
    return finding(
        "map-coarse",
        subjects.File(subject),
        f"says nothing of columns: {each} for {seen.columns:,} columns of minified code, so that "
        "every frame resolves to the same few lines",
        f"{_COLUMNS}, or do not minify",
    )


def _not_judged(subject: str, verdict: Verdict) -> Finding:
    few = count(verdict.places, "place") if verdict.places else "no place"
    return finding(
        "map-not-judged",
        subjects.File(subject),
        f"was not held against its script: {few} with something to compare is too little",
    )


def _place(region: Region) -> str:
    return _place_of(region.first.line, region.first.column)


def _place_of(line: int, column: int) -> str:
    """Say a place counted from zero as readers count, from one."""
    return f"line {line + 1}, column {column + 1}"
