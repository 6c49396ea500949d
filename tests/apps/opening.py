"""A released app, open at an address: by its own server, or by a plain one over its folder."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.apps.making import Made
from tests.example.programs import end_of, environ, find, free_port, started, without_proxies

_OPEN_SECONDS = 60.0


@contextmanager
def opened(made: Made) -> Iterator[str]:
    """Open the app as it was released; give its address."""
    if made.app.start:
        with _by_itself(made) as url:
            yield url
    else:
        with _by_a_plain_server(made.root / made.app.serve) as url:
            yield url


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""


@contextmanager
def _by_a_plain_server(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _by_itself(made: Made) -> Iterator[str]:
    port = str(free_port())
    log = made.root.with_name(f"{made.root.name}.server.log")
    program, *words = (word.format(port=port) for word in made.app.start)
    hosts = {"HOST": "127.0.0.1", "HOSTNAME": "127.0.0.1", "PORT": port}
    given = without_proxies(environ(NODE_ENV="production", **hosts))
    with started((find(program), *words), cwd=made.root, given=given, log=log) as process:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + _OPEN_SECONDS
        while process.poll() is None and time.monotonic() < end:
            try:
                requests.get(url, timeout=30)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                break
        else:
            pytest.fail(f"{made.app.name} does not answer\n{end_of(log)}")
        yield url
