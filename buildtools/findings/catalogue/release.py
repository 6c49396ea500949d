"""What the server has of a release, and how it is set: steps notice the one, a review the other."""

from buildtools.findings.catalogue.row import Row, Severity

_FIT = "commits.md#values-that-do-not-fit"
_NOTHING = "commits.md#when-git-tells-nothing"

ROWS = (
    Row(
        "commits-shallow",
        "warning",
        "the clone is too short to tell all new commits",
        "suspect commits may be missing",
        "fetch the whole history",
        _NOTHING,
    ),
    Row(
        "commits-none",
        "info",
        "there is no new commit",
        "the release has none of its own",
        page="commits.md",
    ),
    Row(
        "commits-base-unknown",
        "warning",
        "the last release's commit is not in this history",
        "which commits are new is a guess",
        "fetch the whole history; after a force-push nothing is to be done",
        _NOTHING,
    ),
    Row(
        "commits-diverged",
        "info",
        "the last release is on another line of history",
        "the commits that it lacks are sent",
        page="commits.md",
    ),
    Row(
        "commits-cut",
        "info",
        "there are more new commits than are sent",
        "older ones are none of the release's",
        page="commits.md",
    ),
    Row(
        "commits-fitted",
        "warning",
        "a value of some commits was cut or left out to fit; info where they changed more files"
        " than are sent",
        "a server refuses all commits for one value that is too long",
        page=_FIT,
    ),
    Row(
        "commits-refused",
        "warning",
        "the server refuses the commits, and the release goes on without them",
        "there are no suspect commits for this release",
        "connect the repository in Sentry",
        "commits.md#read-back",
    ),
    Row(
        "commits-unread",
        "warning",
        "git could not read all of the history or of the changes",
        "suspect commits may be missing",
        "clone anew, in full",
        _NOTHING,
    ),
    Row(
        "commits-path-unmatched",
        "warning",
        "one of `commits.paths` matches nothing",
        "no commit is told because of it",
        "correct the path: it is relative to the folder of sentry.yml",
        "commits.md#which-paths",
    ),
    Row(
        "commits-not-kept",
        "warning",
        "the server does not tell, or has not fetched yet, the commits it was told; then info",
        "that it keeps them is not proven",
        page="commits.md#read-back",
    ),
    Row(
        "repository-guessed",
        "warning",
        "the repository's name is the folder's; info where it is that of the only remote, or where"
        " there is none",
        "commits of a repository that Sentry does not know are linked to nothing",
        "set `commits.repository`",
        "commits.md#whose-commits",
    ),
    Row(
        "deploy-fitted",
        "warning",
        "the deploy's name was cut, or its URL left out, to fit",
        "a server refuses a deploy for one value that is too long",
        "change the setting that is named",
        _FIT,
    ),
    Row(
        "map-not-uploaded",
        "info",
        "a map that was taken away was in no bundle",
        "no frame will be resolved by it",
        page="steps.md",
        late=True,
    ),
    Row(
        "comment-kept",
        "info",
        "a comment that names a map had to stay",
        "browsers ask for a map that is not there; nothing else comes of it",
        page="steps.md",
        late=True,
    ),
    Row(
        "source-published",
        "warning",
        "a source file is published as it is",
        "everybody can read it",
        "load it as a built file, or keep it out of the deploy",
        "steps.md",
        late=True,
    ),
    Row(
        "deploy-kept",
        "info",
        "the deploy was recorded before",
        "it is not recorded a second time",
        page="steps.md",
        late=True,
    ),
    Row(
        "date-kept",
        "info",
        "the release date was set before",
        "the first one stays",
        page="steps.md",
        late=True,
    ),
)

_ACCOUNT = "review-server.md#what-is-noticed"


def _account(code: str, title: str, why: str, remedy: str, severity: Severity = "warning") -> Row:
    return Row(code, severity, title, why, remedy, _ACCOUNT, resume="build", late=True)


ACCOUNT = (
    _account(
        "dsn-not-of-project",
        "the built app sends to a project or a key that is not the one of sentry.yml",
        "its events are refused, or lie where nobody looks, and maps lie elsewhere",
        "take the DSN of an active key from the settings of the project that sentry.yml names",
        "error",
    ),
    _account(
        "repository-inactive",
        "a repository is connected, and none is active",
        "commits are told by text alone: no suspect commits, no links into the code",
        "connect it again: Settings > Integrations",
    ),
    _account(
        "alert-missing",
        "nobody is told of new issues, or of issues that came back",
        "an error of a release is noticed when a user writes",
        "add an alert on it with a target, for this environment or for all",
    ),
    _account(
        "alert-without-target",
        "an alert is on, and reaches nobody",
        "it looks as if people were told, and they are not",
        "give its action a team, a person or a channel, or remove it",
    ),
    _account(
        "detector-without-alert",
        "a detector makes issues of which nobody is told",
        "it measures, and what it finds waits until somebody looks",
        "connect an alert with it, or switch it off",
    ),
    _account(
        "quota-exceeded",
        "errors were dropped over quota or rate limit",
        "what was dropped is lost: which errors those were is not known",
        "see which issue took the quota, filter or fix it, then raise the limit",
    ),
    _account(
        "maps-not-used",
        "events of the last day came back with errors of their source maps",
        "their frames are minified",
        "ask for the cause of one: invoke explain",
    ),
    _account(
        "ip-addresses-stored",
        "IP addresses of users are stored",
        "they are personal data, and few need them to correct an error",
        "turn on Prevent Storing of IP Addresses, in the organization's or project's settings",
    ),
    _account(
        "scripts-fetched",
        "the server may fetch scripts and maps from the live site",
        "what was uploaded is what counts; fetching costs requests and hides what was not uploaded",
        "turn off Allow JavaScript Source Fetching once all scripts carry debug IDs",
        "info",
    ),
)

SERVER = (
    Row(
        "answered-by-gateway",
        "error",
        "a login, a firewall or another server answers in the server's place",
        "no step reaches the server",
        "set server.url (SENTRY_URL) to the address of the Sentry server itself",
        "servers.md#what-the-server-says-no-to",
    ),
    Row(
        "address-redirects",
        "error",
        "the server's address leads to another one",
        "a token is not sent wherever an answer leads",
        "set server.url (SENTRY_URL) to the final address",
        "servers.md#what-the-server-says-no-to",
    ),
    Row(
        "server-kind-wrong",
        "warning",
        "server.kind names another server than the one that answers",
        "it is taken to have what it has not, or to lack what it has",
        "correct server.kind, or leave it out",
        "servers.md#what-a-server-may-lack",
    ),
    Row(
        "server-without-wrong",
        "warning",
        "server.without names what the server has",
        "should it be missing one day, nobody is told",
        "take it out of server.without",
        "servers.md#what-a-server-may-lack",
    ),
    Row(
        "uploads-not-taken",
        "error",
        "the server takes no bundles of source maps",
        "nothing can be uploaded",
        "update the server; or, where that is right, set server.without: [upload]",
        "servers.md#what-a-server-may-lack",
    ),
    Row(
        "org-unknown",
        "error",
        "the server shows no organization of this name",
        "every step that asks it ends",
        "correct server.org (SENTRY_ORG)",
        "servers.md#what-the-server-says-no-to",
    ),
    Row(
        "project-unknown",
        "error",
        "the server shows no project of this name",
        "release and source maps have no place",
        "correct server.projects (SENTRY_PROJECT)",
        "servers.md#what-the-server-says-no-to",
    ),
    Row(
        "repository-not-connected",
        "warning",
        "the server has not connected this repository",
        "commits go as a list, without what an integration adds",
        "connect it by an integration of the server",
        "commits.md#whose-commits",
    ),
    Row(
        "environment-unlike",
        "warning",
        "no event of this environment has come, and one is called almost like it",
        "deploys and events are shown in two environments",
        "set deploy.environment to what the app says",
    ),
)
"""What is noticed of the server, the organization and its projects, before a release."""
