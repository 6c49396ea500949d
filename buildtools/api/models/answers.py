"""What a Sentry server tells us, typed: one frozen value for each kind of answer.

Unknown keys are ignored and absent ones have a default, because servers of many ages and makers
answer. Times stay text: some servers send nanoseconds, which no parser of ours has to read.
Source: docs/wire.md#releases, docs/wire.md#stored-artifacts.
"""

import msgspec

from buildtools.values import DebugId, Digest, parse_debug_id


class _Camel(msgspec.Struct, frozen=True, rename="camel"):
    """Keys as most of Sentry's answers write them: `dateCreated`."""


class Authority(msgspec.Struct, frozen=True):
    """What the token may do."""

    scopes: tuple[str, ...] = ()


class Whoami(msgspec.Struct, frozen=True):
    """Who the server takes us for; an organization token has no user."""

    auth: Authority | None = None
    user: dict[str, object] | None = None
    version: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The token's scopes; empty where a server tells none."""
        return self.auth.scopes if self.auth else ()


class Project(msgspec.Struct, frozen=True):
    """A project, by slug."""

    slug: str
    id: int | str = ""
    name: str | None = None


class Organization(msgspec.Struct, frozen=True):
    """An organization, by slug."""

    slug: str
    name: str | None = None


class CommitRef(msgspec.Struct, frozen=True):
    """The commit a release ends at."""

    id: str = ""


class DeployRecord(_Camel, frozen=True):
    """A deploy of a release to an environment."""

    environment: str
    id: int | str = ""
    name: str | None = None
    url: str | None = None
    date_started: str | None = None
    date_finished: str | None = None


class Release(_Camel, frozen=True):
    """A release as the server has it."""

    version: str
    date_created: str | None = None
    date_released: str | None = None
    ref: str | None = None
    url: str | None = None
    status: str | None = None
    projects: tuple[Project, ...] = ()
    commit_count: int | None = None
    last_commit: CommitRef | None = None
    deploy_count: int | None = None
    last_deploy: DeployRecord | None = None


class Provider(msgspec.Struct, frozen=True):
    """Where a repository is connected from: `integrations:github`."""

    id: str = ""
    name: str | None = None


class Repository(_Camel, frozen=True):
    """A repository that the organization has connected; `refs` must use its exact `name`."""

    name: str
    id: int | str = ""
    url: str | None = None
    provider: Provider | None = None
    status: str | None = None


class Repositories(tuple[Repository, ...]):
    """The connected repositories; `reason` says why none could be listed, else it is empty."""

    reason: str = ""


class ChunkOptions(_Camel, frozen=True):
    """How the server takes uploads."""

    url: str
    chunk_size: int
    """Largest chunk in bytes; all but the last have exactly this size."""
    chunks_per_request: int
    max_request_size: int
    """Largest sum of raw chunk bytes in one request."""
    concurrency: int = 1
    hash_algorithm: str = "sha1"
    compression: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    max_file_size: int | None = None
    max_wait: float | None = None
    """Upper limit for polling in seconds, where the server sets one."""

    @property
    def takes_bundles(self) -> bool:
        """True when artifact bundles can be assembled here."""
        return "artifact_bundles" in self.accept or "artifact_bundles_v2" in self.accept

    @property
    def knows_missing(self) -> bool:
        """True when the server can be asked first which chunks it lacks."""
        return "artifact_bundles_v2" in self.accept

    @property
    def takes_zstd(self) -> bool:
        """True when a request's chunks may be compressed by zstd; then by gzip all the same."""
        return "zstd" in self.compression

    @property
    def final_states(self) -> frozenset[str]:
        """States of an assembly after which nothing more comes."""
        late = () if self.knows_missing else ("created",)
        return frozenset({"ok", "error", *late})


STATES = frozenset({"not_found", "created", "assembling", "ok", "error"})
"""What an assembly can be in; a server that says anything else is none that we know."""


class Assembly(_Camel, frozen=True):
    """How far the server is with a bundle."""

    state: str
    """One of STATES."""
    missing: tuple[Digest, ...] = msgspec.field(default=(), name="missingChunks")
    detail: str | None = None


class Association(msgspec.Struct, frozen=True):
    """A release and dist that a bundle was uploaded for."""

    release: str | None = None
    dist: str | None = None


class Bundle(_Camel, frozen=True):
    """A bundle in the server's own listing."""

    bundle_id: str
    associations: tuple[Association, ...] = ()
    file_count: int = 0
    date: str | None = None
    date_modified: str | None = None


class BundleFile(_Camel, frozen=True):
    """One file of a stored bundle."""

    file_path: str
    file_type: int = 0
    """1 source, 2 minified source, 3 source map, 4 indexed RAM bundle; 0 is none of them."""
    file_size: int = 0
    debug_id: str | None = None
    sourcemap: str | None = None
    id: str = ""

    @property
    def parsed_debug_id(self) -> DebugId | None:
        """The debug ID in our spelling."""
        return parse_debug_id(self.debug_id or "")


class BundleFiles(_Camel, frozen=True):
    """A page of a stored bundle's files."""

    files: tuple[BundleFile, ...] = ()
    file_count: int = 0
    """Of all pages."""


class Found(msgspec.Struct, frozen=True):
    """Something that symbolication would be given for an ID or URL."""

    id: str
    type: str = ""
    url: str = ""
    resolved_with: str = ""


class ProjectKeyDsn(msgspec.Struct, frozen=True):
    """The addresses of a key; only the public one matters here."""

    public: str = ""


class ProjectKey(_Camel, frozen=True):
    """A client key of a project."""

    dsn: ProjectKeyDsn
    is_active: bool = True
