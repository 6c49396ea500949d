"""Whether a document still says what is so: bytes, options and findings, never times or names."""

from typing import Any

import msgspec
import pytest

from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.reports.strategy import Facts, blocks, document
from buildtools.reports.strategy.staleness import allowed, reasons
from buildtools.review.reviewed import Reviewed, Verdict
from tests.measured import PLAN, REVIEWED, changed, measured

MADE: tuple[Any, ...] = (REVIEWED, (), PLAN, Facts(), ())
TEXT = document(None, *MADE)
BLOCKS = blocks(*MADE)


def _reasons(recounted: Reviewed | None = None, text: str = TEXT) -> tuple[str, ...]:
    return reasons(text, BLOCKS, REVIEWED, recounted, "DOC.md")


def _with(*verdicts: Verdict, **fields: Any) -> Reviewed:
    """Return the review with these verdicts in place of those of their names."""
    new = {each.check: each for each in verdicts}
    return changed(
        verdicts=tuple(new.get(each.check, each) for each in REVIEWED.verdicts), **fields
    )


def test_what_is_as_it_was_is_not_stale() -> None:
    """Counted again or not."""
    assert () == _reasons()
    assert () == _reasons(REVIEWED)


def test_a_later_commit_is_no_reason() -> None:
    """Its release has another name, of another length, and other compressed bytes for it."""
    release = Verdict("release", "met", "web@1.4.0+e2ae4d7", "= pipeline", source="page")
    recounted = msgspec.structs.replace(
        measured(
            "web@1.4.0+e2ae4d7", weight_first_page_gz=56_854 + 380, weight_all_gz=62_551 - 350
        ),
        verdicts=_with(release).verdicts,
        taken="2027-01-01",
        tools={"buildtools": "0.2.0"},
    )

    assert () == _reasons(recounted)


def test_the_bound_is_the_noise_and_a_two_hundredth_of_a_weight() -> None:
    """Of other figures the noise alone."""
    assert 100 + 284.27 == pytest.approx(allowed("weight-first-page-gz", 56_854))
    assert 0.001 == allowed("pii-recall", 0.35)
    assert 0 == allowed("secrets", 0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("weight_first_page_gz", 57_300, "gzip 6 is 57.3 kB; the review of web@1.4.0 has 56.9 kB"),
        ("secrets", 1, "secrets in scripts and maps is 1; the review"),
        ("pii_recall", 0.30, "is 30.0 %; the review of web@1.4.0 has 34.8 %"),
        ("weight_all_gz", None, "was 62.6 kB, and cannot be counted now"),
    ],
)
def test_a_figure_that_was_counted_and_moved_is_told(
    name: str, value: float | None, said: str
) -> None:
    """Beyond what another commit of the same code can move it by."""
    (reason,) = _reasons(measured(**{name: value}))

    assert said in reason


def test_times_are_never_compared() -> None:
    """Nor what hangs on the token; and a look that was not taken is no reason."""
    assert () == _reasons(measured(page_cpu=120, server_request_cpu=900, checks_unknown=30))
    assert () == _reasons(
        msgspec.structs.replace(measured(weight_all_gz=None, page_cpu=None), looked=("sources",))
    )


def test_an_option_that_is_another_one_is_told() -> None:
    """By how it ends, and by its value; its line in the file may move."""
    (pii,) = [each for each in REVIEWED.verdicts if each.check == "send-default-pii"]
    differs = msgspec.structs.replace(pii, outcome="differs", seen="true, in src/init.ts:3")
    other = msgspec.structs.replace(pii, value="x", seen="x, in src/init.ts:3")
    moved = msgspec.structs.replace(pii, seen="not set, of 3 calls")

    assert (
        "send-default-pii is differs: true, in src/init.ts:3; the review of web@1.4.0 has met",
    ) == _reasons(_with(differs))
    assert ("send-default-pii is x, in src/init.ts:3; the review of web@1.4.0 has not set",) == (
        _reasons(_with(other))
    )
    assert () == _reasons(_with(moved))


@pytest.mark.parametrize(
    ("was", "value", "told"),
    [(61_818, 61_790, 0), (61_818, 62_000, 0), (61_818, 62_500, 1), (1, 2, 1), (0, 1, 1)],
)
def test_a_size_that_a_check_tells_may_move_as_far_as_a_weight(
    was: int, value: int, told: int
) -> None:
    """Another commit has other bytes; a count that moves by one is another count."""
    weighed = [
        Verdict("weight", "unplanned", f"{n} B", source="build", value=n) for n in (was, value)
    ]
    (pii,) = [each for each in REVIEWED.verdicts if each.check == "send-default-pii"]
    kept, now = (
        changed(verdicts=(*(v for v in REVIEWED.verdicts if v != pii), each)) for each in weighed
    )

    assert told == len(reasons(TEXT, BLOCKS, kept, now, "DOC.md"))


def test_what_page_or_server_told_is_not_compared() -> None:
    """CI has neither; nor is a check that is unknown now another one."""
    rate = Verdict("traces-sample-rate", "met", "0.1", source="page", value=0.1)
    flags = Verdict("flags", "unknown", why="there is no build")

    assert () == _reasons(_with(rate, flags))


def test_what_the_ledger_tells_of_a_release_is_compared_by_how_it_ended() -> None:
    """The next release has other commits."""
    old, new = (
        Verdict("commits-deploys", "met", f"{value} commits", source="ledger", value=value)
        for value in (20, 21)
    )
    failed = msgspec.structs.replace(new, outcome="differs")
    kept = changed(verdicts=(old,))

    assert () == reasons(TEXT, {}, kept, changed(verdicts=(new,)))
    assert 1 == len(reasons(TEXT, {}, kept, changed(verdicts=(failed,))))


def test_a_finding_that_is_new_is_told_and_one_that_is_gone() -> None:
    """What was looked at less has none to be gone."""
    new = finding("secret-in-build", File("a.js"), "it holds one")

    assert ("secret-in-build is found: a.js: it holds one",) == _reasons(
        changed(findings=(*REVIEWED.findings, new))
    )
    assert ("home-path-in-build is not found any more",) == _reasons(
        changed(findings=REVIEWED.findings[:1])
    )
    assert () == _reasons(changed(findings=(), looked=("sources",)))


def test_a_document_that_was_not_written_anew_is_told_with_its_blocks() -> None:
    """By hand, by another plan, or without a block."""
    newer = blocks(measured("web@1.5.0", weight_first_page_gz=58_400), (REVIEWED,), *MADE[2:])
    (first, *_) = reasons(TEXT, newer, REVIEWED, None, "DOC.md")
    typed = TEXT.replace("100,002", "100,003")
    without = TEXT.replace("review:privacy", "other:privacy")

    assert "block weight says something else than the review of web@1.4.0" in first
    (by_hand,) = _reasons(text=typed)
    assert by_hand.startswith("DOC.md:")
    assert by_hand.endswith("block weight was changed by hand")
    assert ("DOC.md has no block privacy",) == _reasons(text=without)
