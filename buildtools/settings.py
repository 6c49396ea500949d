"""Settings: what sentry.yml says for one environment, typed.

Each field documents its key; the JSON Schema is generated from these types. How a file becomes a
`Settings` is the business of `config`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from buildtools.values import (
    FOLDER,
    Compression,
    Health,
    Kind,
    Lack,
    Review,
    Roadmap,
    Scenario,
    Secret,
    ServerKind,
    Upload,
)

Realign = Literal["known", "all", "none"]
"""Whose texts maps are moved by: those of known writers, anyone's, nobody's."""


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder that the build fills, and the URL its files are served at."""

    path: Annotated[str, Meta(description="folder below build.directory, such as .next/static")]
    url: Annotated[str, Meta(description="URL of that folder: ~/_next/static, app:///_next/server")]
    kind: Annotated[Kind, Meta(description="where its scripts run")] = "browser"


class Build(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the project is built and what the build leaves."""

    directory: Annotated[str, Meta(description="the app's folder, relative to sentry.yml")] = "."
    command: Annotated[
        str | None, Meta(description="build command; without one the outputs are taken as they are")
    ] = None
    outputs: Annotated[tuple[Output, ...], Meta(description="folders to look for scripts in")] = ()
    ignore: Annotated[
        tuple[str, ...], Meta(description="globs of files to leave alone, relative to an output")
    ] = ()
    realign: Annotated[
        Realign,
        Meta(
            description="maps to move that do not count a text put before their script's code: "
            "of known writers, all, none"
        ),
    ] = "known"
    environment: Annotated[
        dict[str, str], Meta(description="variables for the build command, on top of the usual")
    ] = {}
    flatten: Annotated[
        bool,
        Meta(description="make one map of chained ones, so that frames end in the author's file"),
    ] = True


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that the project takes as it is, and why."""

    code: Annotated[str, Meta(description="code of the findings, such as map-stale")]
    path: Annotated[
        str, Meta(description="glob of their subjects, or of their files: web/dist/old-*.js")
    ]
    reason: Annotated[str, Meta(description="why it is right so; shown wherever they are")]


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The Sentry server of an environment."""

    url: Annotated[str, Meta(description="web root of the server, without a path")] = (
        "https://sentry.io"
    )
    org: Annotated[str | None, Meta(description="organization slug")] = None
    projects: Annotated[tuple[str, ...], Meta(description="project slugs")] = ()
    token: Annotated[
        Secret | None,
        Meta(
            description="auth token, always from a variable: ${SENTRY_AUTH_TOKEN}",
            extra_json_schema={"pattern": r"^\$\{"},
        ),
    ] = None
    dsn: Annotated[
        str | None, Meta(description="DSN for the test event; asked of the server when absent")
    ] = None
    headers: Annotated[
        dict[str, Secret], Meta(description="extra headers of every request, for proxies")
    ] = {}
    ca_bundle: Annotated[str | None, Meta(description="file of CA certificates to trust")] = None
    retries: Annotated[int, Meta(description="tries after the first", ge=0)] = 5
    wait_seconds: Annotated[int, Meta(description="longest wait for an upload's end", ge=1)] = 300
    compression: Annotated[
        Compression, Meta(description="how densely uploads are packed; auto follows the link")
    ] = "auto"
    kind: Annotated[
        ServerKind, Meta(description="which server it is, where its answers do not tell")
    ] = "auto"
    without: Annotated[
        tuple[Lack, ...],
        Meta(description="what this server is known to lack, so that it is no error there"),
    ] = ()


Sandbox = Literal["sandbox"]
"""The word that stands for the embedded server."""


class LiveSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The live site, and what its requests need to get past a protection."""

    url: Annotated[str, Meta(description="URL of the live site")]
    headers: Annotated[
        dict[str, Secret],
        Meta(description="headers of its requests, for protected deployments; to that host alone"),
    ] = {}


class Commits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which commits a release is told of."""

    mode: Annotated[
        Literal["auto", "refs", "local", "off"],
        Meta(description="refs when the server knows the repository, else local"),
    ] = "auto"
    repository: Annotated[
        str | None, Meta(description="owner/name; taken from the git remote when absent")
    ] = None
    remote: Annotated[str, Meta(description="git remote to read the name from")] = "origin"
    depth: Annotated[int, Meta(description="commits of a first release", ge=1)] = 20
    deepen: Annotated[
        bool, Meta(description="fetch more history when a shallow clone is too short")
    ] = False
    paths: Annotated[tuple[str, ...], Meta(description="only commits that touch these paths")] = ()


class Deploy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The deploy that finalize records, and how it is done."""

    record: Annotated[bool, Meta(description="record a deploy at all")] = True
    environment: Annotated[
        str | None, Meta(description="the environment that it is to, else the section's name")
    ] = None
    name: Annotated[str | None, Meta(description="a name for it")] = None
    command: Annotated[
        str | None,
        Meta(description="deploy command; with one `release` deploys, and looks at the site"),
    ] = None


class Live(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the live site is looked at."""

    required: Annotated[
        bool, Meta(description="whether finalize needs a good result of `live`")
    ] = False
    wait_seconds: Annotated[
        int,
        Meta(description="longest wait of `release` for the site to show what it deployed", ge=0),
    ] = 300
    requests: Annotated[
        int, Meta(description="requests of the search for what the ledger lacks, at most", ge=1)
    ] = 200
    seconds: Annotated[int, Meta(description="seconds that this search takes, at most", ge=1)] = 60


Required = Literal["required"]
"""The word that stands for a look at the live site without which nothing is finalized."""


class Serve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the app is started on this machine, to be looked at in a browser."""

    command: Annotated[str, Meta(description="starts the app and stays; {port} is a free port")]
    url: Annotated[str, Meta(description="where it answers then")] = "http://127.0.0.1:{port}"
    ready: Annotated[str, Meta(description="path that answers once the app is up")] = "/"
    seconds: Annotated[int, Meta(description="longest wait for that answer", ge=1)] = 60


class Verify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much proof is asked for."""

    positions: Annotated[int, Meta(description="positions to compare on disk", ge=1)] = 2000
    events: Annotated[bool, Meta(description="send test events and read them back")] = True
    frames: Annotated[int, Meta(description="frames to send in test events, at most", ge=1)] = 250
    wait_seconds: Annotated[int, Meta(description="longest wait for a test event", ge=1)] = 120


class Strip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken out of the outputs between the proof and the deploy."""

    enabled: Annotated[
        bool, Meta(description="whether `release` takes source maps away after the proof")
    ] = False
    kinds: Annotated[tuple[Kind, ...], Meta(description="kinds of outputs to take them out of")] = (
        "browser",
    )
    keep: Annotated[
        bool, Meta(description=f"keep what was taken away in {FOLDER}/quarantine after finalize")
    ] = False


class Tag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The git tag of a release, which the command `tag` makes."""

    template: Annotated[
        str, Meta(description="its name, of {release}, {package}, {version}, {environment}")
    ] = "{release}"


class Prune(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which stored bundles stay."""

    newest: Annotated[int, Meta(description="newest releases of each environment", ge=1)] = 10
    deployed_days: Annotated[int, Meta(description="days that a deploy keeps them", ge=1)] = 90
    age_days: Annotated[int, Meta(description="days that any bundle stays", ge=1)] = 30
    others: Annotated[bool, Meta(description="touch those that no ledger here knows")] = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of one environment."""

    release: Annotated[
        str, Meta(description="version template, or auto: CI variables, then git")
    ] = "auto"
    dist: Annotated[str | None, Meta(description="distribution of the release")] = None
    build: Annotated[Build, Meta(description="the project's build")] = Build()
    accept: Annotated[
        tuple[Acceptance, ...], Meta(description="findings that are taken as they are")
    ] = ()
    server: Annotated[Server | Sandbox, Meta(description="the Sentry server, or sandbox")] = (
        Server()
    )
    site: Annotated[
        LiveSite | str | None,
        Meta(description="the live site: its URL, or a mapping with headers for its requests"),
    ] = None
    serve: Annotated[Serve | None, Meta(description="how the app is started on this machine")] = (
        None
    )
    commits: Annotated[Commits, Meta(description="commits of the release")] = Commits()
    deploy: Annotated[Deploy, Meta(description="the deploy record")] = Deploy()
    live: Annotated[
        Live | Required,
        Meta(description="the look at the live site; required: nothing is finalized without it"),
    ] = Live()
    verify: Annotated[Verify, Meta(description="the proof")] = Verify()
    strip: Annotated[Strip, Meta(description="what is not to be deployed")] = Strip()
    upload: Annotated[Upload, Meta(description="what is sent with source maps")] = Upload()
    review: Annotated[Review, Meta(description="the review and its document")] = Review()
    roadmap: Annotated[Roadmap, Meta(description="the roadmap and its cards")] = Roadmap()
    scenarios: Annotated[
        dict[str, Scenario],
        Meta(description="errors to raise, by the names that their lines are marked with"),
    ] = {}
    tag: Annotated[Tag, Meta(description="the git tag of a release")] = Tag()
    health: Annotated[Health, Meta(description="the gate by sessions")] = Health()
    prune: Annotated[Prune, Meta(description="which stored bundles stay")] = Prune()
    on_failure: Annotated[
        Literal["fail", "warn"],
        Meta(description="what `release` does when a step fails: end with its code, or warn"),
    ] = "fail"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The steps that `release` does only when they are asked for by name."""
        enabled = {
            "strip": self.strip.enabled,
            "deploy": bool(self.deploy.command),
            "live": bool(self.deploy.command and self.site),
        }
        return tuple(step for step, is_wanted in enabled.items() if not is_wanted)

    @property
    def wanted(self) -> frozenset[str]:
        """The optional steps that a release is not complete without."""
        optional = {"strip", "deploy", "live"} - set(self.left_out)
        return frozenset(optional | ({"live"} if self.looking.required else set()))

    @property
    def live_site(self) -> LiveSite | None:
        """The live site, in whichever form it is said."""
        return LiveSite(self.site) if isinstance(self.site, str) else self.site

    @property
    def site_url(self) -> str | None:
        """The URL of the live site."""
        return self.live_site.url if self.live_site else None

    @property
    def looking(self) -> Live:
        """How the live site is looked at, in whichever form it is said."""
        return Live(required=True) if self.live == "required" else self.live
