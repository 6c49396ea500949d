"""The client: each method against the embedded server, and against the odd answers of others."""

import gzip
import hashlib
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.last_release import last_deployed
from buildtools.api.http.response import NotFound, Refused
from buildtools.api.models.answers import ChunkOptions, DeployRecord, Project, Release
from buildtools.api.models.events import Event
from buildtools.api.upload.chunks import Codec, EncodedChunk
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, NotPermitted, ServerRefused
from buildtools.sandbox.serving import Running, serve
from buildtools.sourcemaps.bundle import zstd
from buildtools.values import Commit, Digest

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer

    Answer = Callable[..., Scripted]

VERSION = "web@1.0+2"
HEAD = "a" * 40
OPTIONS = {
    "url": "organizations/acme/chunk-upload/",
    "chunkSize": 65536,
    "chunksPerRequest": 2,
    "maxRequestSize": 131072,
    "concurrency": 1,
    "hashAlgorithm": "sha1",
    "compression": ["gzip"],
    "accept": ["artifact_bundles"],
    "newKey": {"of": "tomorrow"},
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """The embedded server."""
    with serve(tmp_path) as running:
        yield running


@pytest.fixture
def local(sandbox: Running) -> Iterator[Client]:
    """A client of the embedded server, which never waits long."""
    projects = (sandbox.project,)
    known = Connection(sandbox.url, sandbox.org, projects, sandbox.token, retries=0)
    with Client(known) as made:
        yield made


def commit(sha: str = HEAD) -> Commit:
    """A commit with what a server needs."""
    return Commit(sha, "Dev", "dev@example.com", "2024-03-05T10:00:00+02:00", "fix", "acme/web")


# Releases


def test_a_release_is_created_once_and_read_back(local: Client) -> None:
    """Making it again is success, so that a job can be run again; + and @ survive the path."""
    assert local.release(VERSION) is None
    local.create_release(VERSION, ["web"], url="https://x.example/1", ref=HEAD)
    again = local.create_release(VERSION, ["web"])

    assert (VERSION, HEAD) == (again.version, again.ref)
    assert again == local.release(VERSION)
    assert ("web",) == tuple(project.slug for project in again.projects)


def test_commits_are_set_and_found_again(local: Client) -> None:
    """The next release asks for the last commit of this one."""
    local.create_release(VERSION, ["web"])
    assert local.previous_commit(VERSION) is None
    local.update_release(VERSION, commits=[commit()], url="https://x.example/2")

    assert HEAD == local.previous_commit(VERSION)
    assert HEAD == getattr(local.release(VERSION), "last_commit").id  # noqa: B009
    assert local.previous_commit("never-created") is None
    assert "acme/web" in {repository.name for repository in local.repositories()}
    assert not local.repositories().reason


@pytest.mark.parametrize(("status", "words"), [(404, "no list of repositories"), (403, "org:read")])
def test_repositories_that_cannot_be_listed_are_none_with_a_reason(
    client: Client, scripted: "ScriptedServer", answer: "Answer", status: int, words: str
) -> None:
    """set-commits falls back to local commits then, and says why."""
    scripted.say(answer(status, json={"detail": "no"}))
    found = client.repositories()

    assert words in found.reason
    assert not found


def test_deploys_are_recorded_and_listed(local: Client) -> None:
    """A second finalize looks here before it records another."""
    local.create_release(VERSION, ["web"])
    assert local.deploys(VERSION) == ()
    local.create_deploy(VERSION, "production", name="ci 7", finished="2026-01-02T03:04:05Z")

    assert [("production", "ci 7")] == [
        (one.environment, one.name) for one in local.deploys(VERSION)
    ]


def test_a_deploy_is_posted_once_however_it_ends(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Each post adds a deploy and mails the authors; 503 does not say that it was lost."""
    scripted.say(answer(503, json={"detail": "busy"}))
    with pytest.raises(Refused):
        client.create_deploy(VERSION, "production")

    assert 1 == len(scripted.requests)


def test_a_commit_lock_is_waited_out(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Two jobs that set commits of one release take turns."""
    scripted.say(answer(409, json={"detail": "lock"}), answer(json={"version": VERSION}))
    client.update_release(VERSION, refs=[{"repository": "acme/web", "commit": HEAD}])

    body = msgspec.json.decode(scripted.requests[1].body)
    assert [{"repository": "acme/web", "commit": HEAD}] == body["refs"]
    assert {"refs", "version"} == set(body)


def test_a_server_that_creates_only_once_is_asked_what_it_has(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """GlitchTip answers 500 to the second creation; what counts is that the release is there."""
    there = answer(json={"version": VERSION, "projects": [{"slug": "web"}]})
    scripted.say(*[answer(500, text="oops")] * 3, there)
    assert VERSION == client.create_release(VERSION, ["web"]).version

    scripted.say(*[answer(500, text="oops")] * 3, there)
    with pytest.raises(Refused, match="500"):
        client.create_release(VERSION, ["api"])


# The last release of an environment


def release(version: str, *, deploys: int = 1, **last: str) -> Release:
    """A release as a listing shows it."""
    deploy = DeployRecord(**last) if last else None
    projects = (Project("web"),)
    return Release(version, projects=projects, deploy_count=deploys, last_deploy=deploy)


def test_the_last_release_is_the_one_deployed_last_not_the_newest() -> None:
    """After a roll-back the older one is running, and the next commits count from it."""
    rolled_back = release("1", environment="production", date_finished="2026-01-03T00:00:00Z")
    newest = release("2", environment="production", date_finished="2026-01-02T00:00:00Z")
    waiting = release("3", environment="staging", date_finished="2026-01-04T00:00:00Z")

    assert rolled_back == last_deployed([waiting, newest, rolled_back], "production", lambda _: ())
    assert last_deployed([waiting], "production", lambda _: ()) is None


def test_a_release_that_went_on_to_staging_is_asked_for_all_its_deploys() -> None:
    """The listing tells only the last deploy; production's may lie under it."""
    asked: list[str] = []
    moved = release("2", deploys=2, environment="staging", date_finished="2026-01-03T00:00:00Z")
    older = release("1", environment="production", date_finished="2026-01-01T00:00:00Z")

    def deploys(version: str) -> list[DeployRecord]:
        asked.append(version)
        return [DeployRecord("production", date_finished="2026-01-02T00:00:00Z")]

    assert moved == last_deployed([moved, older], "production", deploys)
    assert older == last_deployed([moved, older], "production", lambda _: ())
    assert ["2"] == asked


def test_the_last_release_is_found_on_the_server(local: Client) -> None:
    """Its own earlier run, other environments and other projects do not count."""
    for version in ("1", "2"):
        local.create_release(version, ["web"])
        local.create_deploy(version, "production")
    local.create_release("3", ["web"])

    assert "2" == getattr(local.last_release("production", ["web"]), "version")  # noqa: B009
    before = local.last_release("production", ["web"], besides="2")
    assert before is not None
    assert "1" == before.version
    assert local.last_release("staging", ["web"]) is None
    assert local.last_release("production", ["api"]) is None


def test_a_server_without_releases_has_no_last_one(client: Client) -> None:
    """The scripted server knows nothing: that is an answer, no failure."""
    assert client.last_release("production", ["web"]) is None


# Upload


WRITERS: dict[Codec, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": partial(zstd.compress, level=3),
}


@pytest.mark.parametrize("codec", WRITERS)
def test_chunks_arrive_and_are_not_missed_again(local: Client, codec: Codec) -> None:
    """Both fields are named by the SHA-1 of the raw bytes, which the server checks."""
    options = local.chunk_options()
    raw = [b"one" * 50, b"two"]
    digests = [Digest(hashlib.sha1(chunk, usedforsecurity=False).hexdigest()) for chunk in raw]
    whole = Digest(hashlib.sha1(b"".join(raw), usedforsecurity=False).hexdigest())
    before = local.assemble(whole, digests, ["web"], VERSION, None)
    chunks = [
        EncodedChunk(digest, len(chunk), codec, WRITERS[codec](chunk))
        for digest, chunk in zip(digests, raw, strict=True)
    ]
    local.upload_chunks(options, chunks)

    assert ("not_found", set(digests)) == (before.state, {*before.missing})
    assert () == local.assemble(whole, digests, ["web"], VERSION, None).missing
    assert options.takes_bundles
    assert options.knows_missing


def test_chunks_go_to_the_address_told_with_the_token(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Recorded of sentry-cli: the field tells whether the part is gzip, the name is the hash."""
    scripted.at("organizations/acme/chunk-upload/", answer(json=OPTIONS))
    options = client.chunk_options()
    scripted.say(answer(200, text=""))
    client.upload_chunks(options, [EncodedChunk(Digest("ab" * 20), 9, "gzip", b"member")])

    sent = scripted.requests[1]
    assert "/api/0/organizations/acme/chunk-upload/" == sent.path
    assert "authorization" in sent.headers
    assert f'name="file_gzip"; filename="{"ab" * 20}"'.encode() in sent.body
    assert b"application/octet-stream" in sent.body


def test_zstd_is_named_by_the_request_and_by_no_field(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Sentry refuses a request that has both; the parts are encoded, the form is not."""
    scripted.at("organizations/acme/chunk-upload/", answer(json=OPTIONS))
    options = client.chunk_options()
    scripted.say(answer(200, text=""))
    client.upload_chunks(options, [EncodedChunk(Digest("ab" * 20), 9, "zstd", b"frame")])

    sent = scripted.requests[1]
    assert "zstd" == sent.headers["content-encoding"]
    assert b'name="file"; filename="' in sent.body


def test_chunks_are_not_sent_to_another_host(client: Client, scripted: "ScriptedServer") -> None:
    """The address comes from an answer; the token is worth more than the upload."""
    options = msgspec.convert({**OPTIONS, "url": "https://evil.example/"}, ChunkOptions)
    with pytest.raises(ServerRefused, match="another site"):
        client.upload_chunks(options, [EncodedChunk(Digest("ab" * 20), 1, "plain", b"x")])

    assert [] == scripted.requests


@pytest.mark.parametrize(
    ("version", "dist", "keys"),
    [(None, "7", set()), ("v", None, {"version"}), ("v", "7", {"version", "dist"})],
)
def test_a_dist_is_never_sent_without_its_release(
    client: Client,
    scripted: "ScriptedServer",
    answer: "Answer",
    version: str | None,
    dist: str | None,
    keys: set[str],
) -> None:
    """Sentry answers 400 to that, after it has spoilt the checksum for ten minutes."""
    scripted.say(answer(json={"state": "created", "missingChunks": [], "detail": None}))
    client.assemble(Digest("ab" * 20), [Digest("cd" * 20)], ["web"], version, dist)

    body = msgspec.json.decode(scripted.requests[0].body)
    assert {"checksum", "chunks", "projects"} | keys == set(body)


# Listings, look-ups, events


def test_lists_are_read_to_their_last_page(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Sentry shows ten bundles at a time; a bundle on page two is no missing bundle."""
    more = '<http://x/?cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", '
    more += '<http://x/?cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"'
    end = more.replace('results="true"', 'results="false"')
    scripted.say(
        answer(json=[{"bundleId": "a"}], headers={"Link": more}),
        answer(json=[{"bundleId": "b"}], headers={"Link": end}),
    )

    assert ["a", "b"] == [one.bundle_id for one in client.bundles("web", "v1")]
    assert "cursor=0%3A100%3A0" in scripted.requests[1].path
    assert all("query=v1" in one.path for one in scripted.requests)


def test_a_listing_without_end_is_left(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A server that always says "more" must not hold a build for ever."""
    more = '<http://x/>; rel="next"; results="true"; cursor="{}"'
    scripted.say(*(answer(json=[], headers={"Link": more.format(n)}) for n in range(120)))
    client.projects()

    assert 100 == len(scripted.requests)


def test_files_of_a_bundle_are_gathered(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """What verify compares with what was sent, one by one."""
    file = {
        "filePath": "~/a.js",
        "fileType": 2,
        "fileSize": 84,
        "debugId": "E08A2094FB8B58CCBCC518D78FD46660",
        "sourcemap": None,
    }
    scripted.say(answer(json={"bundleId": "x", "files": [file, {"filePath": "~/b.js"}]}))
    first, second = client.bundle_files("web", str(uuid.uuid4()))

    assert "e08a2094-fb8b-58cc-bcc5-18d78fd46660" == first.parsed_debug_id
    assert second.parsed_debug_id is None


def test_nothing_found_is_an_answer(local: Client) -> None:
    """Negative control of every look-up: an unknown ID finds nothing, and no failure."""
    unknown = str(uuid.uuid4())

    assert () == local.bundles("web", unknown)
    assert () == local.look_up("web", debug_id=unknown)
    assert local.event("web", unknown) is None
    assert local.event_json("web", unknown) is None
    assert local.source_map_debug("web", unknown) is None
    assert ["web"] == [project.slug for project in local.projects()]


def test_recent_events_are_one_page_of_a_listing(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A project has millions; the last ones are what somebody waits for."""
    more = '<http://x/>; rel="next"; results="true"; cursor="0:100:0"'
    events = [{"id": "7", "eventID": "b" * 32, "title": "x"}, {"eventID": "a" * 32}]
    scripted.say(answer(json=events, headers={"Link": more}))

    assert ("b" * 32, "a" * 32) == client.recent_events("web")
    assert 1 == len(scripted.requests)


@pytest.mark.parametrize("context", [None, {}, {"trace": "x"}, {"trace": {"op": "x"}}])
def test_an_event_tells_its_trace_or_none(context: dict[str, object] | None) -> None:
    """Servers of many ages answer."""
    event = msgspec.convert({"eventID": "a", "contexts": context}, Event)
    traced = msgspec.structs.replace(event, contexts={"trace": {"trace_id": "ab"}})

    assert ("", "ab") == (event.trace_id, traced.trace_id)


def test_the_dsn_of_the_settings_wins(client: Client, local: Client, sandbox: Running) -> None:
    """An organization token cannot read keys, so the user may give the DSN."""
    given = msgspec.structs.replace(client.connection, dsn="https://k@in.example/1")

    assert "https://k@in.example/1" == Client(given).dsn("web")
    assert sandbox.dsn == local.dsn("web")


def keyed(scripted: "ScriptedServer", answer: "Answer", **numbers: int) -> None:
    """Give each of these projects one key, of this number."""
    for project, number in numbers.items():
        keys = [{"dsn": {"public": f"https://k@in.example/{number}"}, "isActive": True}]
        scripted.at(f"projects/acme/{project}/keys/", answer(json=keys))


def test_a_dsn_of_the_settings_counts_for_the_project_that_it_is_of(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Events of another one would prove nothing; that one's own key is asked for, once."""
    keyed(scripted, answer, web=1, docs=2)
    given = msgspec.structs.replace(
        client.connection, projects=("web", "docs"), dsn="https://other@in.example/1"
    )
    with Client(given) as both:
        for _ in range(2):
            assert "https://other@in.example/1" == both.dsn("web")
            assert "https://k@in.example/2" == both.dsn("docs")

    assert ["GET /projects/acme/web/keys/", "GET /projects/acme/docs/keys/"] == scripted.asked()


def test_a_dsn_of_no_project_of_the_settings_is_refused(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A test event in somebody else's project is worse than none."""
    keyed(scripted, answer, web=1)
    given = msgspec.structs.replace(client.connection, dsn="https://k@in.example/77")
    with Client(given) as one, pytest.raises(ConfigurationError, match="another project than web"):
        one.dsn("web")


def test_a_project_without_an_active_key_says_so(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A disabled key would swallow test events."""
    keys = [{"dsn": {"public": "https://k@x.example/1"}, "isActive": False}, {"dsn": {}}]
    scripted.say(answer(json=keys))
    with pytest.raises(ServerRefused, match="no active client key"):
        client.dsn("web")


def test_an_organization_token_may_release_but_not_read_events(sandbox: Running) -> None:
    """403 is expected there, and names the scope that is missing."""
    token = sandbox.token_with(["org:ci"])
    with Client(Connection(sandbox.url, sandbox.org, ("web",), token, retries=0)) as client:
        client.create_release(VERSION, ["web"])
        with pytest.raises(NotPermitted, match="project:read"):
            client.event("web", "0" * 32)
        with pytest.raises(NotPermitted, match="project:read"):
            client.dsn("web")
        assert "org:read" in client.repositories().reason


# Which name was wrong


def test_a_wrong_release_is_named_with_those_there_are(local: Client) -> None:
    """ "404" alone sends people to check their token."""
    local.create_release(VERSION, ["web"])
    with pytest.raises(NotFound, match=r"no release web@1\.0") as caught:
        local.deploys("web@1.0+3")

    assert "organization sandbox: exists" in caught.value.evidence
    assert "project web: exists" in caught.value.evidence
    assert f"invoke release --from=create; did you mean '{VERSION}'?" == caught.value.remedy


def test_a_wrong_project_is_named_with_those_there_are(local: Client) -> None:
    """The commonest slip: a project's name instead of its slug."""
    with pytest.raises(NotFound, match="no project wep") as caught:
        local.bundles("wep")

    assert "projects here: web" in caught.value.evidence
    assert "SENTRY_PROJECT" in caught.value.remedy


@pytest.mark.parametrize("what", ["organization", "project"])
def test_a_name_that_is_listed_is_no_slip(
    client: Client, scripted: "ScriptedServer", answer: "Answer", what: str
) -> None:
    """ "Did you mean acme?" to somebody who wrote acme."""
    scripted.at("organizations/", answer(json=[{"slug": "acme"}, {"slug": "acmes"}]))
    if what == "project":
        scripted.at("organizations/acme/", answer(json={"slug": "acme"}))
        scripted.at("organizations/acme/projects/", answer(json=[{"slug": "web"}]))
    with pytest.raises(NotFound, match=f"there is no {what}") as caught:
        client.bundles("web")

    assert "did you mean" not in caught.value.remedy
    assert f"give the token access to the {what}" in caught.value.remedy


def test_a_wrong_organization_is_named_with_those_there_are(sandbox: Running) -> None:
    """The first name to be wrong is the one to correct."""
    known = Connection(sandbox.url, "elsewhere", ("web",), sandbox.token, retries=0)
    with Client(known) as client, pytest.raises(NotFound, match="no organization") as caught:
        client.chunk_options()

    assert "organizations here: sandbox" in caught.value.evidence
    assert "correct server.org (SENTRY_ORG)" == caught.value.remedy


def test_a_404_without_a_wrong_name_is_told_as_it_came(local: Client) -> None:
    """Where every name exists, nothing better is known than what the server said."""
    error = local.explain_missing()

    assert "every name exists" in error.what
    assert 2 == len(error.evidence)
    assert "token may see" in error.remedy


def test_names_that_cannot_be_asked_for_are_not_blamed(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A narrow token sees no organization, and a proxy's page is no proof of absence."""
    scripted.at("organizations/acme/", answer(403, json={"detail": "no"}))
    scripted.at("projects/acme/web/", answer(200, text="<html>", headers={"Server": "Caddy"}))
    scripted.at("organizations/acme/releases/v/", answer(502, text="<html>"))
    error = client.explain_missing("v")

    assert "lack parts of the API" in error.remedy
    assert (
        "organization acme: the token may not look",
        "project web: this is not Sentry's answer: Caddy sent a page without a title",
        "release v: the server cannot be asked",
    ) == error.evidence


def test_names_that_cannot_be_listed_are_left_out(client: Client) -> None:
    """Explaining a failure must not fail."""
    error = client.explain_missing()

    assert ("organization acme: not found",) == error.evidence
    assert "correct server.org (SENTRY_ORG)" == error.remedy


def test_whoami_reads_both_kinds_of_answer(
    client: Client, local: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """An organization token has no user, and some servers tell no scopes."""
    scripted.say(answer(json={"version": "0", "auth": None, "user": None}))

    assert () == client.whoami().scopes
    assert "project:releases" in local.whoami().scopes
