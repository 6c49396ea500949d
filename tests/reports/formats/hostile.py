"""Texts as nobody would write them, and everybody may find them in a build."""

import msgspec

from buildtools.findings import finding
from buildtools.findings.subjects import File, Setting
from buildtools.ledger import Entry, Failed, Ledger
from buildtools.proof.evidence import Evidence
from buildtools.reports.full.report import FullReport, full_report

NASTY = (
    "\x1b[31mred\x00\x0b\x7f\x9b",
    "half \ud800 and \udc9f of one",
    "not a character \ufffe \uffff \U0001ffff",
    "]]> --> <!-- <script>alert(1)</script> &amp; <img src=x onerror=y>",
    "a | b \\| c `d | e` **f** [g](javascript:h) ![i](data:j) @everyone #1",
    "http://evil.example/x https://evil.example www.evil.example a@evil.example",
    "one\ntwo\r\nthree\ttab\u2028line\u202etrap",
    "quotes ' \" and \U0001f680",
    "# heading\n| --- |\n```\nfence\n~~~",
    "e" * 300_000,
)


def hostile(code: str = "map-stale") -> FullReport:
    """Return a report whose every text is one of these."""
    found = tuple(
        finding(code, File(f"dir/{text[:300]}.js", 3, 7), text, text, also=[File("other.js")])
        for text in NASTY
    )
    accepted = msgspec.structs.replace(
        finding(code, Setting("accept", NASTY[4]), NASTY[3]), accepted=NASTY[4]
    )
    failed = Failed(NASTY[3], 30, NASTY, NASTY[4], findings=(*found, accepted))
    ledger = Ledger(f"prod {NASTY[4]}", f"web {NASTY[3]}")
    ledger = ledger.record("build", Entry(0, {}, failed, "2026-01-02T03:04:05Z", 0.25))
    return full_report(ledger, Evidence(lacking=NASTY), server=NASTY[3], version="1.2.3")


def many(number: int, *, also: int = 0) -> FullReport:
    """Return a report with so many findings, each about some files more."""
    found = tuple(
        finding(
            "map-stale",
            File(f"dist/chunk-{at}.js", 1, 1),
            f"is older than its script, by {at} seconds",
            "build again",
            severity="warning" if at % 3 else "error",
            also=[File(f"dist/{at}-{more}.js") for more in range(also)],
        )
        for at in range(number)
    )
    failed = Failed("the build is old", 21, (), "build again", "map-stale", found)
    ledger = Ledger("production", "web@1")
    ledger = ledger.record("build", Entry(0, {}, failed, "2026-01-02T03:04:05Z", 0.25))
    return full_report(ledger, Evidence(), version="1.2.3")
