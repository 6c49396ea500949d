"""Proof on the server: each check can fail."""

from buildtools.checks.uploaded_files import (
    Stored,
    control,
    control_trial,
    expected,
    listing,
    not_found,
    unlisted,
)
from buildtools.findings.subjects import Bundle, Event, Url
from buildtools.proof.trials import Answer, Control
from buildtools.results import InjectedPair
from buildtools.values import DebugId, Digest, Pair

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
OTHER = DebugId("540bca55-a45e-502a-9995-ed5fb773207c")


def injected(map_: str | None) -> InjectedPair:
    url = "~/a.js.map" if map_ else None
    pair = Pair("a.js", map_, "~/a.js", url, "browser")
    return InjectedPair(pair, ID, Digest("a" * 40), Digest("b" * 40) if map_ else None)


SCRIPT = Stored("minified_source", "~/a.js", ID)
MAP = Stored("source_map", "~/a.js.map", ID)


def test_a_listing_with_both_halves_is_complete() -> None:
    """The positive case, or the negative ones mean nothing."""
    assert [] == list(unlisted(expected([injected("a.js.map")]), [MAP, SCRIPT]))


def test_a_missing_half_is_named() -> None:
    """Maps without scripts resolve nothing on Sentry, and nobody says so."""
    found = list(unlisted(expected([injected("a.js.map")]), [MAP]))

    assert ["~/a.js"] == [each.subject for each in found]


def test_a_file_under_another_id_does_not_count() -> None:
    """An upload of yesterday's build has the same URLs."""
    old = [Stored("minified_source", "~/a.js", OTHER), Stored("source_map", "~/a.js.map", OTHER)]

    assert len(list(unlisted(expected([injected("a.js.map")]), old))) == 2


def test_an_embedded_map_is_known_by_its_id() -> None:
    """It has no file of its own, so no URL of its own either."""
    wanted = expected([injected(None)])

    assert [] == list(unlisted(wanted, [SCRIPT, Stored("source_map", "~/made-up.map", ID)]))
    assert ["the map of " + ID] == [each.subject for each in unlisted(wanted, [SCRIPT])]


def test_an_id_that_is_not_found_is_named() -> None:
    """What the look-up does not find, symbolication will not find."""
    assert [OTHER] == [each.subject for each in not_found([ID, OTHER], {ID})]


def test_a_server_that_says_yes_to_everything_fails_its_control() -> None:
    """A check that can't fail is a defect."""
    assert ["control-failed"] == [each.code for each in control(Event("x"), came_back=True)]
    assert [] == list(control(Event("x"), came_back=False))


def test_what_is_listed_instead_stands_beside_what_was_wanted() -> None:
    """Yesterday's build has the same URLs: that is seen at once."""
    old = Stored("minified_source", "~/a.js", OTHER)
    script, map_ = listing("web", expected([injected("a.js.map")]), [old])

    assert ("failed", "failed") == (script.outcome, map_.outcome)
    assert (
        Answer(
            "web",
            f"minified_source ~/a.js with debug ID {ID}",
            (f"minified_source ~/a.js with debug ID {OTHER}",),
        )
        == script.evidence
    )
    assert Url("~/a.js.map") == map_.subject


def test_an_embedded_map_is_sought_by_its_id() -> None:
    """Whatever URL a server made up for it."""
    _, map_ = listing("web", expected([injected(None)]), [Stored("source_map", "~/made-up", ID)])

    assert ("passed", f"the map of {ID}") == (map_.outcome, str(map_.subject))
    assert isinstance(map_.evidence, Answer)
    assert (f"source_map ~/made-up with debug ID {ID}",) == map_.evidence.came_back


def test_a_control_passes_when_it_is_refused() -> None:
    """The other way round than all others."""
    passed, failed = (
        control_trial(Bundle("b"), "web", "listing", came_back=each) for each in (False, True)
    )

    assert ("passed", "failed") == (passed.outcome, failed.outcome)
    assert Control("web", "listing", refused=False) == failed.evidence
