"""Which frames of a pair go out in test events: at known places, with known originals."""

import re

from buildtools.bundlers import all_of
from buildtools.checks.injected_pairs import Side, shift
from buildtools.checks.sampling import spread
from buildtools.checks.script_text import moved
from buildtools.checks.test_events import Probe
from buildtools.values import DebugId, Kind

CANDIDATES = 40
"""Positions of a pair looked at, to find ones with a function name that can be compared."""

PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]*")
"""Function names that every resolver spells alike; dotted and folded ones differ in taste."""

USELESS = {*all_of(lambda each: each.nameless), "async", "anonymous"}


def choose(
    kind: Kind, script: str, url: str, debug_id: DebugId, pair: tuple[Side, Side], number: int
) -> list[Probe]:
    """Choose at most `number` frames of one pair, those with comparable function names first.

    `pair` is the pair before and after injection: the originals are read from before, the positions
    are those of the script after, so a wrong shift cannot agree with itself. The map's last entry
    is among them where there is room: a fault anywhere in the map shows there.
    """
    before, after = pair
    by, repaired = shift(before, after)
    probes: list[Probe] = []
    last: list[Probe] = []
    for place, begins, original in before.looked(CANDIDATES):
        if original is not None and original.source:
            # The functions of a script are not at the places of a map that was made of another.
            name = None if repaired else comparable(original.function)
            at = (*moved(place, *before.grown, by), original.source, original.line, name)
            text = original.context_line or None
            found = Probe(kind, script, url, debug_id, *at, original.column, text)
            probes.append(found)
            last = [found] if begins else last
    named = [probe for probe in probes if probe.function]
    chosen = (*spread(named or probes, max(number - 1, 1)), *last)
    return list(dict.fromkeys(chosen))[:number]


def comparable(function: str | None) -> str | None:
    """Return the name of a function where every resolver spells it alike."""
    is_plain = function and PLAIN_NAME.fullmatch(function) and function not in USELESS
    return function if is_plain else None
