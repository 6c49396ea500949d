"""A browser that only speaks: it answers commands by a table, and tells events when asked to."""

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Message = dict[str, Any]
Answer = Message | Callable[[Message], Message]
"""The result of a command, or what makes it of its params; one with `error` refuses."""

USUAL: Mapping[str, Answer] = {
    "Browser.getVersion": {"product": "Fake/1"},
    "Target.createBrowserContext": {"browserContextId": "context"},
    "Target.createTarget": {"targetId": "target"},
    "Target.attachToTarget": {"sessionId": "page"},
}
SILENT = {"silent": True}
"""A command that is never answered."""
LEAVES = {"leaves": True}
"""A command at which the browser ends."""


class FakeBrowser:
    """The other two ends of a pipe, and who sits at them."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(USUAL) | dict(answers)
        self.told: list[Message] = []
        self._reading, self.asking = os.pipe()
        self.answering, self._writing = os.pipe()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def tell(self, method: str, session: str = "", **params: Any) -> None:
        """Tell of an event."""
        event: Message = {"method": method, "params": params}
        self._say(event | ({"sessionId": session} if session else {}))

    def commands(self, method: str) -> list[Message]:
        """Return the params of each command of this name so far."""
        return [one["params"] for one in self.told if one["method"] == method]

    def close(self) -> None:
        """Let it end."""
        for end in (self.asking, self.answering):
            with contextlib.suppress(OSError):
                os.close(end)
        self._thread.join()

    def _serve(self) -> None:
        rest = b""
        with contextlib.suppress(OSError):
            while block := os.read(self._reading, 1 << 16):
                *whole, rest = (rest + block).split(b"\0")
                if not all(self._answer(json.loads(one)) for one in whole):
                    break
        os.close(self._reading)
        os.close(self._writing)

    def _answer(self, asked: Message) -> bool:
        self.told.append(asked)
        answer = self.answers.get(asked["method"], {})
        told = answer(asked["params"]) if callable(answer) else answer
        if told in (SILENT, LEAVES):
            return told is not LEAVES
        error = {"error": told["error"]} if "error" in told else {"result": told}
        self._say({"id": asked["id"], **error})
        return True

    def _say(self, message: Message) -> None:
        os.write(self._writing, json.dumps(message).encode() + b"\0")


@contextlib.contextmanager
def fake(answers: Mapping[str, Answer] | None = None) -> Iterator[FakeBrowser]:
    """Have a browser that answers so."""
    browser = FakeBrowser(answers or {})
    try:
        yield browser
    finally:
        browser.close()
