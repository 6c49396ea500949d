"""Run the sandbox on a port of this machine, for as long as a block lasts.

Everything it knows lies under one folder, so a second run goes on where the first stopped: same
token, same keys, same data. Only the port may be another, which is why no URL is ever stored.
"""

import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.sandbox.faults import Faults
from buildtools.sandbox.store import Store
from buildtools.sandbox.trouble import StoreFailed
from buildtools.values import Secret

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from buildtools.sandbox.application import Recorded

_HOST: Final = "127.0.0.1"
_REMEMBERED_REQUESTS: Final = 2000
_POLL_SECONDS: Final = 0.02
"""How soon the server notices that it shall stop."""


class Running(msgspec.Struct, frozen=True):
    """A sandbox that answers now."""

    url: str
    """Web root, such as `http://127.0.0.1:8123`."""
    token: Secret
    """Opens everything."""
    org: str
    project: str
    dsn: str
    faults: Faults
    requests: "deque[Recorded]"
    """The last requests, oldest first; a test may clear it."""
    _store: Store

    @property
    def failure(self) -> StoreFailed | None:
        """What the disk or the database refused last."""
        return self._store.failure

    def token_with(self, scopes: Iterable[str]) -> Secret:
        """Make a token with just these scopes; with `org:ci` it is an organization token."""
        from buildtools.sandbox import access

        wanted = set(scopes)
        person = "org:ci" not in wanted
        made = (
            access.make_user_token()
            if person
            else access.make_org_token(self.org, self._store.now())
        )
        with self._store.transaction() as db:
            access.remember_token(db, made, wanted)
        return Secret(made)


@contextmanager
def serve(
    directory: Path,
    *,
    port: int = 0,
    org: str = "sandbox",
    projects: Sequence[str] = ("web",),
    now: Callable[[], float] = time.time,
    on_request: "Callable[[Recorded], None]" = lambda request: None,
) -> Iterator[Running]:
    """Serve the sandbox whose state lies under `directory`, on this machine only.

    `on_request` is told each request once it is answered, from any thread. Port 0 is any free one.
    Projects that are not there yet are made; `project` and `dsn` of what
    is given are those of the first one. Leaving the block finishes the uploads under way.

    Raises ConfigurationError when Flask is not installed or the port is taken; StoreFailed where
    the disk or the database does not let us keep anything.
    """
    try:
        import flask  # noqa: F401 # asked whether it is there
    except ImportError as error:
        raise no_flask() from error
    from buildtools.sandbox.application import create_application
    from buildtools.sandbox.assembly import Assembler

    faults = Faults()
    requests = _Told(on_request)
    with ExitStack() as stack:
        store = stack.enter_context(closing(Store(directory, now)))
        token = _furnish(store, org, projects)
        assembler = stack.enter_context(closing(Assembler(store)))
        application = create_application(store, assembler, faults, requests)
        server = stack.enter_context(_listening(application, port, faults))
        url = f"http://{_HOST}:{server.port}"
        yield Running(
            url=url,
            token=Secret(token),
            org=org,
            project=projects[0],
            dsn=_dsn(store, url, projects[0]),
            faults=faults,
            requests=requests,
            _store=store,
        )


class _Told(deque["Recorded"]):
    """The last requests; each is told when it comes."""

    def __init__(self, tell: "Callable[[Recorded], None]") -> None:
        super().__init__(maxlen=_REMEMBERED_REQUESTS)
        self._tell = tell

    def append(self, request: "Recorded") -> None:
        super().append(request)
        self._tell(request)


def no_flask(when: str = "") -> ConfigurationError:
    """Make the failure where the sandbox's library is not here; `when` stands before it."""
    return ConfigurationError(
        f"{when}the sandbox needs Flask, which is not installed",
        remedy="pip install 'sentry-buildtools[sandbox]'",
    )


def _furnish(store: Store, org: str, projects: Sequence[str]) -> str:
    """Make what must be there, keep what is; give the token that opens everything."""
    from buildtools.sandbox import access

    with store.transaction() as db:
        db.execute("insert or replace into meta values ('org', ?)", (org,))
        known = db.execute("select value from meta where key = 'token'").fetchone()
        token: str = known["value"] if known else access.make_user_token()
        db.execute("insert or replace into meta values ('token', ?)", (token,))
        access.remember_token(db, token, access.ALL_SCOPES)
        for slug in projects:
            db.execute(
                "insert or ignore into projects (slug, public_key, secret_key, created)"
                " values (?, ?, ?, ?)",
                (slug, secrets.token_hex(16), secrets.token_hex(16), store.stamp()),
            )
    return token


def _dsn(store: Store, url: str, project: str) -> str:
    with store.transaction() as db:
        row = db.execute("select * from projects where slug = ?", (project,)).fetchone()
    return f"{url.replace('//', '//' + row['public_key'] + '@')}/{row['id']}"


@contextmanager
def _listening(application: object, port: int, faults: Faults) -> "Iterator[BaseWSGIServer]":
    from buildtools.sandbox.listener import listen

    listener = _bind(port)
    with closing(listener):
        server, connections = listen(application, listener)
    thread = threading.Thread(
        target=server.serve_forever, args=[_POLL_SECONDS], name="sandbox", daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        faults.stopping.set()
        server.shutdown()
        # The thread ends with the last connection, so those that only wait are ended first.
        connections.close()
        thread.join()


def _bind(port: int) -> socket.socket:
    """Take the port ourselves: werkzeug would print and exit where it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"the sandbox cannot listen on {_HOST}:{port}: {error.strerror}",
            remedy="choose another --port, or 0 for any free one",
        ) from error
    listener.listen()
    return listener
