"""The plan beside sentry.yml: what is wanted of an integration, with all its faults at once."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import inspect

from buildtools.config.check import BAD, Check
from buildtools.config.document import MOST_BYTES, read_text
from buildtools.config.nodes import Faults
from buildtools.errors import ConfigurationError
from buildtools.files import small_file
from buildtools.review.comparing import number, wanted
from buildtools.review.figures import FIGURES, UNITS
from buildtools.review.plan import NO_PLAN, Deviation, Item, Plan
from buildtools.texts.wording import count, meant

_EXAMPLE = "`invoke review --write-plan` writes one from what is there now"
_NUMBER = re.compile(
    r"(?:[<>]=?)?\s*(?P<number>[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(?P<unit>[A-Za-zµ%]*)"
)


def read_plan(file: Path, checks: Collection[str]) -> Plan:
    """Read the plan; one that is not there wants nothing. `checks` are the names of all checks.

    Raises ConfigurationError with one line for each fault.
    """
    try:
        text = small_file.read_text(file, MOST_BYTES)
    except FileNotFoundError:
        return NO_PLAN
    except (OSError, UnicodeDecodeError) as error:
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"{error.strerror}"
        raise ConfigurationError(
            f"{file.name} cannot be read: {why}", remedy="it must be a file of text"
        ) from None
    faults = Faults()
    document = read_text(text, file.name, faults, example=_EXAMPLE, dates=True)
    check = Check(faults, raw=False)
    plain = check.read(document, inspect.type_info(Plan), "", whole=True)
    if not faults and plain is not BAD:
        plan: Plan = msgspec.convert(plain, Plan)
        for key, fault in _broken(plan, checks):
            faults.add(check.places.get(key, file.name), key, fault)
        if not faults:
            return plan
    raise ConfigurationError(
        f"{file.name} cannot be used: {count(len(faults), 'fault')}",
        evidence=faults.lines(),
        remedy="correct the lines above; docs/review.md tells what a plan can say",
    )


def _broken(plan: Plan, checks: Collection[str]) -> Iterator[tuple[str, str]]:
    known = {*checks, *FIGURES}
    yield from _unknown("plan", [each.check for each in plan.plan], known)
    yield from _unknown("deviations", [each.check for each in plan.deviations], known)
    for index, item in enumerate(plan.plan):
        yield from _wrong_item(f"plan[{index}]", item)
    for index, deviation in enumerate(plan.deviations):
        yield from _wrong(f"deviations[{index}]", deviation)


def _unknown(kind: str, names: list[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(names):
        if name not in known:
            why = f"no check and no figure is called so{meant(name, known)}"
            yield f"{kind}[{index}].check", why
        if name in names[:index]:
            yield f"{kind}[{index}].check", f"{name} is named twice"


def _wrong_item(key: str, item: Item) -> Iterator[tuple[str, str]]:
    if item.want in (None, "") or item.want != item.want:
        yield f"{key}.want", "says nothing; write a value, a comparison, or off"
        return
    try:
        comparison = wanted(item.want)
    except ValueError as error:
        yield f"{key}.want", str(error)
        return
    if fault := unit_fault(item.check, comparison.text):
        yield f"{key}.want", fault
    for name in ("since", "revisit"):
        text = getattr(item, name)
        if text and not _is_date(text, short=True):
            yield f"{key}.{name}", "a month or a day is written 2026-05 or 2026-05-31"


def _wrong(key: str, deviation: Deviation) -> Iterator[tuple[str, str]]:
    for name in ("accepted", "by"):
        if not getattr(deviation, name).strip():
            yield f"{key}.{name}", "is empty; a decision has a reason and somebody who took it"
    if not _is_date(deviation.on, short=False):
        yield f"{key}.on", "the day of the decision is written 2026-11-20"


def unit_fault(name: str, comparison: str) -> str | None:
    """Return why a comparison cannot be one of this figure; None where it can, or is of a check."""
    row = FIGURES.get(name)
    if row is None:
        return None
    found = _NUMBER.fullmatch(comparison)
    if found and found["unit"] in UNITS[row.unit]:
        above = row.unit == "share" and number(found["number"], found["unit"]) > 1
        return f"{name} is a share: 100 % at most, written '>= 95 %'" if above else None
    units = ", ".join(filter(None, UNITS[row.unit])) or "no unit"
    return f"{name} is a number ({row.unit}): write a bound such as '<= 45', with {units}"


def _is_date(text: str, *, short: bool) -> bool:
    try:
        date.fromisoformat(f"{text}-01" if short and re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text))
