"""A review as one screen."""

from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.reports.review import SHOWN, to_terminal
from buildtools.review.reviewed import Figure, Reviewed, Verdict

TOKEN = "the token may not read it: it needs org:read"


def reviewed(verdicts: list[Verdict], **others: object) -> Reviewed:
    values = {"figures": (), "findings": (), "tables": (), **others}
    return Reviewed(
        *("web", "production", "web@1", None, "2026-11-27", {}, ("build", "sources")),
        verdicts=tuple(verdicts),
        **values,  # type: ignore[arg-type] # given by name
    )


def test_the_first_screen_counts_what_could_not_be_told() -> None:
    """Unknown stands beside met, and the reason is told once for all that share it."""
    screen = to_terminal(
        reviewed(
            [
                Verdict("quota", "unknown", why=TOKEN),
                Verdict("filters", "unknown", why=TOKEN),
                Verdict("csp", "not-asked", why="--browser was not given"),
                Verdict("release", "met", seen="web@1"),
            ]
        )
    )

    assert "checks     2 unknown, 1 not asked, 1 met" in screen
    assert f"unknown    filters, quota: {TOKEN}" in screen or f"quota, filters: {TOKEN}" in screen
    assert "not asked  csp: --browser was not given" in screen
    assert screen.endswith("unknown    2 checks of what was asked could not be told")


def test_what_differs_comes_with_what_is_wanted_and_what_helps() -> None:
    """The first thing to do stands on the screen."""
    fault = finding("traces-rate-zero", File("src/init.ts", 3), "it is 0", "leave it out")
    accepted = finding("sdk-behind", File("package-lock.json"), "it is version 9")
    import msgspec

    accepted = msgspec.structs.replace(accepted, accepted="next quarter")
    screen = to_terminal(
        reviewed(
            [Verdict("traces-sample-rate", "differs", "0", "0.1")],
            findings=(fault, accepted),
            figures=(
                Figure("weight-first-page-gz", 34685, "gzip 6"),
                Figure("page-cpu", 22.6, "Chromium", 9, 20.1, 25.0),
                Figure("checks-unknown", 0, "verdicts"),
            ),
        )
    )

    assert "differs    traces-sample-rate: 0; wanted is 0.1" in screen
    assert "warning    traces-rate-zero: src/init.ts:3: it is 0; try: leave it out" in screen
    assert "sdk-behind" not in screen
    assert "Sentry before the first page works, gzip 6: 34.7 kB" in screen
    assert "23 ms (20.1 to 25.0 ms, 9 times)" in screen


def test_a_long_list_is_counted() -> None:
    """A screen stays a screen."""
    many = [Verdict(f"check-{n}", "differs", "x", "y") for n in range(SHOWN + 3)]
    found = [finding("secret-in-build", File(f"a{n}.js"), "…") for n in range(SHOWN + 2)]
    screen = to_terminal(reviewed(many, findings=tuple(found)))

    assert "and 3 more: --json" in screen
    assert "and 2 more findings: --json" in screen


def test_without_rule_and_plan_nothing_is_as_planned() -> None:
    """An empty verdict must not read like a good one."""
    assert "nothing    no check" in to_terminal(reviewed([Verdict("a", "unplanned", "x")]))
    assert to_terminal(reviewed([Verdict("a", "met", "x")])).endswith(
        "nothing that was seen differs"
    )
    assert "checks     none" in to_terminal(reviewed([]))
