"""Trials that are made up, for tests of what keeps them."""

from collections.abc import Iterator

from buildtools.findings.subjects import DebugId as IdSubject
from buildtools.findings.subjects import Endpoint, Event, File, Url
from buildtools.proof import trials
from buildtools.proof.lines import Head
from buildtools.proof.trials import Original, Outcome, Trial
from buildtools.values import DebugId

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
HEAD = Head("production", "web@1", "7")
ORIGINAL = Original("src/a.ts", 3, 5, "pay", "total", "  total();")


def position(outcome: Outcome = "passed", line: int = 1) -> Trial:
    """A position of a script."""
    after = None if outcome == "failed" else ORIGINAL
    evidence = trials.Position(1, 9, ORIGINAL, after)
    return Trial("position", File("a.js", line, 12), outcome, evidence, "browser")


def frame(outcome: Outcome = "passed", why: str = "") -> Trial:
    """A frame of a test event."""
    sent = trials.Frame("web", "e" * 32, "~/a.js", ID, 2, 12, ORIGINAL, ORIGINAL, True, why)
    return Trial("frame", File("a.js", 2, 12), outcome, sent, "browser")


def one_of_each() -> Iterator[Trial]:
    """A trial of each check, with each kind of evidence."""
    state = trials.PairState(ID, ID, None, ID, (40, 41), "scopes")
    asked = trials.Answer("web", ID, ("bundle 1",))
    yield Trial("file", File("b.js"), "failed", trials.FileState("is not as inject left it"))
    yield Trial("pair", File("a.js"), "failed", state, "browser")
    yield position()
    yield position("failed")
    held = trials.InFile(ORIGINAL, "src/a.ts", "total();", "total")
    yield Trial("original", File("a.js", 2, 3), "failed", held, "browser")
    unheld = trials.InFile(ORIGINAL)
    yield Trial("original", File("a.js", 2, 3), "not-tried", unheld, "browser")
    yield Trial("look-up", IdSubject(ID), "passed", asked)
    yield Trial("listed-file", Endpoint("listing", "web"), "not-tried", trials.Untried("no scope"))
    yield Trial("event", Event("e" * 32), "failed", trials.EventState("web", 3, "late"), "node")
    yield frame()
    yield frame("failed", "came back minified")
    control = trials.Control("web", "look-up", refused=True)
    yield Trial("control", IdSubject(ID), "passed", control)
    yield from _of_a_site()


def _of_a_site() -> Iterator[Trial]:
    script, url = Url("~/a.js"), "https://www.example.com/a.js"
    right = trials.Served(url, "br", "br", 200, "exact", 1200, 1200, headers={"age": "7"})
    other = trials.Served(
        url, "gzip", "identity", 200, "other-release", 900, None, 3, "x", "y", ID, "web@0", "why"
    )
    yield Trial("served", script, "passed", right, "browser")
    yield Trial("served", script, "failed", other, "browser")
    yield Trial("page", Url("~/"), "failed", trials.Page(url, 200, 0, ("/b.js",), "", {"age": "7"}))
    yield Trial("exposed", Url("~/a.js.map"), "passed", trials.Exposed(url, "a comment", 404))
    yield from _in_a_browser(url)


def _in_a_browser(url: str) -> Iterator[Trial]:
    script, at = Url("~/a.js"), Url("https://www.example.com/")
    yield Trial("registered", script, "failed", trials.Registered(url, ID, ("other",)))
    sdk = trials.Sdk("project", "h/7", None, "its options", "the server is the sandbox")
    yield Trial("sdk", at, "not-tried", sdk)
    yield Trial("policy", at, "failed", trials.Policy("https://h", "connect-src 'self'"))
    yield Trial("worker", script, "failed", trials.FromWorker(url, "1" * 40, "2" * 40, "v1"))
