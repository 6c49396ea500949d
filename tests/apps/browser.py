"""A headless Chromium that opens pages and presses their buttons, told so through a pipe.

Its protocol is JSON, each message ended by a zero byte: https://chromedevtools.github.io/devtools-protocol/
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from tests.example.programs import environ, find, started, without_proxies

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--no-proxy-server", "--remote-debugging-pipe"),
)
_PRESS = "setInterval(() => document.getElementById({id})?.click(), 300); 0"
"""Again and again: a page that is not hydrated yet hears nothing. The SDK drops what repeats."""
Message = dict[str, Any]


@dataclass(frozen=True)
class Browser:
    """A running Chromium and the two ends of its pipe."""

    asking: IO[bytes]
    answering: IO[bytes]
    numbers: Iterator[int]

    @contextmanager
    def page(self, url: str, button: str = "") -> Iterator[None]:
        """Keep a page open whose button, named by its id, is being pressed."""
        context = self._ask("Target.createBrowserContext")["browserContextId"]
        new = {"url": "about:blank", "browserContextId": context}
        target = self._ask("Target.createTarget", **new)["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        try:
            self._ask("Page.enable", session)
            self._ask("Page.navigate", session, url=url)
            self._until("Page.domContentEventFired", session)
            if button:
                press = _PRESS.format(id=json.dumps(button))
                self._ask("Runtime.evaluate", session, expression=press)
            yield
        finally:
            self._ask("Target.disposeBrowserContext", browserContextId=context)

    def _ask(self, method: str, session: str = "", **params: Any) -> Message:
        number = next(self.numbers)
        asked: Message = {"id": number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        self.asking.write(json.dumps(asked).encode() + b"\0")
        self.asking.flush()
        while (told := self._told()).get("id") != number:
            pass
        assert "result" in told, (method, told)
        answer: Message = told["result"]
        return answer

    def _until(self, event: str, session: str) -> None:
        while (told := self._told()).get("method") != event or told.get("sessionId") != session:
            pass

    def _told(self) -> Message:
        """Read one message; the end of the pipe is an error, never an endless wait."""
        read = bytearray()
        while not read.endswith(b"\0"):
            piece = self.answering.read(1)
            assert piece, "Chromium has left"
            read += piece
        message: Message = json.loads(read[:-1])
        return message


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """Start a Chromium that knows nothing, with its profile in an empty folder."""
    os.mkfifo(home / "ask")
    os.mkfifo(home / "answer")
    program = find("chromium", "chromium-browser", "google-chrome")
    # Chromium reads what it is asked from file 3, and answers into file 4.
    shell = ("sh", "-c", 'exec "$0" "$@" 3<ask 4>answer', program)
    command = (*shell, *_FLAGS, f"--user-data-dir={home / 'profile'}", "about:blank")
    given = without_proxies(environ(HOME=str(home)))
    with (
        started(command, cwd=home, given=given, log=home / "chromium.log"),
        (home / "ask").open("wb") as asking,
        (home / "answer").open("rb") as answering,
    ):
        yield Browser(asking, answering, count(1))
