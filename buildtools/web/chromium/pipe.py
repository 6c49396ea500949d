"""Commands to a browser, and what it tells: JSON messages over a pipe, each ended by a zero byte.

One thread asks, and hears what has come whenever it waits. Nothing here waits without a limit.
Source: the DevTools Protocol over `--remote-debugging-pipe`.
"""

import json
import os
import select
import time
from collections.abc import Callable
from typing import Any

from buildtools.errors import BrowserFailed

Message = dict[str, Any]
Hear = Callable[[Message], None]
"""Is told each event as it comes. It may send, and must not wait."""

COMMAND_SECONDS = 20.0
_BLOCK_BYTES = 1 << 20
_PAUSE_SECONDS = 0.1


class CommandRefused(BrowserFailed):
    """The browser answered that it cannot do this."""


class Pipe:
    """Our two ends of the pipe to one browser."""

    def __init__(self, asking: int, answering: int, hear: Hear) -> None:
        for end in (asking, answering):
            os.set_blocking(end, False)
        self._asking = asking
        self._answering = answering
        self._hear = hear
        self._rest = bytearray()
        self._number = 0
        self._answers: dict[int, Message] = {}
        self._awaited: dict[int, Hear | None] = {}

    def send(self, method: str, session: str = "", then: Hear | None = None, **params: Any) -> None:
        """Tell a command, and do not wait; `then` gets its result when it comes, if it comes."""
        self._send(method, session, params, then)

    def call(
        self, method: str, session: str = "", seconds: float = COMMAND_SECONDS, **params: Any
    ) -> Message:
        """Tell a command, and return its result.

        Raises CommandRefused when the browser cannot do it, and BrowserFailed when it does not
        answer in time or has ended.
        """
        number = self._send(method, session, params, None)
        self._awaited[number] = None
        try:
            if not self.wait(lambda: number in self._answers, seconds):
                raise BrowserFailed(
                    f"the browser did not answer {method} within {seconds:g} seconds",
                    remedy="run this again when the machine is less busy",
                )
            answer = self._answers.pop(number)
        finally:
            self._awaited.pop(number, None)
        if "error" in answer:
            raise CommandRefused(
                f"the browser refused {method}: {answer['error'].get('message', 'no reason')}"
            )
        result: Message = answer.get("result", {})
        return result

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Hear what comes until something is so; False when it is not so in time."""
        deadline = time.monotonic() + seconds
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._listen(min(left, _PAUSE_SECONDS))
        return True

    def _send(self, method: str, session: str, params: Message, then: Hear | None) -> int:
        self._number += 1
        asked: Message = {"id": self._number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        if then:
            self._awaited[self._number] = then
        self._write(json.dumps(asked).encode() + b"\0")
        return self._number

    def _write(self, data: bytes) -> None:
        """Write it all; a browser that is itself stuck in writing is heard meanwhile."""
        left = memoryview(data)
        deadline = time.monotonic() + COMMAND_SECONDS
        while left:
            ready = select.select([self._answering], [self._asking], [], _PAUSE_SECONDS)
            if ready[1]:
                try:
                    left = left[os.write(self._asking, left) :]
                except BlockingIOError:
                    pass
                except OSError as broken:
                    raise _ended() from broken
            elif ready[0]:
                self._read()
            if time.monotonic() > deadline:
                raise BrowserFailed("the browser takes no more commands")

    def _listen(self, seconds: float) -> None:
        if select.select([self._answering], [], [], seconds)[0]:
            self._read()
        *whole, rest = self._rest.split(b"\0")
        self._rest = bytearray(rest)
        for message in whole:
            self._take(json.loads(message))

    def _read(self) -> None:
        """Read what is there. Raises BrowserFailed at the end of the pipe."""
        try:
            block = os.read(self._answering, _BLOCK_BYTES)
        except BlockingIOError:
            return
        except OSError as broken:
            raise _ended() from broken
        if not block:
            raise _ended()
        self._rest += block

    def _take(self, message: Message) -> None:
        number = message.get("id")
        if number is None:
            self._hear(message)
        elif number in self._awaited:
            then = self._awaited[number]
            if then is None:
                self._answers[number] = message
            else:
                del self._awaited[number]
                if "result" in message:
                    then(message["result"])


def _ended() -> BrowserFailed:
    return BrowserFailed(
        "the browser has ended",
        remedy="run this again; give the machine more memory if it ends again",
    )
