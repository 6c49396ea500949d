"""A full report says what is kept, and claims no more than that."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from buildtools.errors import MapsRefused
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import DebugId as Id
from buildtools.findings.subjects import Endpoint, File, Setting, Subject
from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.next_command import Standing
from buildtools.pipeline.doing import failed
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.proof.evidence import Evidence
from buildtools.proof.lines import Head, Kept
from buildtools.proof.record import LeftOut
from buildtools.proof.trials import (
    Answer,
    Check,
    Frame,
    Original,
    Outcome,
    PairState,
    Trial,
    Untried,
)
from buildtools.proof.trials import (
    Evidence as Seen,
)
from buildtools.reports.full.outward import outward
from buildtools.reports.full.report import FullReport, full_report
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    InjectedPair,
    Looked,
    Result,
    Skipped,
    StoredBundle,
    Uploaded,
    Verified,
)
from buildtools.values import DebugId, Digest, Pair

ONE, TWO = (DebugId(f"{n}08a2094-fb8b-58cc-bcc5-18d78fd46660") for n in "ef")
A = Pair("a.js", "a.js.map", "~/a.js", "~/a.js.map", "browser")
B = Pair("b.js", "b.js.map", "~/b.js", "~/b.js.map", "browser")
COUNTS = {Count.BROWSER_PAIRS: 2, Count.BROWSER_POSITIONS: 40}
ORIGINAL = Original("src/a.ts", 3, 5, "add", text="secret code")

TO_INJECT: dict[str, Result] = {
    "build": Built((A, B), 2, 0),
    "inject": Injected(
        (
            InjectedPair(A, ONE, Digest("a"), Digest("b"), script_bytes=120),
            InjectedPair(B, TWO, Digest("c"), Digest("d")),
        )
    ),
}
TO_UPLOAD = TO_INJECT | {
    "create": Created("web@1", ("web",)),
    "set-commits": CommitsSet("local", 3, "acme/web", "b" * 40, None),
    "upload": Uploaded((StoredBundle(ONE, Digest("a"), 5, 1),), 4, "ok"),
}


def ledger_of(outcomes: dict[str, Result | Failed]) -> Ledger:
    """Return a ledger in which these were left, one after another."""
    ledger = Ledger("production", "web@1")
    for step, outcome in outcomes.items():
        ledger = ledger.record(step, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 1.25))
    return ledger


def verified(*findings: Finding, finalized: bool = True) -> Ledger:
    """Return a ledger with a proof that has found this."""
    proof = Verified(Proof(COUNTS, findings), "symbolic 13.9.0")
    after = {"finalize": Finalized("web@1", "production")} if finalized else {}
    return ledger_of({**TO_UPLOAD, "verify": proof, **after})


def pair(script: str, outcome: Outcome = "passed", *, compared: bool = True) -> Trial:
    """Return the trial of a pair's debug IDs."""
    entries = (4, 4) if compared else None
    return Trial("pair", File(script), outcome, PairState(ONE, ONE, ONE, ONE, entries), "browser")


def look_up(name: DebugId, outcome: Outcome = "passed") -> Trial:
    return Trial("look-up", Id(name), outcome, Answer("web", name))


def kept(trials: Sequence[Trial], left_out: Sequence[LeftOut] = ()) -> Evidence:
    """Return trials as they lie beside a ledger."""
    head = Head("production", "web@1")
    return Evidence(Kept(head, tuple(trials), tuple(left_out), Digest("e")))


GOOD = kept([pair("a.js"), pair("b.js"), look_up(ONE), look_up(TWO)])


def outcomes_of(told: FullReport) -> list[tuple[str, str]]:
    return [(each.outcome, each.why) for each in told.pairs]


def test_a_release_that_is_proven_says_so() -> None:
    """Its title, its code and each case agree."""
    told = full_report(verified(), GOOD, server="web of acme at sentry.io", version="9")

    assert ("proven", 0, "every step is done, and proven") == (
        told.verdict,
        told.exit_code,
        told.sentence,
    )
    assert [("proved", ""), ("proved", "")] == outcomes_of(told)
    assert [("pair", "proved"), ("look-up", "proved")] == [
        (each.check, each.outcome) for each in told.checks
    ]
    assert (120, None) == (told.pairs[0].bytes, told.pairs[1].bytes)
    assert ("", None, "") == (told.command, told.failure, "".join(told.lacking))
    assert ("symbolic 13.9.0", "9", 8.75) == (
        told.made.resolver,
        told.made.reported_by,
        told.made.seconds,
    )


@pytest.mark.parametrize(
    ("outcomes", "verdict", "code", "sentence"),
    [
        (TO_INJECT, "unfinished", 22, "not finished: create is next"),
        (
            TO_INJECT | {"create": Failed("the server said no", 30, ("status 403",), "ask")},
            "failed",
            30,
            "create failed: the server said no",
        ),
        (
            TO_UPLOAD | {"verify": Skipped("told so"), "finalize": Finalized("web@1", None)},
            "not proven",
            0,
            "1 step skipped; skipped: verify",
        ),
    ],
    ids=["unfinished", "failed", "not proven"],
)
def test_a_verdict_is_that_of_its_steps(
    outcomes: dict[str, Result | Failed], verdict: str, code: int, sentence: str
) -> None:
    """What is left, failed or left out is never called proven."""
    told = full_report(ledger_of(outcomes), Evidence())

    assert (verdict, code, sentence) == (told.verdict, told.exit_code, told.sentence)


def test_a_failed_step_keeps_why() -> None:
    """Whoever reads it tomorrow has no screen of the run."""
    failure = Failed("the server said no", 30, ("status 403",), "ask an owner", "token-cut")
    told = full_report(ledger_of({**TO_INJECT, "create": failure}), Evidence())

    assert told.failure is not None
    assert ("create", "the server said no", ("status 403",), "ask an owner", 30, "token-cut") == (
        msgspec.structs.astuple(told.failure)
    )
    assert [("not tried", "verify has not run")] * 2 == outcomes_of(told)


def test_a_refused_build_keeps_all_its_findings() -> None:
    """The screen shows ten of them, and a table of code quality needs each."""
    found = [finding("map-empty", File(f"{n}.js"), "its map is empty") for n in range(12)]
    left = failed(MapsRefused(found))
    told = full_report(ledger_of({"build": left}), Evidence())

    assert 12 == len(told.findings)
    assert {"build"} == {each.step for each in told.findings}
    assert (21, "map-empty") == (told.exit_code, left.code)


def test_a_proof_with_errors_fails_the_pairs_that_they_are_about() -> None:
    """The others are as proven as before."""
    error = finding("frame-wrong", File("a.js", 1, 2), "shows another line")
    trials = [pair("a.js"), pair("b.js"), look_up(TWO)]
    told = full_report(verified(error, finalized=False), kept(trials))

    assert ("failed", 50) == (told.verdict, told.exit_code)
    assert [("failed", "shows another line"), ("proved", "")] == outcomes_of(told)
    assert "frame-wrong" == told.pairs[0].code
    assert told.failure is not None
    assert "verify" == told.failure.step


@pytest.mark.parametrize(
    ("trials", "findings", "expected"),
    [
        ([pair("a.js", "failed")], (), ("warned", "pair of a.js failed")),
        (
            [pair("a.js", "failed")],
            (finding("source-differs", File("a.js"), "is older", severity="warning"),),
            ("warned", "is older"),
        ),
        (
            [pair("a.js", "failed")],
            (
                msgspec.structs.replace(
                    finding("map-stale", File("a.js"), "is old", severity="error"), accepted="known"
                ),
            ),
            ("accepted", "known"),
        ),
        (
            [pair("a.js")],
            (
                msgspec.structs.replace(
                    finding("map-stale", File("a.js"), "is old", severity="error"), accepted="known"
                ),
            ),
            ("accepted", "known"),
        ),
        ([pair("a.js")], (), ("proved", "on disk alone")),
        (
            [pair("a.js", compared=False), look_up(ONE)],
            (),
            ("not judged", "none of its positions could be compared"),
        ),
        ([look_up(ONE)], (), ("not tried", "no trial of it is kept")),
        (
            [pair("a.js"), look_up(ONE)],
            (finding("map-not-judged", File("a.js"), "too small", severity="info"),),
            ("proved", ""),
        ),
    ],
    ids=[
        "failed without a word",
        "a warning",
        "accepted",
        "accepted though all passed",
        "nothing on the server",
        "nothing compared",
        "no trial",
        "a note",
    ],
)
def test_a_pair_is_what_its_trials_and_findings_say(
    trials: list[Trial], findings: tuple[Finding, ...], expected: tuple[str, str]
) -> None:
    """A case that is not proven never reads as one that is."""
    told = full_report(verified(*findings), kept(trials))

    assert expected == outcomes_of(told)[0]


def test_what_is_about_many_pairs_is_about_each() -> None:
    """A finding of a hundred files names the first as its subject."""
    error = finding("frame-wrong", File("b.js"), "wrong", also=[File("a.js")])
    told = full_report(verified(error, finalized=False), GOOD)

    assert ["failed", "failed"] == [each.outcome for each in told.pairs]


@pytest.mark.parametrize(
    ("about", "code", "outcome"),
    [
        (Setting("verify.events"), "not-tried", "not tried"),
        (Endpoint("look-up", "web"), "not-offered", "not offered"),
        (Endpoint("look-up", "web"), "not-permitted", "not tried"),
    ],
    ids=["switched off", "not offered", "not permitted"],
)
def test_what_was_not_tried_is_a_case(about: Subject, code: str, outcome: str) -> None:
    """A proof without it is proven in part."""
    told = full_report(verified(finding(code, about, "why")), GOOD)

    assert "proven in part" == told.verdict
    assert (str(about), outcome, "why") == (
        told.checks[-1].check,
        told.checks[-1].outcome,
        told.checks[-1].why,
    )


@pytest.mark.parametrize(
    ("trials", "findings", "expected"),
    [
        ([("passed", 2)], (), ("proved", "")),
        ([("passed", 2), ("not-tried", 3)], (), ("proved", "3 others not tried")),
        ([("not-tried", 3)], (), ("not tried", "none of 3 trials could be made")),
        ([("passed", 1), ("failed", 1)], (), ("warned", "1 of 2 trials failed")),
        (
            [("failed", 1)],
            (finding("frame-wrong", File("a.js"), "wrong"),),
            ("failed", "1 of 1 trial failed"),
        ),
        (
            [("failed", 1)],
            (msgspec.structs.replace(finding("map-stale", File("a"), "old"), accepted="known"),),
            ("accepted", "1 of 1 trial failed"),
        ),
    ],
    ids=["passed", "passed in part", "not tried", "warned", "failed", "accepted"],
)
def test_a_check_counts_all_its_trials(
    trials: list[tuple[Outcome, int]], findings: tuple[Finding, ...], expected: tuple[str, str]
) -> None:
    """Those that did not fit into the file count, too."""
    first, *rest = trials
    one = Trial("look-up", Id(ONE), first[0], Untried("why"))
    left = [LeftOut("look-up", first[0], first[1] - 1)] if first[1] > 1 else []
    left += [LeftOut("look-up", outcome, number) for outcome, number in rest]
    told = full_report(verified(*findings, finalized=False), kept([one], left))

    assert expected == (told.checks[0].outcome, told.checks[0].why)
    assert dict(trials).get("failed", 0) == told.tried["look-up"].failed
    assert sum(dict(trials).values()) == told.tried["look-up"].number


@pytest.mark.parametrize(
    ("findings", "counts", "pairs", "check"),
    [
        ((), COUNTS, "proved", "proved"),
        ((), {Count.BROWSER_PAIRS: 1}, "not judged", "proved"),
        (
            (finding("frame-wrong", File("c.js"), "wrong"),),
            COUNTS,
            "not judged",
            "not judged",
        ),
    ],
    ids=["all counted", "not all counted", "an error somewhere"],
)
def test_without_trials_only_the_counts_are_left(
    findings: tuple[Finding, ...], counts: dict[Count, int], pairs: str, check: str
) -> None:
    """What nobody can look up any more is said as that."""
    proof = Verified(Proof(counts, findings))
    told = full_report(ledger_of({**TO_UPLOAD, "verify": proof}), Evidence(lacking=("proof: no",)))

    assert {pairs} == {each.outcome for each in told.pairs}
    assert [check] == [each.outcome for each in told.checks]
    assert ("proof: no",) == told.lacking


@pytest.mark.parametrize(
    ("verify", "expected"),
    [
        (Failed("nobody answered", 31), ("not tried", "verify failed: nobody answered")),
        (Skipped("server.without"), ("skipped", "server.without")),
    ],
    ids=["failed", "skipped"],
)
def test_pairs_without_a_proof_say_why(verify: Result | Failed, expected: tuple[str, str]) -> None:
    """The step that should have proven them did not."""
    told = full_report(ledger_of({**TO_UPLOAD, "verify": verify}), Evidence())

    assert expected == outcomes_of(told)[0]


def test_a_proof_of_other_files_is_none() -> None:
    """After a new build the old proof says nothing of these pairs."""
    ledger = ledger_of({**TO_UPLOAD})
    proof = Entry(0, {"build": 1}, Verified(Proof(COUNTS)), "2026-01-01T00:00:00Z", 1.0)
    ledger = ledger.record("verify", proof)
    ledger = ledger.record("build", ledger.entries["build"])
    told = full_report(ledger, GOOD)

    assert [("not tried", "verify is out of date")] * 2 == outcomes_of(told)
    assert () == told.checks


def test_pairs_of_a_build_alone_are_cases_too() -> None:
    """Nothing is proven of them yet."""
    told = full_report(ledger_of({"build": TO_INJECT["build"]}), Evidence())

    assert [("a.js", None, "not tried"), ("b.js", None, "not tried")] == [
        (each.script, each.debug_id, each.outcome) for each in told.pairs
    ]


def test_a_failed_build_of_another_release_is_what_is_told() -> None:
    """The release before is named, and none of its cases is shown as of this one."""
    entry = Entry(1, {}, Failed("the build failed", 40), "2026-01-02T00:00:00Z", 1.0)
    ledger = msgspec.structs.replace(verified(), attempt=Attempt("web@2", None, entry), app="shop")
    told = full_report(ledger, GOOD)

    assert ("web@2", "web@1", "shop", "failed", 40) == (
        told.release,
        told.kept,
        told.app,
        told.verdict,
        told.exit_code,
    )
    assert ((), (), "invoke release --env=production") == (told.pairs, told.checks, told.command)


def test_what_a_site_serves_is_told_beside_the_proof() -> None:
    """Its checks are cases of their own."""
    error = finding("served-missing", File("a.js"), "is not served")
    looked = Looked(Proof({Count.ANSWERS_COMPARED: 1}, (error,)), "https://www.example.com", 2, 1)
    proof = Verified(Proof(COUNTS))
    ledger = ledger_of({**TO_UPLOAD, "verify": proof, "live": looked})
    served = Trial("served", File("a.js"), "failed", Untried("gone"))
    live = Kept(Head("production", "web@1"), (served,), (), Digest("f"))
    told = full_report(ledger, msgspec.structs.replace(GOOD, live=live))

    assert ("failed", 60) == (told.verdict, told.exit_code)
    assert ("live", "served", "failed") == (
        told.checks[-1].of,
        told.checks[-1].check,
        told.checks[-1].outcome,
    )
    assert {"proved"} == {each.outcome for each in told.pairs}


def frame(outcome: Outcome, script: str = "a.js") -> Trial:
    """Return the trial of a frame."""
    shown = ORIGINAL if outcome == "passed" else None
    state = Frame("web", "e1", "~/a.js", ONE, 1, 20, ORIGINAL, shown, outcome == "passed")
    return Trial("frame", File(script, 1, 20), outcome, state, "browser")


def test_frames_stand_beside_their_places_the_failed_ones_first() -> None:
    """A reader sees what came back of which place."""
    told = full_report(verified(), kept([frame("passed"), frame("failed", "b.js")]))

    assert [("b.js", "failed", None), ("a.js", "passed", ORIGINAL)] == [
        (each.script, each.outcome, each.shown) for each in told.frames
    ]


def test_without_source_no_line_of_it_is_kept() -> None:
    """Places and names stay."""
    trials = kept([frame("passed"), frame("failed")])
    told = full_report(verified(), trials, source=False)

    assert "secret code" not in str(told)
    assert "add" == told.frames[0].expected.function


def test_findings_are_told_once_the_gravest_first() -> None:
    """The proof repeats what inject has found."""
    note = finding("map-not-judged", File("a.js"), "too small", severity="info")
    error = finding("frame-wrong", File("a.js"), "wrong")
    accepted = msgspec.structs.replace(finding("map-stale", File("b.js"), "old"), accepted="known")
    built = msgspec.structs.replace(TO_INJECT["build"], findings=(note, accepted))
    proof = Verified(Proof(COUNTS, (note, error)))
    told = full_report(ledger_of({**TO_UPLOAD, "build": built, "verify": proof}), GOOD)

    assert [("verify", "frame-wrong"), ("build", "map-not-judged"), ("build", "map-stale")] == [
        (each.step, each.finding.code) for each in told.findings
    ]


def test_the_next_command_is_what_the_settings_want() -> None:
    """A release without the look that sentry.yml wants is not finished."""
    wanted = Standing(frozenset({"live"}))
    told = full_report(verified(), GOOD, wanted)

    assert ("unfinished", "invoke release --from=live --env=production") == (
        told.verdict,
        told.command,
    )


def test_no_secret_and_no_folder_leaves_the_machine() -> None:
    """A report is published; a ledger may quote what a server or a tool has said."""
    failure = Failed(
        "upload of /srv/app/out/a.js failed with s3cret-token",
        30,
        ("path /srv/app", "url https://h.example/srv/app/x", "not /srv/application"),
        "invoke release",
    )
    told = full_report(ledger_of({**TO_INJECT, "upload": failure}), kept([frame("passed")]))
    shown = outward(
        *(told, ("s3cret-token", "short", "original"), Path("/srv/app")),
        complete=lambda text: f"{text} --file=x",
    )

    assert shown.failure is not None
    assert "upload of out/a.js failed with ***" == shown.failure.what
    assert ("path .", "url https://h.example/srv/app/x", "not /srv/application") == (
        shown.failure.evidence
    )
    assert "invoke release --file=x" == shown.failure.remedy
    assert type(told) is type(shown)
    assert (told.pairs, told.frames) == (shown.pairs, shown.frames)


def test_every_check_has_words() -> None:
    """A new one without them would not be told at all."""
    from typing import get_args

    from buildtools.reports.full.checks import WHAT

    assert set(get_args(Check)) == set(WHAT)
    assert Seen is not None
