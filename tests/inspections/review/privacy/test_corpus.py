"""The corpus: how much is planted, and that each plant can be found again."""

from buildtools.inspections.review.privacy.corpus import harmless, plants
from buildtools.inspections.review.privacy.engine import Event
from buildtools.inspections.review.privacy.kinds import iban, luhn


def test_each_kind_is_planted_at_each_place_where_it_makes_sense() -> None:
    """Figures of two reviews can be compared as long as they count the same plants."""
    every = list(plants())

    assert 896 == len(every)
    assert 26 == len({each.kind.name for each in every})
    assert 39 == len({each.place.name for each in every})
    assert 5 == len({each.kind.name for each in every if not each.has_shape})
    assert 81 == len(list(harmless()))


def test_a_canary_stands_once_in_its_event_and_in_no_other() -> None:
    """A number that stood in a timestamp as well would survive whatever is struck."""
    texts = [str(each.event) for each in plants()]

    assert all(1 == text.count(each.canary) for each, text in zip(plants(), texts, strict=True))
    assert not any(mark in each.canary for each in plants() for mark in '\\"\n')


def test_equal_calls_give_equal_plants() -> None:
    """Equal measurements give an equal document."""
    assert [each.event for each in plants()] == [each.event for each in plants()]


def test_numbers_have_the_check_digits_of_their_standards() -> None:
    """A card number that is none would be spared by rules that look."""
    assert "79927398713" == luhn("7992739871")
    assert "GB82WEST12345698765432" == iban("GB", "WEST12345698765432")


def test_a_harmless_value_is_looked_for_where_it_was_put() -> None:
    """A few digits stand in a time, or in an ID, by chance: one of 81 would differ now and then."""
    for one in harmless():
        kept: dict[str, Event] = {
            "extra": {"extra": {one.key: one.value}},
            "breadcrumb": {"breadcrumbs": {"values": [{"data": {one.key: one.value}}]}},
            "message": {"logentry": {"formatted": f"{one.key}: {one.value}"}},
        }
        lost: dict[str, Event] = {
            "extra": {"extra": {one.key: "[Filtered]"}},
            "breadcrumb": {"breadcrumbs": {"values": []}},
            "message": {"logentry": {"formatted": ""}},
        }
        assert one.is_kept(kept[one.place])
        assert not one.is_kept({**lost[one.place], "received": one.value, "event_id": one.value})
        assert not one.is_kept({})
