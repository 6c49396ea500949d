"""Why a bundle stays: each rule alone, and all of them against an oracle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.pruning.facts import Deploy, Deploys, Here, Rules, Stored
from buildtools.pruning.rules import by_debug_ids, reasons
from buildtools.values import parse_debug_id

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
RULES = Rules(newest=2, deployed_days=90, age_days=30, others=False, environment=None)
ID = "11111111-1111-5111-8111-111111111111"
DEBUG_ID = parse_debug_id("22222222-2222-5222-8222-222222222222")
HERE = Here(bundles=frozenset({ID}))


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def deployed(**releases: Any) -> Deploys:
    """Return deploys: release -> days ago in production, or (environment, days ago) of several."""
    told = {}
    for name, when in releases.items():
        every = [("production", when)] if isinstance(when, int | float) else when
        told[name] = tuple(Deploy(environment, ago(days)) for environment, days in every)
    return Deploys(told)


OLD = Stored(ID, ("a",), is_of_all=False, added=ago(200), modified=ago(190))
LATER = deployed(a=200, b=150, c=140, d=100)


def codes(bundle: Stored = OLD, deploys: Deploys = LATER, **changes: Any) -> list[str]:
    """Return the codes of what keeps a bundle."""
    here = changes.pop("here", HERE)
    rules = msgspec.structs.replace(RULES, **changes)
    return [each.code for each in reasons(bundle, deploys, here, rules, NOW)]


def test_what_nobody_needs_has_no_reason_to_stay() -> None:
    """Deployed long ago, and three releases after it."""
    assert [] == codes()


@pytest.mark.parametrize(
    ("bundle", "code"),
    [
        ({"added": ago(29), "modified": ago(29)}, "young"),
        ({"modified": ago(29)}, "young"),
        ({"added": ago(-1), "modified": ago(-1)}, "young"),
        ({"added": None}, "no-date"),
        ({"modified": None}, "no-date"),
        ({"releases": ()}, "no-release"),
        ({"is_of_all": True}, "no-release"),
        ({"id": "another"}, "not-ours"),
        ({"releases": ("a", "d")}, "live"),
        ({"releases": ("z",)}, "unknown"),
        ({"releases": ("c",)}, "newest"),
    ],
)
def test_each_rule_of_a_bundle_keeps_it(bundle: dict[str, Any], code: str) -> None:
    """One reason is enough."""
    assert [code] == list(dict.fromkeys(codes(msgspec.structs.replace(OLD, **bundle))))[:1]


@pytest.mark.parametrize(
    ("deploys", "expected"),
    [
        (deployed(a=89, b=50, c=40), ["recent"]),
        (deployed(a=()), ["not-deployed"]),
        (deployed(a=200), ["live"]),
        (deployed(a=200, b=150), ["newest"]),
        (deployed(a=200, b=200), ["live"]),
        (deployed(a=[("production", 200), ("staging", 200)], b=150, c=140), ["live"]),
        (deployed(a=-1, b=50), ["recent", "live"]),
        (Deploys({"a": (Deploy("production", None),), "b": ()}), ["no-date", "live"]),
        (Deploys({**LATER.told}, frozenset({"b", "c", "d"})), ["live"]),
    ],
)
def test_each_rule_of_a_release_keeps_its_bundles(deploys: Deploys, expected: list[str]) -> None:
    """In whichever environment; releases that projects share take nobody's place."""
    assert expected == codes(deploys=deploys)


def test_a_release_that_is_at_work_here_keeps_its_bundles() -> None:
    """Whatever the server says of deploys."""
    here = msgspec.structs.replace(HERE, releases={"a": "is what is worked on here"})
    assert ["here"] == codes(here=here)


def test_only_bundles_of_the_environment_may_go() -> None:
    """And others only where they are asked for."""
    assert ["elsewhere"] == codes(environment="staging")
    assert [] == codes(environment="production")
    assert [] == codes(msgspec.structs.replace(OLD, id="another"), others=True)


def test_debug_ids_of_what_is_at_work_keep_a_bundle() -> None:
    """And one whose files nobody can read stays as well."""
    assert DEBUG_ID is not None
    here = Here(debug_ids={DEBUG_ID: "b"})

    assert ["debug-ids"] == [each.code for each in by_debug_ids([DEBUG_ID], here)]
    assert ["not-read"] == [each.code for each in by_debug_ids(None, here)]
    assert () == by_debug_ids([DEBUG_ID], HERE)


def test_what_a_release_itself_tells_counts() -> None:
    """A list may be older: a release that was deployed again is live."""
    deploys = deployed(a=200, b=150, c=140)
    assert [] == codes(deploys=deploys)
    deploys.learn("a", (Deploy("production", ago(100)),))
    deploys.learn("b", deploys.told["b"])

    assert ["live"] == codes(deploys=deploys)


# Against an oracle

ENVIRONMENTS = ("production", "staging")
NAMES = [f"r{number}" for number in range(8)]
DAYS = st.integers(-2, 200)
HISTORIES = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from(ENVIRONMENTS), st.none() | DAYS, max_size=2),
    max_size=8,
)
BUNDLES = st.lists(
    st.tuples(st.lists(st.sampled_from(NAMES), max_size=2, unique=True), DAYS, DAYS, st.booleans()),
    max_size=8,
)


def needed(
    names: list[str],
    stored: int,
    again: int,
    is_ours: bool,
    history: Mapping[str, Mapping[str, int | None]],
    rules: Rules,
) -> bool:
    """Tell by the words of the documentation, the slow way, whether a bundle has to stay."""
    if not names or (not is_ours and not rules.others) or min(stored, again) < rules.age_days:
        return True
    for name in names:
        places = history.get(name)
        if not places or (rules.environment and rules.environment not in places):
            return True
        for place, days in places.items():
            if days is None or days < rules.deployed_days:
                return True
            others = [each[place] for each in history.values() if place in each]
            if sum(other is not None and other < days for other in others) < rules.newest:
                return True
    return False


@settings(max_examples=400)
@given(
    HISTORIES,
    BUNDLES,
    st.integers(1, 3),
    st.integers(1, 100),
    st.integers(1, 60),
    st.booleans(),
    st.sampled_from([None, *ENVIRONMENTS]),
    st.sets(st.sampled_from(NAMES)),
)
def test_nothing_that_is_needed_may_go(
    history: dict[str, dict[str, int | None]],
    bundles: list[tuple[list[str], int, int, bool]],
    newest: int,
    deployed_days: int,
    age_days: int,
    others: bool,
    environment: str | None,
    forgotten: set[str],
) -> None:
    """Random histories: what the rules let go the oracle lets go too, and the other way round.

    Where deploys of some releases are not known, no more goes.
    """
    rules = Rules(newest, deployed_days, age_days, others, environment)
    told = {
        name: tuple(
            Deploy(place, None if days is None else ago(days)) for place, days in places.items()
        )
        for name, places in history.items()
    }
    known, partly = (
        Deploys(told),
        Deploys({name: told[name] for name in told if name not in forgotten}),
    )
    for number, (names, stored, again, is_ours) in enumerate(bundles):
        ours = frozenset({str(number)} if is_ours else ())
        bundle = Stored(str(number), tuple(names), False, ago(stored), ago(again))
        here = Here(bundles=ours)
        stays = bool(reasons(bundle, known, here, rules, NOW))

        assert needed(names, stored, again, is_ours, history, rules) == stays
        assert stays <= bool(reasons(bundle, partly, here, rules, NOW))
