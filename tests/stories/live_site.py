"""A live site on this machine: what was deployed into a folder, served as it lies there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class LiveSite:
    """Serves a folder; with `wanted` only who sends that header with that value."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wanted: tuple[str, str] | None = None
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *given: Any) -> None:
                super().__init__(*given, directory=str(site.folder))

            def do_GET(self) -> None:
                if site.wanted and self.headers.get(site.wanted[0]) != site.wanted[1]:
                    self.send_error(401)
                else:
                    super().do_GET()

            def log_message(self, format: str, *given: Any) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving(folder: Path) -> Iterator[LiveSite]:
    """Serve a folder, which may come later, until the end."""
    site = LiveSite(folder)
    try:
        yield site
    finally:
        site.stop()
