"""The verify step: what is proven, what fails the proof, and what is said of the untried."""

import base64
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.models.answers import Found
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import Event
from buildtools.checks import pair_proof
from buildtools.checks.test_events import Probe
from buildtools.checks.tried_pair import TriedPair
from buildtools.connection import Connection
from buildtools.errors import NotAuthenticated, NotPermitted, ServerUnreachable
from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import File
from buildtools.proof.counts import Count
from buildtools.proof.record import Record
from buildtools.proof.trials import Check, Control, Frame, Outcome, Position, Trial, Untried
from buildtools.results import Injected, InjectedPair, Skipped, StoredBundle, Uploaded, Verified
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Build, Output, Verify
from buildtools.sourcemaps.bundle import entries
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from buildtools.steps.upload import upload
from buildtools.steps.verify import EventContext, verify
from buildtools.steps.verify.sending import FRAMES_IN_EVENT, Sending
from buildtools.values import DebugId, Digest
from tests.proving import on_disk

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made"
OUTPUTS = (
    Output("web", "~/static", "browser"),
    Output("server", "app:///server", "node"),
)
HERE = EventContext("shop@1", None, "local", "https://shop.example", pause=lambda _: None)
UNKNOWN = DebugId("00000000-0000-4000-8000-000000000000")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A built project."""
    shutil.copytree(MADE, tmp_path / "app")
    return tmp_path / "app"


@pytest.fixture
def injected(root: Path) -> Injected:
    built = build(root, Build(outputs=OUTPUTS), {}, release="shop@1", dist=None)
    return inject(root, built.pairs)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    with serve(tmp_path / "sandbox") as running:
        yield running


def client_of(sandbox: Running, kind: type[Client] = Client, **more: object) -> Client:
    connection = Connection(
        url=sandbox.url,
        org=sandbox.org,
        projects=(sandbox.project,),
        token=sandbox.token,
        dsn=sandbox.dsn,
    )
    return kind(msgspec.structs.replace(connection, **more))


@pytest.fixture
def client(sandbox: Running) -> Iterator[Client]:
    with client_of(sandbox) as made:
        yield made


@pytest.fixture
def uploaded(client: Client, root: Path, injected: Injected) -> Uploaded:
    done = upload(client, "shop@1", None, root, injected, entries)
    assert isinstance(done, Uploaded)
    return done


def codes(verified: Verified) -> list[str]:
    """What was found, but for what is always so here: the sources are outside of the project."""
    found = (each.code for each in verified.proof.findings)
    return [code for code in found if code != "positions-not-judged"]


def proven(client: Client, root: Path, injected: Injected, uploaded: Uploaded) -> Verified:
    return verify(client, pair_proof, root, injected, uploaded, Verify(), HERE)


class Guessing:
    """Trials that read each function near its place, and read it wrong."""

    def __init__(self, function: str) -> None:
        self.function = function
        self.asked: list[str] = []

    def try_pair(
        self, each: InjectedPair, read: Callable[[str], bytes], positions: int, frames: int
    ) -> TriedPair:
        tried = pair_proof.try_pair(each, read, positions, frames)
        guessed = [probe._replace(function="guessed", near=True) for probe in tried.probes]
        return tried._replace(probes=guessed)

    def name_in_full(self, each: InjectedPair, read: Callable[[str], bytes], probe: Probe) -> Probe:
        self.asked.append(each.pair.script)
        named = pair_proof.name_in_full(each, read, probe)
        return named._replace(function=self.function or named.function)


@pytest.mark.symbolic
@pytest.mark.parametrize(("function", "told"), [("", set()), ("wrong", {"frame-wrong"})])
def test_a_function_read_near_its_place_is_asked_again_before_it_is_wrong(
    client: Client,
    root: Path,
    injected: Injected,
    uploaded: Uploaded,
    function: str,
    told: set[str],
) -> None:
    """What a parser of the whole script says is what counts, for and against."""
    trials = Guessing(function)
    verified = verify(client, trials, root, injected, uploaded, Verify(), HERE)

    assert len(set(trials.asked)) == len(injected.pairs)
    assert told == set(codes(verified))


def test_what_was_uploaded_is_proven(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """The positive case, with its counts."""
    proof = proven(client, root, injected, uploaded).proof

    assert {found.code for found in proof.findings} == {"positions-not-judged"}
    assert proof.counts[Count.BROWSER_PAIRS] == 3
    assert proof.counts[Count.BROWSER_NOT_JUDGED] > 100
    assert proof.counts[Count.NODE_EVENTS] == 1
    events = proof.counts[Count.BROWSER_EVENTS] + proof.counts[Count.NODE_EVENTS]
    assert proof.counts[Count.CONTROLS] == 3 + events


# What was seen


def trials_of(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded | Skipped, **more: int
) -> list[Trial]:
    record = Record()
    settings = msgspec.structs.replace(Verify(), **more)
    verified = verify(client, pair_proof, root, injected, uploaded, settings, HERE, record=record)
    assert record.counts == verified.proof.counts
    return [msgspec.json.decode(line, type=Trial) for line in record.lines]


def outcomes(tried: list[Trial], check: Check) -> set[Outcome]:
    return {each.outcome for each in tried if each.check == check}


def test_every_frame_is_kept_with_both_its_sides(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Whoever reads it tomorrow has neither maps nor server."""
    tried = trials_of(client, root, injected, uploaded)
    frames = [each.evidence for each in tried if isinstance(each.evidence, Frame)]

    assert {"passed"} == outcomes(tried, "frame") == outcomes(tried, "event")
    assert frames
    for frame in frames:
        assert frame.shown
        assert (frame.expected.line, frame.expected.text) == (frame.shown.line, frame.shown.text)
        assert frame.url.startswith(("~/", "app:///"))
        assert frame.debug_id in {each.debug_id for each in injected.pairs}


def test_every_position_is_kept_with_what_it_was(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """The place in the script has moved, and what it means has not."""
    tried = trials_of(client, root, injected, uploaded, positions=40)
    seen = [each for each in tried if isinstance(each.evidence, Position)]

    assert seen
    for each in seen:
        assert isinstance(each.evidence, Position)
        assert isinstance(each.subject, File)
        assert (each.subject.line, each.subject.column) > (each.evidence.line, 0)
        assert each.evidence.before == each.evidence.after


def test_controls_are_kept_with_what_was_refused(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """A proof is worth what its controls are."""
    tried = trials_of(client, root, injected, uploaded)
    controls = [each.evidence for each in tried if isinstance(each.evidence, Control)]

    assert {"listing", "look-up", "event", "a frame of a made-up script"} == {
        each.asked for each in controls
    }
    assert all(each.refused for each in controls)
    assert {"passed"} == outcomes(tried, "look-up") == outcomes(tried, "listed-file")


def test_what_failed_is_kept_with_what_came_instead(
    client: Client, root: Path, injected: Injected
) -> None:
    """Nothing was uploaded: each witness says in its own way what it has."""
    ghost = Uploaded((StoredBundle(UNKNOWN, Digest("a" * 40), 1, 1),), 8, "ok")
    tried = trials_of(client, root, injected, ghost)
    frames = [each.evidence for each in tried if isinstance(each.evidence, Frame)]

    assert {"failed"} == outcomes(tried, "bundle") == outcomes(tried, "look-up")
    assert {"not-tried"} == outcomes(tried, "listed-file")
    assert {"failed"} == outcomes(tried, "frame")
    assert all(each.shown and not each.resolved for each in frames)
    assert all("came back minified" in each.why for each in frames)


def test_a_changed_file_is_a_trial_that_failed(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Its pair was not tried, and is not counted."""
    (root / "web/page.js").write_bytes(b"1;")
    tried = trials_of(client, root, injected, uploaded)

    assert [File("web/page.js")] == [each.subject for each in tried if each.check == "file"]
    assert File("web/page.js") not in [each.subject for each in tried if each.check == "pair"]


def test_a_skipped_upload_leaves_trials_that_were_not_made(
    client: Client, root: Path, injected: Injected
) -> None:
    """Each part of the proof that is left out says why."""
    tried = trials_of(client, root, injected, Skipped("no bundles here"))
    left = [each for each in tried if isinstance(each.evidence, Untried)]

    assert ["listed-file", "look-up", "event"] == [each.check for each in left]
    assert {"not-tried"} == {each.outcome for each in left}


def test_a_pair_that_inject_refused_fails_the_proof(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """It is not among the pairs, so nothing else would speak of it."""
    refused = finding("debug-id-mismatch", subjects.File("web/page.js"), "two IDs")
    partly = msgspec.structs.replace(injected, findings=(refused,))

    assert refused in proven(client, root, partly, uploaded).proof.errors


@pytest.mark.parametrize("name", ["web/page.js", "web/page.js.map"])
def test_a_changed_file_fails_the_proof(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded, name: str
) -> None:
    """What is deployed must be what was proven."""
    (root / name).write_bytes((root / name).read_bytes() + b" ")
    verified = proven(client, root, injected, uploaded)

    assert codes(verified) == ["file-changed"]
    assert verified.proof.findings[0].subject == "web/page.js"


def test_a_vanished_file_fails_the_proof(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Maps deleted too early are told, not a traceback."""
    (root / "web/page.js.map").unlink()

    assert codes(proven(client, root, injected, uploaded)) == ["file-changed"]


def test_a_proof_of_no_position_is_an_error(client: Client, root: Path) -> None:
    """Nothing tried is not nothing wrong."""
    verified = verify(
        client, pair_proof, root, Injected(()), Skipped("no bundles here"), Verify(), HERE
    )

    assert "positions-none" in [found.code for found in verified.proof.errors]


def test_embedded_maps_are_proven_too(client: Client, root: Path, tmp_path: Path) -> None:
    """The map lies in the script, and so does what changed in it."""
    script = (root / "web/page.js").read_bytes()
    map_ = base64.b64encode((root / "web/page.js.map").read_bytes())
    code = script[: script.index(b"//# sourceMappingURL")]
    embedded = code + b"//# sourceMappingURL=data:application/json;base64," + map_ + b"\n"
    inline = tmp_path / "inline"
    (inline / "web").mkdir(parents=True)
    (inline / "web/page.js").write_bytes(embedded)
    built = build(inline, Build(outputs=OUTPUTS[:1]), {}, release="shop@1", dist=None)
    injected = inject(inline, built.pairs)
    done = upload(client, "shop@1", None, inline, injected, entries)
    verified = verify(client, pair_proof, inline, injected, done, Verify(), HERE)

    assert codes(verified) == []
    assert verified.proof.counts[Count.BROWSER_POSITIONS] > 5


# The project's own files


class Shop:
    """A built project with its sources beside it, verified on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(MADE, root / "out")
        shutil.copytree(MADE.parent / "src", root / "src")
        outputs = tuple(msgspec.structs.replace(each, path=f"out/{each.path}") for each in OUTPUTS)
        built = build(root, Build(outputs=outputs), {}, release="shop@1", dist=None)
        self.injected = inject(root, built.pairs)

    def proven(self) -> tuple[Counter[str], list[Finding]]:
        counts, findings, _ = on_disk(self.root, self.injected.pairs, Verify())
        return counts, findings


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_positions_are_held_against_the_projects_files(shop: Shop) -> None:
    """Each frame shows a line: it must be the one in the file, and no alarm is false."""
    counts, findings = shop.proven()

    assert [] == findings
    assert counts["browser judged"] == counts["browser positions"] > 100
    assert "browser not judged" not in counts


def test_a_file_that_says_something_else_is_told(shop: Shop) -> None:
    """Whoever looks a frame up there would be misled."""
    file = shop.root / "src/cart.ts"
    file.write_text("// a line on top\n" + file.read_text())
    _, findings = shop.proven()

    assert {"source-contradicts"} == {found.code for found in findings}
    assert {"warning"} == {found.severity for found in findings}
    assert all("src/cart.ts:" in found.sentence for found in findings)


@pytest.mark.parametrize("how", ["gone", "no text"])
def test_where_sources_are_not_there_that_is_told(shop: Shop, how: str) -> None:
    """CI often verifies on a machine that has the outputs only."""
    for path in (shop.root / "src").iterdir():
        path.unlink() if how == "gone" else path.write_bytes(b"\xff\xfe")
    counts, findings = shop.proven()

    assert [("positions-not-judged", "info")] == [(each.code, each.severity) for each in findings]
    assert "judged" not in " ".join(each for each in counts if "not judged" not in each)
    assert counts["browser not judged"] == counts["browser positions"]


@pytest.mark.parametrize("text", ["equal", "another"])
def test_outputs_that_were_copied_are_judged_by_equal_files(shop: Shop, text: str) -> None:
    """Adapters copy outputs as they are: the paths in their maps then lead out of the project."""
    shutil.move(shop.root / "src", shop.root / "app/src")
    shutil.move(shop.root / "out", shop.root / "app/out")
    pairs = [
        msgspec.structs.replace(
            each,
            pair=msgspec.structs.replace(
                each.pair, script=f"app/{each.pair.script}", map=f"app/{each.pair.map}"
            ),
        )
        for each in shop.injected.pairs
    ]
    shop.injected = msgspec.structs.replace(shop.injected, pairs=tuple(pairs))
    for each in pairs:
        map_ = shop.root / (each.pair.map or "")
        map_.write_text(map_.read_text().replace("../../src", "../../../../src"))
    if text == "another":
        for path in (shop.root / "app/src").iterdir():
            path.write_text("other();")
    again = inject(shop.root, [each.pair for each in pairs])
    counts, findings, _ = on_disk(shop.root, again.pairs, Verify(), directory="app")

    assert (text == "equal") == bool(counts["browser judged"])
    assert (text == "another") == bool(counts["browser not judged"])
    assert "source-contradicts" not in {found.code for found in findings}


def test_components_and_made_up_sources_are_no_files_of_the_project(shop: Shop) -> None:
    """What a compiler or bundler made before it was mapped has another text by right."""
    map_ = shop.root / "out/web/page.js.map"
    map_.write_text(map_.read_text().replace("../../src/page.ts", "../../src/page.svelte"))
    built = [each.pair for each in shop.injected.pairs]
    counts, findings, _ = on_disk(shop.root, inject(shop.root, built).pairs, Verify())

    assert {"positions-not-compared"} == {found.code for found in findings}
    assert 0 < counts["browser judged"]


def test_a_pair_that_was_repaired_is_proven(shop: Shop) -> None:
    """Only its map was moved: there is no script before to compare with."""
    name = "out/web/page.js.map"
    (shop.root / name).write_bytes((MADE / "web/page.js.map").read_bytes())
    repaired = inject(shop.root, [each.pair for each in shop.injected.pairs])
    counts, findings, _ = on_disk(shop.root, repaired.pairs, Verify())

    assert {"pair-repaired"} == {found.code for found in repaired.findings}
    assert {"positions-not-compared"} == {found.code for found in findings}
    assert 0 < counts["browser positions"]


def test_only_some_pairs_are_sent_when_there_are_many(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Events cost quota: `verify.frames` is the most that is sent."""
    few = verify(client, pair_proof, root, injected, uploaded, Verify(frames=2), HERE)

    assert few.proof.counts[Count.BROWSER_FRAMES] + few.proof.counts[Count.NODE_FRAMES] == 2


# --- the server's listing and look-up


def test_a_bundle_that_is_not_listed_fails_the_proof(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """An upload that the server said yes to and lost."""
    lost = msgspec.structs.replace(uploaded.bundles[0], id=UNKNOWN)
    elsewhere = msgspec.structs.replace(uploaded, bundles=(lost,))

    assert codes(proven(client, root, injected, elsewhere)) == ["bundle-not-listed"]


def test_what_was_never_uploaded_is_found_by_nobody(
    client: Client, root: Path, injected: Injected
) -> None:
    """All three witnesses speak: listing, look-up and events."""
    ghost = Uploaded((StoredBundle(UNKNOWN, Digest("a" * 40), 1, 1),), 8, "ok")
    found = set(codes(proven(client, root, injected, ghost)))

    assert found == {"bundle-not-listed", "debug-id-not-found", "frame-not-resolved"}


def test_a_skipped_upload_leaves_the_server_untried(
    client: Client, root: Path, injected: Injected
) -> None:
    """Said as what it is, twice: no listing, no events."""
    verified = verify(
        client, pair_proof, root, injected, Skipped("no bundles here"), Verify(), HERE
    )

    assert codes(verified) == ["not-tried", "not-tried"]
    assert verified.proof.errors == ()


class Poor(Client):
    """A server that lists nothing, looks nothing up and gives no event back."""

    def capabilities(self) -> Capabilities:
        able = super().capabilities()
        return msgspec.structs.replace(able, listing=False, look_up=False, events=False)


def test_what_a_server_does_not_offer_is_said(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Bugsink's kind: the proof on disk stands, the rest is named."""
    with client_of(sandbox, Poor) as poor:
        verified = proven(poor, root, injected, uploaded)

    assert codes(verified) == ["not-offered"] * 3
    assert "controls" not in verified.proof.counts


def test_a_token_that_may_not_look_is_a_finding_for_each_place(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Not permitted is not proven, and each place says so."""
    token = sandbox.token_with(["event:admin"])
    with client_of(sandbox, token=token) as weak:
        verified = proven(weak, root, injected, uploaded)

    assert codes(verified) == ["not-permitted"] * 3


# --- test events


def test_events_can_be_switched_off(
    client: Client, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Some keep their quota; the proof says that nobody tried."""
    verified = verify(client, pair_proof, root, injected, uploaded, Verify(events=False), HERE)

    assert codes(verified) == ["not-tried"]


def test_a_build_without_positions_sends_no_event(
    client: Client, uploaded: Uploaded, root: Path
) -> None:
    """There is nothing to ask about."""
    verified = verify(client, pair_proof, root, Injected(()), uploaded, Verify(), HERE)

    assert [found.subject for found in verified.proof.findings if found.code == "not-tried"] == [
        "test events"
    ]


class Forgetful(Client):
    """A server whose events never become readable."""

    def event(self, project: str, event_id: str) -> Event | None:
        del project, event_id
        return None


def test_an_event_that_never_arrives_fails_the_proof(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Filters and quotas drop events silently after a 200."""
    seconds = iter(range(0, 10_000, 50))
    hurried = EventContext(
        "shop@1", None, "local", None, pause=lambda _: None, now=lambda: float(next(seconds))
    )
    with client_of(sandbox, Forgetful) as forgetful:
        verified = verify(forgetful, pair_proof, root, injected, uploaded, Verify(), hurried)

    assert set(codes(verified)) == {"event-not-stored"}


class Clock:
    """A clock that moves by the pauses alone."""

    now = 1_000.0

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def test_waits_for_events_have_one_deadline(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """They were sent together: two that do not come are waited for as long as one."""
    clock = Clock()
    patient = EventContext("shop@1", None, "local", None, pause=clock.pause, now=lambda: clock.now)
    with client_of(sandbox, Forgetful) as forgetful:
        verified = verify(
            forgetful, pair_proof, root, injected, uploaded, Verify(wait_seconds=15), patient
        )

    assert 2 <= codes(verified).count("event-not-stored")
    assert 15 == clock.now - 1_000


class Closing(Client):
    """A server that takes the right to read events away once they have been sent."""

    asked = 0

    def event(self, project: str, event_id: str) -> Event | None:
        self.asked += 1
        if self.asked > 1:
            raise NotPermitted("the token may not do this")
        return super().event(project, event_id)


def test_an_event_that_may_not_be_read_any_more_is_said_to_be_untried(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Its frames are neither right nor wrong."""
    with client_of(sandbox, Closing) as closing:
        verified = proven(closing, root, injected, uploaded)
    with client_of(sandbox, Closing) as closing:
        tried = trials_of(closing, root, injected, uploaded)

    assert set(codes(verified)) == {"not-permitted"}
    assert {"not-tried"} == outcomes(tried, "frame") == outcomes(tried, "event")


class Cutting(Client):
    """A server that keeps only the newest frame of a stack."""

    def event(self, project: str, event_id: str) -> Event | None:
        whole = super().event(project, event_id)
        return whole and msgspec.structs.replace(whole, entries=())


def test_a_stack_that_was_cut_proves_nothing(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Frames are compared one by one; with some missing, none can be trusted."""
    with client_of(sandbox, Cutting) as cutting:
        verified = proven(cutting, root, injected, uploaded)

    assert set(codes(verified)) == {"frame-not-resolved"}


class Obliging(Client):
    """A server that finds everything, even what does not exist."""

    known = ""

    def look_up(self, project: str, **_: str | None) -> tuple[Found, ...]:
        return super().look_up(project, debug_id=self.known)


def test_a_server_that_finds_everything_fails_its_control(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Its yes to our own IDs is worth nothing then."""
    with client_of(sandbox, Obliging) as obliging:
        assert isinstance(obliging, Obliging)
        obliging.known = injected.pairs[0].debug_id
        verified = proven(obliging, root, injected, uploaded)

    assert codes(verified) == ["control-failed"]


# --- events are sent while the other proofs go on


class Noting(Client):
    """A client that notes what is asked of it, and refuses or fails at sending on request."""

    fault: Exception | None = None
    good = 0
    """How many events are taken before that."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.asked: list[str] = []
        self.sent_one = threading.Event()

    def send_event(self, project: str, event: dict[str, object]) -> None:
        """Note it, and do it."""
        self.asked.append("send")
        self.sent_one.set()
        if self.fault and self.asked.count("send") > self.good:
            raise self.fault
        super().send_event(project, event)

    def event(self, project: str, event_id: str) -> Event | None:
        """Note it, and do it."""
        self.asked.append("read")
        return super().event(project, event_id)


class Plenty:
    """Trials that give the frames of an event for each pair, and look after what was done since."""

    def __init__(self, after: Callable[[int], None] = lambda _: None) -> None:
        self.tried = 0
        self._after = after

    def try_pair(
        self, each: InjectedPair, read: Callable[[str], bytes], positions: int, frames: int
    ) -> TriedPair:
        """Try it, after what is to be done before."""
        self._after(self.tried)
        self.tried += 1
        tried = pair_proof.try_pair(each, read, positions, frames)
        return tried._replace(probes=(tried.probes * FRAMES_IN_EVENT)[: FRAMES_IN_EVENT - 1])

    def name_in_full(self, each: InjectedPair, read: Callable[[str], bytes], probe: Probe) -> Probe:
        """Name it as ever."""
        return pair_proof.name_in_full(each, read, probe)


@pytest.fixture
def noting(sandbox: Running) -> Iterator[Noting]:
    """A client that notes."""
    with client_of(sandbox, Noting) as made:
        assert isinstance(made, Noting)
        yield made


def test_events_are_sent_while_pairs_are_still_read(
    noting: Noting, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """The second pair is not tried before the first event is on its way; the control is first."""

    def sent_before(tried: int) -> None:
        assert tried == 0 or noting.sent_one.wait(30)

    trials = Plenty(sent_before)
    proof = verify(noting, trials, root, injected, uploaded, Verify(), HERE).proof

    assert len(injected.pairs) == noting.asked.count("send") > 1
    assert ["read", "send"] == noting.asked[:2]
    assert {"positions-not-judged"} == {each.code for each in proof.findings}


def test_what_is_told_is_in_the_order_of_the_proofs(
    noting: Noting, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """On disk, on the server, then the events, those of one kind together, whenever they went."""
    mixed = msgspec.structs.replace(injected, pairs=_by_turns(injected.pairs))
    record = Record()
    verify(noting, Plenty(), root, mixed, uploaded, Verify(), HERE, record=record)
    trials = [msgspec.json.decode(line, type=Trial) for line in record.lines]
    checks = list(dict.fromkeys(each.check for each in trials if each.check != "control"))
    kinds = [each.kind for each in trials if each.check == "event"]

    assert checks.index("pair") < checks.index("listed-file") < checks.index("look-up")
    assert ["event", "frame"] == checks[-2:]
    assert len(injected.pairs) == len(kinds)
    assert 2 == len(list(groupby(kinds)))


def _by_turns(pairs: tuple[InjectedPair, ...]) -> tuple[InjectedPair, ...]:
    """Put a pair of the server between two of the browser."""
    browser = [each for each in pairs if each.pair.kind == "browser"]
    others = [each for each in pairs if each.pair.kind != "browser"]
    return (browser[0], *others, *browser[1:])


@pytest.mark.parametrize("good", [0, 1])
def test_a_refused_event_is_the_last_one_and_the_others_are_judged(
    noting: Noting, root: Path, injected: Injected, uploaded: Uploaded, good: int
) -> None:
    """A DSN that is refused leaves the other proofs as they are."""
    noting.fault, noting.good = NotPermitted("the DSN's key is not accepted"), good
    verified = verify(noting, Plenty(), root, injected, uploaded, Verify(), HERE)

    assert ["not-permitted"] == codes(verified)
    assert good + 1 == noting.asked.count("send")
    events = verified.proof.counts.get(Count.BROWSER_EVENTS, 0)
    assert good == events + verified.proof.counts.get(Count.NODE_EVENTS, 0)
    assert verified.proof.counts[Count.DEBUG_IDS_LOOKED_UP]


def test_a_failing_send_ends_the_run_after_the_other_proofs(
    noting: Noting, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """Nothing more is sent, and what the other proofs tried is in the record."""
    noting.fault = ServerUnreachable("nobody answers")
    record = Record()
    with pytest.raises(ServerUnreachable, match="nobody answers"):
        verify(noting, Plenty(), root, injected, uploaded, Verify(), HERE, record=record)

    assert ["read", "send"] == noting.asked
    assert record.counts[Count.DEBUG_IDS_LOOKED_UP]


def test_an_interrupt_ends_sending(
    noting: Noting, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """No thread is left, and nothing is sent after it."""

    def interrupt(tried: int) -> None:
        if tried:
            noting.sent_one.wait(30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(noting, Plenty(interrupt), root, injected, uploaded, Verify(), HERE)

    assert ["read", "send"] == noting.asked
    assert not [each for each in threading.enumerate() if each.name.startswith("test events")]


class Unknown(Noting):
    """A client that is not let in."""

    def capabilities(self) -> Capabilities:
        """Refuse."""
        raise NotAuthenticated("the token is not known")


def test_a_server_that_lets_nobody_in_is_sent_nothing(
    sandbox: Running, root: Path, injected: Injected, uploaded: Uploaded
) -> None:
    """What was tried on disk is in the record all the same."""
    record = Record()
    with client_of(sandbox, Unknown) as unknown, pytest.raises(NotAuthenticated):
        verify(unknown, Plenty(), root, injected, uploaded, Verify(), HERE, record=record)
    assert isinstance(unknown, Unknown)

    assert [] == unknown.asked
    assert record.counts[Count.BROWSER_PAIRS] == 3


class Stopping(Noting):
    """A client in whose answer to the control the end of sending falls."""

    stop: Callable[[], None]

    def event(self, project: str, event_id: str) -> Event | None:
        """Answer, and end it."""
        self.stop()
        return super().event(project, event_id)


def test_no_event_follows_a_control_that_was_read_at_the_end(
    sandbox: Running, root: Path, injected: Injected
) -> None:
    """Whatever the thread was at, it sends nothing more."""
    probes = on_disk(root, injected.pairs, Verify())[2]
    with client_of(sandbox, Stopping) as client:
        assert isinstance(client, Stopping)
        with Sending(client, HERE, wanted=True) as sending:
            client.stop = sending.stop
            sending.take(probes)
            sending.no_more()
            done = dict(sending.done())

    assert ["read"] == client.asked
    assert [] == done[sandbox.project].sent
