"""Reports to make pages of: a release that is proven, one that failed, a very large one."""

from collections.abc import Iterable, Sequence

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.proof import Proof
from buildtools.proof.counts import row
from buildtools.proof.evidence import Evidence
from buildtools.proof.lines import Head, Kept
from buildtools.proof.record import LeftOut
from buildtools.proof.trials import Frame, Original, Outcome, PairState, Trial
from buildtools.proof.trials import outcome as outcome_of
from buildtools.reports.full.report import FullReport, full_report
from buildtools.reports.full.weight import Weighed
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    InjectedPair,
    Result,
    StoredBundle,
    Uploaded,
    Verified,
)
from buildtools.review.reviewed import Figure, Table
from buildtools.values import DebugId, Digest, Kind, Pair, digest_of

RELEASE = "shop@1.4.0"
BUNDLE = DebugId("0f7c1ad3-5a0c-5c4e-8a0e-bb4d0a7a9d11")
SCRIPTS: tuple[tuple[str, Kind, int], ...] = (
    ("out/web/page.js", "browser", 310_400),
    ("out/web/chunk-R6QZX3VN.js", "browser", 124_950),
    ("out/web/receipt-GDOZV2CS.js", "browser", 48_211),
    ("out/web/money.js", "browser", 9_020),
    ("out/web/oven.js", "browser", 1_204),
    ("out/server/server.js", "node", 72_300),
)
WEIGHT = Weighed(
    RELEASE,
    "2026-11-26",
    (
        Figure("weight-all-gz", 62_551, "gzip 6 of 5 scripts for browsers, by source maps"),
        Figure("weight-first-page-gz", 56_854, "gzip 6"),
        Figure("weight-first-page-share", 0.2887, "gzip 6"),
    ),
    (
        Table(
            "weight-by-package",
            "Scripts for browsers, by package",
            ("package", "raw, bytes", "gzip 6, bytes"),
            (
                ("react-dom", 207_008, 64_604),
                ("@sentry/core", 100_002, None),
                ("web-vitals", 17_854, 5_662),
                ("the app", 17_067, 7_548),
                ("Sentry, as one", 166_470, 62_551),
                ("all scripts for browsers", 493_785, 196_912),
            ),
            "review, by source maps; gzip 6",
            "Sentry is @sentry/core, web-vitals.",
        ),
        Table(
            "weight-by-page",
            "Scripts of pages, and Sentry in them",
            ("page", "scripts", "raw, bytes", "share, %"),
            (("/, before it works", 3, 483_561, 28.9), ("all scripts", 5, 493_785, None)),
            "review, by source maps; gzip 6",
        ),
    ),
)
TOOK = (41.7, 0.3, 0.5, 0.1, 0.9, 6.0, 0.2)


def pair(path: str, kind: Kind, size: int | None) -> InjectedPair:
    """A script that was injected, as the ledger keeps it."""
    url = f"~/{path.partition('/')[2]}" if kind == "browser" else f"app:///{path}"
    digest = digest_of(path.encode())
    id_ = DebugId(f"{digest[:8]}-{digest[8:12]}-5{digest[12:15]}-8{digest[15:18]}-{digest[18:30]}")
    named = Pair(path, f"{path}.map", url, f"{url}.map", kind)
    return InjectedPair(
        named, id_, digest, digest, script_bytes=msgspec.UNSET if size is None else size
    )


def pairs(scripts: Iterable[tuple[str, Kind, int | None]] = SCRIPTS) -> tuple[InjectedPair, ...]:
    """All scripts, injected."""
    return tuple(pair(*each) for each in scripts)


def trials(injected: Sequence[InjectedPair], *wrong: str) -> tuple[Trial, ...]:
    """What was tried of them: their IDs, and a frame of each; those of `wrong` failed."""
    made = []
    for number, each in enumerate(injected):
        script, id_ = each.pair.script, each.debug_id
        kind, outcome = each.pair.kind, outcome_of(passed=script not in wrong)
        state = PairState(id_, id_, id_, id_, (900, 900))
        made.append(Trial("pair", subjects.File(script), "passed", state, kind))
        made.append(frame(each, outcome, number))
    return tuple(made)


def frame(each: InjectedPair, outcome: Outcome, number: int) -> Trial:
    """A frame that was sent, and what came back; one that failed is a line off."""
    text = f"  return total(lines, {number});"
    expected = Original("../src/till.ts", 40 + number, 12, "total", text=text)
    shown = Original("../src/till.ts", 41 + number, 12, "total", text="}")
    sent = Frame(
        *("web", "e" * 32, each.pair.url, each.debug_id, 1, 2_040 + number),
        expected=expected,
        shown=expected if outcome == "passed" else shown,
        resolved=True,
        why="" if outcome == "passed" else "another line",
    )
    place = subjects.File(each.pair.script, 1, 2_040 + number)
    return Trial("frame", place, outcome, sent, each.pair.kind)


def proof(injected: Sequence[InjectedPair], findings: Sequence[Finding] = ()) -> Proof:
    """What the trials add up to."""
    counts = {}
    for kind in ("browser", "node"):
        number = sum(each.pair.kind == kind for each in injected)
        for noun, times in (("pairs", 1), ("positions", 9), ("frames", 1)):
            counts[row(noun, kind)] = times * number  # type: ignore[arg-type]
    counts[row("debug IDs looked up")] = len(injected)
    return Proof(counts, tuple(findings), Digest("5" * 40))


def ledger(*results: Result | Failed, release: str = RELEASE) -> Ledger:
    """A ledger of steps that were done one after the other."""
    steps = ("build", "inject", "create", "set-commits", "upload", "verify", "finalize")
    made = Ledger("production", release)
    for number, (step, result) in enumerate(zip(steps, results, strict=False)):
        before = {steps[number - 1]: number} if number else {}
        began = f"2026-11-26T09:3{number}:00Z"
        made = made.record(step, Entry(0, before, result, began, TOOK[number]))
    return made


def released(
    injected: Sequence[InjectedPair],
    found: Sequence[Finding] = (),
    *,
    release: str = RELEASE,
    built: Sequence[Finding] = (),
) -> list[Result | Failed]:
    """What the steps left of a release, to its end."""
    every = tuple(each.pair for each in injected)
    head = "4b22ad6a50186ceda7ab5c75bcd5415cb8405d89"
    return [
        Built(every, len(every) + 3, 3, tuple(built)),
        Injected(tuple(injected)),
        Created(release, ("web",)),
        CommitsSet("local", 20, "acme/shop", head, None),
        Uploaded((StoredBundle(BUNDLE, None, 911_200, 1),), 2 * len(every), "ok"),
        Verified(proof(injected, found), "symbolic 13.9.0"),
        Finalized(release, "production"),
    ]


def told(
    made: Ledger,
    tried: Sequence[Trial] = (),
    left_out: Sequence[LeftOut] = (),
    *,
    source: bool = True,
) -> FullReport:
    """The report of a ledger, by a version that does not change."""
    head = Head(made.environment, made.release)
    kept = Kept(head, tuple(tried), tuple(left_out), Digest("5" * 40)) if tried else None
    evidence = Evidence(kept, digest=Digest("7" * 40))
    return full_report(made, evidence, server="web of acme", source=source, version="1.2.3")


def clean(*, source: bool = True) -> FullReport:
    """A release that is proven and finalized, and was reviewed."""
    injected = pairs()
    report = told(ledger(*released(injected)), trials(injected), source=source)
    return msgspec.structs.replace(report, weight=WEIGHT)


def failed() -> FullReport:
    """A release whose proof failed: a frame of a script is a line off, a warning and notes."""
    injected = pairs()
    wrong = finding(
        "frame-wrong",
        subjects.File("out/web/money.js", 1, 2_043),
        "resolves to ../src/till.ts:44, and must to ../src/till.ts:43",
    )
    differs = finding(
        "source-contradicts",
        subjects.File("out/web/oven.js"),
        "its map's text of ../src/oven.ts differs from the project's",
        "clean and build",
    )
    left = released(injected, [differs, wrong])[:6]
    return told(ledger(*left), trials(injected, "out/web/money.js"))


def warned() -> FullReport:
    """A release that is proven and finalized, with a warning and an error that is accepted."""
    injected = pairs()
    differs = finding(
        "source-contradicts",
        subjects.File("out/web/oven.js"),
        "its map's text of ../src/oven.ts differs from the project's",
    )
    published = msgspec.structs.replace(
        finding(
            "source-published", subjects.File("out/web/oven.js"), "is the source itself, and served"
        ),
        accepted="the example's source is public",
    )
    made = ledger(*released(injected, [differs], built=[published]))
    return told(made, trials(injected))


def stopped() -> FullReport:
    """A release whose upload failed."""
    refused = Failed(
        "the server took 3 of 12 chunks, then closed the connection",
        31,
        ("POST /api/0/organizations/acme/chunk-upload/", "502 Bad Gateway, 3 tries"),
        "try again: what was sent is kept",
    )
    return told(ledger(*released(pairs())[:4], refused))


def many(number: int, findings: int = 0) -> FullReport:
    """A release of very many scripts, and of findings about them."""
    scripts: list[tuple[str, Kind, int | None]] = [
        (f"out/web/chunks/{one:04}-{one * 7919 % 99_991:08x}.js", "browser", 900_000 // (one + 1))
        for one in range(number)
    ]
    injected = pairs(scripts)
    sentence = "resolves to another line than it did before injection"
    found = [
        finding(
            "frame-wrong" if one % 2 else "map-stale",
            subjects.File(scripts[one % number][0], 1, one),
            sentence,
        )
        for one in range(findings)
    ]
    made = ledger(*released(injected, found)[: 6 if findings else 7])
    return told(made, trials(injected), [LeftOut("frame", "passed", 5_000)])
