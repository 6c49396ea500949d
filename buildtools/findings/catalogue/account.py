"""What a review notices of a server's settings, keys, alerts and counts."""

from buildtools.findings.catalogue.row import Row, Severity

_PAGE = "review-server.md#what-is-noticed"


def _row(code: str, title: str, why: str, remedy: str, severity: Severity = "warning") -> Row:
    return Row(code, severity, title, why, remedy, _PAGE, resume="build", late=True)


ROWS = (
    _row(
        "dsn-not-of-project",
        "the built app sends to a project or a key that is not the one of sentry.yml",
        "its events are refused, or lie where nobody looks, and maps lie elsewhere",
        "take the DSN of an active key from the settings of the project that sentry.yml names",
        "error",
    ),
    _row(
        "repository-inactive",
        "a repository is connected, and none is active",
        "commits are told by text alone: no suspect commits, no links into the code",
        "connect it again: Settings > Integrations",
    ),
    _row(
        "alert-missing",
        "nobody is told of new issues, or of issues that came back",
        "an error of a release is noticed when a user writes",
        "add an alert on it with a target, for this environment or for all",
    ),
    _row(
        "alert-without-target",
        "an alert is on, and reaches nobody",
        "it looks as if people were told, and they are not",
        "give its action a team, a person or a channel, or remove it",
    ),
    _row(
        "detector-without-alert",
        "a detector makes issues of which nobody is told",
        "it measures, and what it finds waits until somebody looks",
        "connect an alert with it, or switch it off",
    ),
    _row(
        "quota-exceeded",
        "errors were dropped over quota or rate limit",
        "what was dropped is lost: which errors those were is not known",
        "see which issue took the quota, filter or fix it, then raise the limit",
    ),
    _row(
        "maps-not-used",
        "events of the last day came back with errors of their source maps",
        "their frames are minified",
        "ask for the cause of one: invoke explain",
    ),
    _row(
        "ip-addresses-stored",
        "IP addresses of users are stored",
        "they are personal data, and few need them to correct an error",
        "turn on Prevent Storing of IP Addresses, in the organization's or project's settings",
    ),
    _row(
        "scripts-fetched",
        "the server may fetch scripts and maps from the live site",
        "what was uploaded is what counts; fetching costs requests and hides what was not uploaded",
        "turn off Allow JavaScript Source Fetching once all scripts carry debug IDs",
        "info",
    ),
)
