"""The weight in a report: of its own review, else of the last one that weighed anything."""

from buildtools.reports.full.weight import weighed
from tests.measured import changed, measured


def test_the_review_of_the_release_comes_before_a_later_one() -> None:
    """What was measured of this build says more than what was measured of another."""
    reviews = [
        measured("web@1"),
        measured("web@2"),
        changed(release="web@3", figures=(), tables=()),
    ]
    own, last = weighed(reviews, "web@1"), weighed(reviews, "web@9")

    assert own is not None
    assert last is not None
    assert ("web@1", "web@2") == (own.release, last.release)


def test_only_what_is_about_the_weight_is_kept() -> None:
    """A report is no review."""
    told = weighed([measured("web@1")], "web@1")

    assert told is not None
    names = [*(each.name for each in told.figures), *(each.name for each in told.tables)]
    assert {"weight"} == {name.partition("-")[0] for name in names}
    assert told.figure("pii-recall") is None
    assert told.table("weight-packages") is not None


def test_without_a_review_nothing_is_claimed() -> None:
    """Not measured is not the same as nothing."""
    assert weighed([], "web@1") is None
