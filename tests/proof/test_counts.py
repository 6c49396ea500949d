"""Counts: one row for each number that people read."""

import msgspec
import pytest

from buildtools.proof import Proof
from buildtools.proof.counts import Count, of_kind, row, total

OLD = b'{"counts":{"browser pairs":3,"browser not judged":7,"controls":2},"findings":[]}'


def test_a_proof_of_the_version_before_is_read() -> None:
    """Its counts were texts, and nothing else was kept of it."""
    proof = msgspec.json.decode(OLD, type=Proof)

    assert {Count.BROWSER_PAIRS: 3, Count.BROWSER_NOT_JUDGED: 7, Count.CONTROLS: 2} == proof.counts
    assert proof.evidence is None


def test_the_keys_in_json_are_what_they_were() -> None:
    """Those who script against them need not know of rows."""
    written = msgspec.to_builtins(msgspec.json.decode(OLD, type=Proof))

    assert {"browser pairs": 3, "browser not judged": 7, "controls": 2} == written["counts"]


def test_each_row_is_found_by_what_it_counts() -> None:
    """No key is ever taken apart."""
    assert list(Count) == [row(each.noun, each.kind) for each in Count]
    with pytest.raises(KeyError):
        row("files listed", "browser")


def test_sums_go_over_all_kinds_and_of_one_noun_alone() -> None:
    """ "not judged" ends like "judged", and is its opposite."""
    counts = {Count.BROWSER_JUDGED: 1, Count.NODE_JUDGED: 2, Count.NODE_NOT_JUDGED: 40}

    assert 3 == total(counts, "judged")
    assert [("judged", 2), ("not judged", 40)] == of_kind(counts, "node")
    assert [] == of_kind(counts, None)
