"""An app that runs on this machine for as long as it is looked at: started, awaited, ended.

`{port}` in its command, and in the URL that it answers at, is a free port of this machine.
"""

import contextlib
import http.client
import random
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from buildtools.errors import BuildFailed
from buildtools.project.background import Background, NotStarted, in_background
from buildtools.settings import Serve
from buildtools.texts.redaction import redact

PORT = "{port}"
_PORTS = range(20000, 32000)
"""Those that no system hands out by itself."""
_LAST_LINES = 20
_ASK_SECONDS = 5.0
_PAUSE_SECONDS = 0.1
_BROKEN = 500
"""From this status on an app has answered, and is not ready."""


class Running(NamedTuple):
    """An app that answers now."""

    url: str
    leader: int
    """The process that leads all that it started."""


@contextlib.contextmanager
def running(
    command: str,
    *,
    cwd: Path,
    environ: Mapping[str, str],
    url: str,
    ready: str = "/",
    seconds: float = 60.0,
) -> Iterator[Running]:
    """Run an app until this context is left.

    It is there when `ready`, a path or a URL below that one, is answered by a status under 500. It
    gets PORT as a variable, too. All that it started ends on every way out but a SIGKILL of ours.

    Raises BuildFailed, with the last lines it said, when it ends before or does not answer in time,
    and when something else answers there before it was started.
    """
    port = free_port()
    command, base = command.replace(PORT, str(port)), url.replace(PORT, str(port))
    asked = urljoin(base.rstrip("/") + "/", ready.replace(PORT, str(port)))
    if answers(asked):
        raise BuildFailed(
            f"the app cannot be started: something else answers at {asked}",
            remedy="end it, or let serve.command and serve.url take {port}, a free one",
        )
    given = {**environ, "PORT": str(port)}
    with in_background(command, cwd=cwd, environ=given) as program:
        _await(program, command, asked, seconds)
        yield Running(base, program.leader)


@contextlib.contextmanager
def started(serve: Serve, cwd: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """Run the app as sentry.yml says, and give the URL that it answers at; else as `running`."""
    asked = {"url": serve.url, "ready": serve.ready}
    with running(serve.command, cwd=cwd, environ=environ, seconds=serve.seconds, **asked) as app:
        yield app.url


def free_port() -> int:
    """Name a port of this machine that nobody has, and that no connection is given by chance."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - no secret
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def answers(url: str, seconds: float = _ASK_SECONDS) -> bool:
    """Whether anyone answers at a URL by a status below 500; a certificate may be anyone's."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    asking: http.client.HTTPConnection
    if parts.scheme == "https":
        asking = http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=_anyone())
    else:
        asking = http.client.HTTPConnection(host, parts.port, timeout=seconds)
    with contextlib.closing(asking):
        try:
            asking.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            return asking.getresponse().status < _BROKEN
        except (OSError, http.client.HTTPException):
            return False


def _anyone() -> ssl.SSLContext:
    """Trust whoever answers: it is only asked whether it is there."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return trusting


def _await(program: Background | NotStarted, command: str, asked: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while program.code is None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _failed(
                program,
                command,
                f"the app does not answer at {asked} within {seconds:g} seconds",
                "correct serve.url and serve.ready, or give it more time by serve.seconds",
            )
        if answers(asked, min(_ASK_SECONDS, left)) and program.code is None:
            return
        time.sleep(_PAUSE_SECONDS)
    raise _failed(
        program,
        command,
        f"the app ended with {program.code} before it answered at {asked}",
        "run this command by hand: it must serve the app until it is ended",
    )


def _failed(program: Background | NotStarted, command: str, what: str, remedy: str) -> BuildFailed:
    lines = [redact(line) for line in program.last_lines(_LAST_LINES) if line.strip()]
    return BuildFailed(what, evidence=(f"command {command}", *lines), remedy=remedy)
