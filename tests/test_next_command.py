"""The next command, out of a ledger and what is so beside it."""

import msgspec
import pytest

from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.next_command import Standing, agreeing, next_command, next_step
from buildtools.proof import Proof
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    Looked,
    Result,
    Skipped,
    StoredBundle,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.values import DebugId

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
ALL: dict[str, Result | Failed] = {
    "build": Built((), 1, 0),
    "inject": Injected(()),
    "create": Created("web@1", ("web",)),
    "set-commits": CommitsSet("local", 1, "acme/web", "f" * 40, None),
    "upload": Uploaded((StoredBundle(ID, None, 1, 1),), 1, "ok"),
    "verify": Verified(Proof({})),
    "finalize": Finalized("web@1", "production"),
}


def with_(**outcomes: Result | Failed | None) -> Ledger:
    """A release that is done, but for what is said; None stands for a step that has not run."""
    ledger = Ledger("production", "web@1")
    said = {key.replace("_", "-"): each for key, each in outcomes.items()}
    for step, outcome in (ALL | said).items():
        if outcome is not None:
            ledger = ledger.record(step, Entry(0, {}, outcome, "2026-01-01T00:00:00Z", 0.1))
    return ledger


DONE = with_()
BLIND = with_(live=Looked(Proof({}), "https://www.example.com", reached=False), finalize=None)


@pytest.mark.parametrize(
    ("ledger", "standing", "command"),
    [
        pytest.param(None, Standing(), "invoke release", id="nothing has run"),
        pytest.param(DONE, Standing(), "", id="all is done"),
        pytest.param(
            with_(create=Failed("no", 30), verify=None),
            Standing(),
            "invoke release --from=create",
            id="a release that failed goes on to its end",
        ),
        pytest.param(
            with_(inject=None), Standing(), "invoke release --from=inject", id="it was undone"
        ),
        pytest.param(DONE, Standing(changed=("a.js",)), "invoke release", id="a file changed"),
        pytest.param(
            DONE,
            Standing(changed=("a.js.map",), back=("a.js.map",), stripped=True),
            "invoke release --from=strip",
            id="a map that was taken away is back",
        ),
        pytest.param(
            DONE,
            Standing(changed=("a.js", "a.js.map"), back=("a.js.map",), stripped=True),
            "invoke release",
            id="and another file is a new one",
        ),
        pytest.param(
            DONE,
            Standing(changed=("a.js",), stopped="inject"),
            "invoke release --from=inject",
            id="a step was stopped while it changed files",
        ),
        pytest.param(
            with_(upload=Failed("no", 31)),
            Standing(stripped=True),
            "invoke strip --undo",
            id="the maps that the step needs are kept",
        ),
        pytest.param(
            with_(finalize=None), Standing(stripped=True), "invoke release --from=finalize",
            id="the step needs no maps",
        ),
        pytest.param(
            with_(create=None, upload=None),
            Standing(gone=True),
            "invoke release",
            id="what was built is not here, and a later step reads it",
        ),
        pytest.param(
            with_(finalize=None), Standing(gone=True), "invoke release --from=finalize",
            id="what was built is not here, and nobody reads it any more",
        ),
        pytest.param(DONE, Standing(gone=True), "", id="a job that has the ledger alone"),
        pytest.param(
            BLIND, Standing(frozenset({"live"}), must_see=True), "invoke release --from=live",
            id="finalize needs to see the site, and nobody saw it",
        ),
        pytest.param(
            BLIND, Standing(frozenset({"live"})), "invoke release --from=finalize",
            id="nobody saw the site, and nothing needs that",
        ),
        pytest.param(
            DONE, Standing(frozenset({"strip"})), "invoke release --from=strip", id="wanted"
        ),
        pytest.param(
            with_(strip=Stripped((), "kept")), Standing(frozenset({"strip"})), "", id="done"
        ),
        pytest.param(
            with_(upload=Skipped("none here")), Standing(), "invoke release --from=upload",
            id="upload was left out, and nothing allows it",
        ),
    ],
)  # fmt: skip
def test_what_goes_on(ledger: Ledger | None, standing: Standing, command: str) -> None:
    """Each from what is so, and from nothing else."""
    assert command == next_command(ledger, standing)
    assert (next_step(ledger, standing) is None) == (not command)


def test_a_build_that_opened_no_release_is_tried_again() -> None:
    """Nothing follows on the release before it."""
    entry = Entry(1, {}, Failed("no", 40), "2026-01-01T00:00:00Z", 0.1)
    tried = msgspec.structs.replace(DONE, attempt=Attempt("web@2", None, entry))

    assert "invoke release" == next_command(tried)


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("invoke release --from=upload --env=ci", "invoke release"),
        ("invoke strip --undo --env=ci", "invoke strip --undo --env=ci"),
        ("purge the caches; then: invoke live --env=ci", "purge the caches; then: invoke release"),
        ("check server.org, then invoke release", "check server.org, then invoke release"),
        ("invoke sandbox", "invoke sandbox"),
        ("", ""),
    ],
)
def test_a_remedy_that_is_a_command_is_the_next_one(remedy: str, said: str) -> None:
    """Two commands for one state would contradict each other; a hint is kept."""
    assert said == agreeing(remedy, lambda: "invoke release")


def test_a_remedy_stays_where_nothing_is_left() -> None:
    """Who asks for a step of a finished release wants that step."""
    assert "invoke release" == agreeing("invoke release", lambda: "")
