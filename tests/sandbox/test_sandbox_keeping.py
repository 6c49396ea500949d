"""What the sandbox keeps: for its owner's eyes, and with a sentence where it cannot be kept."""

import json
import sqlite3
import stat
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.sandbox.application import create_application
from buildtools.sandbox.assembly import Assembler, Order
from buildtools.sandbox.faults import Faults
from buildtools.sandbox.serving import Running, serve
from buildtools.sandbox.store import LAYOUT, Store
from buildtools.sandbox.trouble import StoreFailed
from tests.sandbox.conftest import Api, Made

DATABASE = "sandbox.sqlite"


def modes(folder: Path) -> dict[str, str]:
    """Return the rights on all that lies below a folder, and on itself."""
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (folder, *folder.rglob("*"))
    }


def test_what_is_kept_is_private(
    tmp_path: Path, api_of: Callable[[Running], Api], made: type[Made]
) -> None:
    """The token lies in the database, the sources of the app in bundles and chunks."""
    with serve(tmp_path / "state") as running:
        api_of(running).upload(made.bundle(), version="web@1")
        found = modes(tmp_path / "state")

    assert {"0o700", "0o600"} == set(found.values())
    assert {".", "chunks", "bundles"} == {name for name, mode in found.items() if mode == "0o700"}
    assert len(found) >= 5


def test_what_was_open_to_others_becomes_private(
    tmp_path: Path, api_of: Callable[[Running], Api], made: type[Made]
) -> None:
    """As an earlier version has left it."""
    state = tmp_path / "state"
    with serve(state) as running:
        api_of(running).upload(made.bundle(), version="web@1")
    for path in (state, *state.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with serve(state):
        pass

    assert {"0o700", "0o600"} == set(modes(state).values())


def test_a_folder_of_somebody_s_keeps_its_rights(tmp_path: Path) -> None:
    """Whoever says `--directory=.` does not want the project closed to everybody."""
    (tmp_path / "index.html").touch()
    tmp_path.chmod(0o755)
    with serve(tmp_path):
        found = modes(tmp_path)

    assert ("0o755", "0o600") == (found["."], found[DATABASE])
    assert ("0o700", "0o700") == (found["chunks"], found["bundles"])


# --- a database that cannot be used


def refusal(folder: Path) -> StoreFailed:
    """Return the failure that a folder ends in."""
    with pytest.raises(StoreFailed) as failed:
        Store(folder, lambda: 0.0, lock_wait_seconds=0.01)
    return failed.value


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    """With the file, and what helps."""
    (tmp_path / DATABASE).write_bytes(b"no database at all, and long enough to be none" * 99)
    failure = refusal(tmp_path)

    assert 20 == failure.exit_code
    assert f"the sandbox cannot use its database {tmp_path / DATABASE}: it is no database" == (
        failure.what
    )
    assert "SQLITE_NOTADB" in failure.evidence[0]
    assert f"mv {tmp_path} {tmp_path}.old: the next run starts with an empty sandbox" == (
        failure.remedy
    )


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    """Half of it overwritten, as disks and copies do."""
    Store(tmp_path, lambda: 0.0).close()
    file = tmp_path / DATABASE
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * (file.stat().st_size - 100))

    assert refusal(tmp_path).what.endswith(": it is damaged")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """Nobody knows what would be lost."""
    Store(tmp_path, lambda: 0.0).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db:
        db.execute(f"pragma user_version = {LAYOUT + 1}")
    before = (tmp_path / DATABASE).read_bytes()
    failure = refusal(tmp_path)

    assert "a newer version of sentry-buildtools made it" in failure.what
    assert before == (tmp_path / DATABASE).read_bytes()


def test_a_database_that_another_holds_is_waited_for_and_named(tmp_path: Path) -> None:
    """And is used again once it is let go."""
    with closing(Store(tmp_path, lambda: 0.0, lock_wait_seconds=0.01)) as store:
        with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
            other.execute("begin exclusive")
            with pytest.raises(StoreFailed, match="another program holds it"), store.transaction():
                pytest.fail("two at once")
        with store.transaction() as db:
            assert 0 == db.execute("select count(*) from releases").fetchone()[0]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """The disk says so, in its words."""
    (tmp_path / "state").touch()
    (tmp_path / "other" / DATABASE).mkdir(parents=True)
    for folder, named in (("state", "state"), ("other", f"other/{DATABASE}")):
        failure = refusal(tmp_path / folder)
        assert failure.what.startswith(f"the sandbox cannot use {tmp_path / named}: ")
        assert failure.remedy.startswith(f"mv {tmp_path / named} ")


def test_a_mistake_of_ours_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    """It must be seen as what it is; and nothing of the block is kept."""

    def mistaken(store: Store) -> None:
        with store.transaction() as db:
            db.execute("insert into meta values ('a', 'b')")
            db.execute("insert into meta values (?, ?)", ([], {}))

    with closing(Store(tmp_path, lambda: 0.0)) as store:
        with pytest.raises(sqlite3.ProgrammingError):
            mistaken(store)
        with store.transaction() as db:
            assert [] == db.execute("select * from meta").fetchall()
        assert store.failure is None


def test_what_it_cannot_keep_is_told_to_clients(
    tmp_path: Path, api_of: Callable[[Running], Api]
) -> None:
    """As Sentry words it; whoever started the server learns the cause."""
    with serve(tmp_path) as running:
        api = api_of(running)
        with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
            other.execute("drop table releases")
        answer = api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})

        assert 503 == answer.status_code
        assert "the sandbox cannot use its database" in answer.json()["detail"]
        assert running.failure
        assert answer.json()["detail"] == running.failure.what


LIMITED = """
import hashlib, resource, sys
from pathlib import Path
import requests
from buildtools.sandbox.serving import serve
with serve(Path(sys.argv[1])) as running, requests.Session() as session:
    session.headers["Authorization"] = "Bearer " + running.token.reveal()
    here = running.url + "/api/0/organizations/sandbox/"
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, unlimited[1]))
    for number in range(100):
        body = {"version": f"web@{number}", "projects": ["web"],
            "commits": [{"id": "a" * 40, "message": "m" * 4000}] * 9}
        made = session.post(here + "releases/", json=body)
        if made.status_code >= 300:
            break
    chunk = b"x" * 300_000
    sent = session.post(
        here + "chunk-upload/", files={"file": (hashlib.sha1(chunk).hexdigest(), chunk)}
    )
    shown = session.get(running.url + "/").status_code
    for answer in (made, sent):
        print(answer.status_code, answer.json()["detail"])
    print(shown, type(running.failure).__name__)
    print(len([*Path(sys.argv[1]).glob("chunks/*")]))
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)  # what measures us writes as it ends
"""


def test_a_disk_without_room_is_said_and_survived(tmp_path: Path) -> None:
    """Neither a traceback nor half a file; what was kept is still shown."""
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    made, sent, shown, chunks = ended.stdout.splitlines()

    assert made.split()[0] in ("503", "507")
    assert "the disk" in made
    assert sent.startswith("507 the sandbox cannot use ")
    assert "File too large" in sent
    assert "200 StoreFailed" == shown
    assert "0" == chunks
    assert "" == ended.stderr


def test_the_last_word_on_a_bundle_is_heard_where_it_cannot_be_kept(tmp_path: Path) -> None:
    """Else the client would wait for it until its time is up."""
    with closing(Store(tmp_path, lambda: 0.0)) as store:
        assembler = Assembler(store)
        with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
            other.execute("drop table assemblies")
        assembler.start(Order("a" * 40, ("b" * 40,), (1,), "web@1", ""))
        assembler.close()
        said = assembler.state_of("a" * 40)

    assert said
    assert "error" == said[0]
    assert "cannot use its database" in str(said[1])


# --- memory


LOOKED_UP = """
import sys
from pathlib import Path
import requests
from buildtools.sandbox.serving import serve
from tests.memory import peak_bytes
with serve(Path(sys.argv[1])) as running, requests.Session() as session:
    session.headers["Authorization"] = "Bearer " + running.token.reveal()
    key = {"sentry_key": running.dsn.split("//")[1].split("@")[0]}
    here = running.url + "/api/0/projects/sandbox/web/"
    body = b'{}\\n{"type":"event"}\\n' + Path(sys.argv[2]).read_bytes()
    before = peak_bytes()
    sent = session.post(running.url + "/api/1/envelope/", data=body, params=key)
    found = session.get(here + "artifact-lookup/", params={"debug_id": sys.argv[3]}).json()
    shown = session.get(here + "events/" + sent.json()["id"] + "/json/").json()
    after = peak_bytes()
    frame = shown["exception"]["values"][0]["stacktrace"]["frames"][0]
    print(frame["lineno"], len(found), (after - before) // 1_000_000)
"""


def test_a_look_up_reads_what_it_needs_and_nothing_else(
    tmp_path: Path, api_of: Callable[[Running], Api], made: type[Made]
) -> None:
    """One of sixty maps in a bundle of 300 MB costs what that one does."""
    files = made.files(version=3)
    for number in range(60):
        name = f"~/other{number}.js.map"
        files[name] = ("source_map", b'{"x":"' + b" " * 5_000_000 + b'"}', {"debug-id": "0" * 32})
    with serve(tmp_path / "state") as running:
        told = api_of(running).upload(made.bundle(files), version="web@1")
    event = tmp_path / "event.json"
    event.write_text(json.dumps(made.event((1, 14, "h"), release="web@1")))
    ended = subprocess.run(
        [sys.executable, "-c", LOOKED_UP, str(tmp_path / "state"), str(event), made.debug_id],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    line, found, megabytes = map(int, ended.stdout.split())

    assert "ok" == told["state"]
    assert (2, 1) == (line, found)
    assert megabytes < 40


def test_a_resolver_without_room_for_its_file_is_the_disk_s_fault(tmp_path: Path) -> None:
    """An event that cannot be resolved for that is no mistake of ours, and no traceback."""
    refused = DiskRefused("no place for a file", evidence=["folder /x (TMPDIR)"], remedy="make it")
    with closing(Store(tmp_path, lambda: 0.0)) as store:
        assembler = Assembler(store)
        made = create_application(store, assembler, Faults(), deque())
        with made.test_request_context("/api/1/envelope/"):
            answer = made.make_response(made.handle_user_exception(refused))
        assembler.close()

        assert 507 == answer.status_code
        assert b"no place for a file" in answer.data
        assert store.failure is not None
        assert "make it" == store.failure.remedy
