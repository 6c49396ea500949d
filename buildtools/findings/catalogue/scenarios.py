"""Findings of errors that are raised on purpose."""

from buildtools.findings.catalogue.row import Row

_PAGE = "scenarios.md#what-is-compared"

ROWS: tuple[Row, ...] = (
    Row(
        "scenario-not-resolved",
        "error",
        "an error that was raised on purpose does not show the line that it is marked at",
        "errors of users would come back like this one",
        "run the files that were released, or release those that run: invoke release",
        _PAGE,
    ),
    Row(
        "scenario-not-reported",
        "error",
        "an error was raised, and no event of it came",
        "errors of users are never seen",
        "give the app's SDK a DSN: where it is built for the browser, where it runs for the server",
        "scenarios.md#how-events-get-there",
    ),
    Row(
        "scenario-not-raised",
        "warning",
        "a marked error could not be raised, or nobody could be asked for its event",
        "how it comes back is not known",
        "say under `scenarios` in sentry.yml how it is raised",
        "scenarios.md#sentryyml",
        untried=True,
    ),
)
