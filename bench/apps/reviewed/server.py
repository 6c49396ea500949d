"""Serves dist with the policy of policy.txt, as the app's host would: server.py PORT."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Answers with files, and says nothing."""

    def end_headers(self) -> None:
        """Put the page's policy in."""
        policy = Path("policy.txt").read_text(encoding="utf-8").strip()
        if policy:
            self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *values: object) -> None:
        """Say nothing."""


ThreadingHTTPServer(
    ("127.0.0.1", int(sys.argv[1])), partial(Handler, directory="dist")
).serve_forever()
