"""A report says how each step stands, in a screen."""

import msgspec
import pytest

from buildtools.errors import again
from buildtools.findings import Finding, finding, subjects
from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.next_command import Standing, next_command
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.reports.report import report, words
from buildtools.reports.terminal import failed_line, to_terminal
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    InjectedPair,
    Result,
    Skipped,
    StoredBundle,
    Uploaded,
    Verified,
)
from buildtools.values import DebugId, Digest, Pair

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
PAIR = Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser")
COUNTS = {
    Count.BROWSER_PAIRS: 1,
    Count.BROWSER_POSITIONS: 40,
    Count.NODE_FRAMES: 0,
    Count.CONTROLS: 3,
}
PAIRS = {Count.BROWSER_PAIRS: 3}


def with_outcomes(**outcomes: Result | Failed) -> Ledger:
    ledger = Ledger("production", "web@1", "7")
    for step, outcome in outcomes.items():
        name = step.replace("_", "-")
        ledger = ledger.record(name, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 1.25))
    return ledger


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        pytest.param(Built((PAIR,), 3, 2), "1 pair, 2 other scripts that need no map", id="build"),
        pytest.param(
            Injected((InjectedPair(PAIR, ID, Digest("a"), None),)),
            "1 debug ID in 1 pair",
            id="inject",
        ),
        pytest.param(Created("web@1", ("web", "api")), "web@1 in web, api", id="create"),
        pytest.param(
            CommitsSet("local", 3, "acme/web", "b" * 40, "c" * 40),
            "3 commits of acme/web since cccccccccccc (local)",
            id="commits since the last release",
        ),
        pytest.param(
            CommitsSet("refs", 1, "acme/web", "b" * 40, None),
            "1 commit of acme/web (refs)",
            id="first commits",
        ),
        pytest.param(
            Uploaded((StoredBundle(ID, Digest("a"), 5_600_000, 1),), 2, "ok"),
            f"bundle {ID}, 2 files, 5.6 MB in 1 chunk",
            id="upload",
        ),
        pytest.param(Verified(Proof(COUNTS)), "no errors in 40 positions, 3 controls", id="verify"),
        pytest.param(
            Verified(Proof({}, (finding("frame-wrong", subjects.File("a"), "b"),))),
            "1 error; nothing else was tried",
            id="a proof of nothing",
        ),
        pytest.param(
            Verified(
                Proof(PAIRS, (finding("not-tried", subjects.Endpoint("test events"), "off"),))
            ),
            "nothing was tried; not tried: test events",
            id="no errors in nothing",
        ),
        pytest.param(
            Verified(
                Proof(COUNTS, (finding("not-offered", subjects.Endpoint("look_up"), "a"),) * 2)
            ),
            "no errors in 40 positions, 3 controls; not tried: look-up",
            id="what was tried and what was not",
        ),
        pytest.param(Finalized("web@1", None), "web@1 released", id="finalize"),
        pytest.param(
            Finalized("web@1", "production"),
            "web@1 released, deployed to production",
            id="finalize with a deploy",
        ),
        pytest.param(Skipped("no releases here"), "no releases here", id="skipped"),
        pytest.param(Failed("no", 30), "no", id="failed"),
    ],
)
def test_each_outcome_has_its_words(outcome: Result | Failed, expected: str) -> None:
    """One line a step is all that most readers read."""
    assert expected == words(outcome)


def test_a_screen_shows_states_proof_and_the_next_command() -> None:
    """Read from the ledger alone: of a failed run, tomorrow, elsewhere."""
    ledger = with_outcomes(
        build=Built((PAIR,), 1, 0),
        inject=Injected((InjectedPair(PAIR, ID, Digest("a"), None),)),
        create=Skipped("no releases here"),
        upload=Uploaded((StoredBundle(ID, Digest("a"), 10, 1),), 2, "ok"),
        verify=Verified(Proof(COUNTS)),
        finalize=Failed("the server said no", 30),
    )
    screen = to_terminal(report(ledger))

    assert "release web@1, dist 7 for production" in screen
    assert "create       skipped" in screen
    assert "finalize     FAILED" in screen
    assert "set-commits  -" in screen
    assert "browser: 1 pair, 40 positions" in screen
    assert "server: 3 controls" in screen
    assert "node" not in screen
    assert f"bundle     {ID}" in screen
    assert "next       invoke release --from=set-commits --env=production" in screen


def noticed(number: int) -> tuple[Finding, ...]:
    return tuple(
        finding("map-stale", subjects.File(f"{n}.js"), "is old", "build") for n in range(number)
    )


def test_warnings_are_shown_and_many_are_counted() -> None:
    """A hundred of them must not push the result off the screen."""
    quiet = finding("map-orphan", subjects.File("b.map"), "belongs to no script")
    ledger = with_outcomes(build=Built((), 0, 0, (*noticed(10), quiet)))
    screen = to_terminal(report(ledger))

    assert "  error: map-stale: 10 files, such as 0.js: is old (build)" in screen
    assert "1 more note:" in screen
    assert "map-orphan" not in screen


def test_a_finding_without_a_remedy_ends_with_its_sentence() -> None:
    """No empty brackets."""
    ledger = with_outcomes(
        build=Built((), 0, 0, (finding("map-stale", subjects.File("a"), "is old"),))
    )

    assert to_terminal(report(ledger)).splitlines()[-3].endswith("a: is old")


def test_a_fresh_ledger_has_only_a_next_command() -> None:
    """Nothing is claimed that was not done."""
    shown = report(Ledger("local", "web@1"))

    assert shown.next_step == "build"
    assert (shown.bundle_id, shown.debug_ids, shown.counts) == (None, 0, {})


LEFT: dict[str, Result | Failed] = {
    "build": Built((PAIR,), 1, 0),
    "inject": Injected((InjectedPair(PAIR, ID, Digest("a"), None),)),
    "create": Created("web@1", ("web",)),
    "set_commits": CommitsSet("local", 3, "acme/web", "b" * 40, None),
    "upload": Uploaded((StoredBundle(ID, Digest("a"), 10, 1),), 2, "ok"),
    "verify": Verified(Proof(COUNTS)),
    "finalize": Finalized("web@1", None),
}
NOT_HERE = Skipped("not here")


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        pytest.param((), "  finalized  every step is done", id="nothing skipped"),
        pytest.param(
            ("set_commits",),
            "  finalized  skipped: set-commits",
            id="finalized all the same",
        ),
        pytest.param(
            ("create", "finalize"),
            "  ended      skipped: create, finalize",
            id="never finalized",
        ),
    ],
)
def test_the_last_line_never_calls_a_skipped_step_done(
    skipped: tuple[str, ...], expected: str
) -> None:
    """On Bugsink, which has no releases, it once said that every step was done and finalized."""
    ledger = with_outcomes(**(LEFT | dict.fromkeys(skipped, NOT_HERE)))

    assert expected == to_terminal(report(ledger)).splitlines()[-1]


def test_an_upload_that_may_be_left_out_is_never_shown_as_done() -> None:
    """The setting, and what nobody knows without an upload, stand on the last line."""
    proof = Proof(COUNTS, (finding("not-tried", subjects.Endpoint("test events"), "no bundles"),))
    skipped = Skipped("no bundles", "server.without")
    left = {**LEFT, "upload": skipped, "verify": Verified(proof)}
    shown = report(with_outcomes(**left))

    assert to_terminal(shown).splitlines()[-1] == (
        "  finalized  skipped: upload; server.without allows that, and no stack trace will resolve;"
        " not tried: test events"
    )
    assert shown.untried == ("test events",)


def test_an_upload_that_was_left_out_is_the_next_step() -> None:
    """The control: without a setting that allows it there is something left to do."""
    ledger = with_outcomes(**(LEFT | {"upload": NOT_HERE}))

    assert to_terminal(report(ledger)).splitlines()[-1] == (
        "  next       invoke release --from=upload --env=production"
    )


def test_what_was_not_tried_stands_on_the_last_line() -> None:
    """Every step was done, and a part of the proof was not: both are so."""
    proof = Proof(
        COUNTS, (finding("not-permitted", subjects.Endpoint("test events", "web"), "no scope"),)
    )
    ledger = with_outcomes(**(LEFT | {"verify": Verified(proof)}))

    assert to_terminal(report(ledger)).splitlines()[-1] == (
        "  finalized  every step is done; not tried: test events of web"
    )


@pytest.mark.parametrize(
    ("step", "outcomes", "expected"),
    [
        ("create", {"create": Failed("down", 31)}, "nothing is finalized; later: invoke release"
         " --from=create"),
        ("finalize", LEFT | {"finalize": Failed("down", 31)}, "finalize may have done a part;"
         " later: invoke release --from=finalize"),
        ("upload", LEFT, "nothing is finalized; later: invoke release --from=upload"),
        ("build", {}, "nothing is finalized; later: invoke release"),
    ],
)  # fmt: skip
def test_a_failure_that_ends_with_0_says_so_and_what_completes_it(
    step: str, outcomes: dict[str, Result | Failed], expected: str
) -> None:
    """The last line of a log is the one that is read, and a green job hides all others."""
    before = {} if step != "create" else {"build": LEFT["build"], "inject": LEFT["inject"]}
    ledger = with_outcomes(**(before | outcomes)) if outcomes else None

    assert failed_line(step, next_command(ledger) or again(step)) == (
        f"FAILED at {step}; on_failure is warn, so this ends with 0, and {expected}"
    )


def test_accepted_findings_come_last_and_are_counted_once() -> None:
    """The proof repeats the errors of inject; the count on the last line must not."""
    error = Finding("debug-id-shared", "error", "a.js", "is shared", "fix", "known")
    note = Finding("map-orphan", "info", "b.map", "alone", "", "known too")
    warning = finding("csp-hash-kept", subjects.File("c.js"), "is allowed by its digest")
    outcomes = LEFT | {
        "build": Built((PAIR,), 1, 0, (note,)),
        "inject": Injected((), (error, warning)),
        "verify": Verified(Proof(COUNTS, (error,))),
    }
    shown = report(with_outcomes(**outcomes))
    screen = to_terminal(shown).splitlines()

    assert 1 == shown.accepted
    assert "  finalized  proven, but for 1 accepted" == screen[-1]
    assert "  accepted: debug-id-shared: a.js: is shared (known)" in screen
    assert screen.index("  warning: csp-hash-kept: c.js: is allowed by its digest") < screen.index(
        "  accepted: debug-id-shared: a.js: is shared (known)"
    )
    assert "  1 more note: invoke status --notes --env=production" in screen
    assert "no errors but for 1 accepted in 40 positions" in to_terminal(shown)


def test_an_acceptance_never_hides_that_a_step_was_skipped() -> None:
    """Both belong on the last line."""
    outcomes = LEFT | {
        "set_commits": NOT_HERE,
        "build": Built((), 1, 0, (Finding("map-stale", "error", "a", "old", "", "known"),)),
    }

    assert to_terminal(report(with_outcomes(**outcomes))).splitlines()[-1] == (
        "  finalized  skipped: set-commits; proven, but for 1 accepted"
    )


def test_files_that_changed_make_the_build_the_next_step() -> None:
    """Every step was done, and on other files."""
    shown = report(with_outcomes(**LEFT), Standing(changed=("a.js", "b.js")))

    assert "build" == shown.next_step
    assert "  changed    a.js and 1 more, since these steps" in to_terminal(shown)


def test_a_build_that_failed_is_shown_instead_of_the_release_before() -> None:
    """The last screen once said of the new release that every step is done."""
    failed = Entry(0, {}, Failed("the build command failed", 40), "2026-01-01T00:00:00Z", 1.0)
    ledger = msgspec.structs.replace(with_outcomes(**LEFT), attempt=Attempt("web@2", None, failed))
    screen = to_terminal(report(ledger))

    assert screen.startswith("release web@2 for production")
    assert "build        FAILED" in screen
    assert "every step" not in screen
    assert "kept       what was done for web@1" in screen


def test_one_thing_is_told_as_one() -> None:
    """1 debug IDs looked up, 1 files and 0.0 MB were seen on the first screen of everyone."""
    counts = {Count.FILES_LISTED: 1, Count.DEBUG_IDS_LOOKED_UP: 1, Count.CONTROLS: 1}
    outcomes = LEFT | {
        "upload": Uploaded((StoredBundle(ID, Digest("a"), 4_200, 1),), 1, "ok"),
        "verify": Verified(Proof(counts)),
    }
    screen = to_terminal(report(with_outcomes(**outcomes)))

    assert "server: 1 file listed, 1 debug ID looked up, 1 control" in screen
    assert "1 file, 4.2 kB in 1 chunk" in screen
    assert "no errors in 1 control" in screen


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no pairs"), (1, "no pairs, 1 map not judged"), (2, "no pairs, 2 maps not judged")],
)
def test_maps_that_were_not_judged_are_counted(number: int, words: str) -> None:
    """Nothing said would read as a pass."""
    told = tuple(
        finding("map-not-judged", subjects.File(f"{each}.map"), "too little")
        for each in range(number)
    )
    ledger = with_outcomes(build=Built((), 0, 0, told))

    assert words == report(ledger).lines[0].words
