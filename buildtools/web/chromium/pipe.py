"""Commands to a browser, and what it tells: JSON messages over a pipe, each ended by a zero byte.

A thread of its own hears the browser, so that workers and held-back requests go on while we do
something else. Nothing here waits without a limit.
Source: the DevTools Protocol over `--remote-debugging-pipe`.
"""

import json
import os
import select
import threading
import time
from collections.abc import Callable
from typing import Any

from buildtools.errors import BrowserFailed

Message = dict[str, Any]
Hear = Callable[[Message], None]
"""Is told each event as it comes, in the thread that hears. It may send, and must not wait."""

COMMAND_SECONDS = 20.0
ATTACHING: Message = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
"""Frames and workers are told of, and wait until they are listened to."""
_BLOCK_BYTES = 1 << 20
_LOOK_SECONDS = 0.1


class CommandRefused(BrowserFailed):
    """The browser answered that it cannot do this."""


class Pipe:
    """Our two ends of the pipe to one browser. `close` before they are closed."""

    def __init__(self, asking: int, answering: int, hear: Hear) -> None:
        os.set_blocking(asking, False)
        self._asking = asking
        self._answering = answering
        self._hear = hear
        self._number = 0
        self._answers: dict[int, Message] = {}
        self._awaited: dict[int, Hear | None] = {}
        self._news = threading.Condition()
        self._writing = threading.RLock()
        self._woken, self._wake = os.pipe()
        self._failure: BaseException | None = None
        self._hearing = threading.Thread(target=self._listen, name="hearing a browser", daemon=True)
        self._hearing.start()

    def close(self) -> None:
        """Hear nothing any more."""
        os.close(self._wake)
        self._hearing.join()
        os.close(self._woken)

    def send(self, method: str, session: str = "", then: Hear | None = None, **params: Any) -> None:
        """Tell a command, and do not wait; `then` gets its result when it comes, if it comes."""
        with self._writing:
            number = self._next()
            if then:
                self._awaited[number] = then
            self._write(number, method, session, params)

    def call(
        self, method: str, session: str = "", seconds: float = COMMAND_SECONDS, **params: Any
    ) -> Message:
        """Tell a command, and return its result.

        Raises CommandRefused when the browser cannot do it, and BrowserFailed when it does not
        answer in time or has ended.
        """
        with self._writing:
            number = self._next()
            self._awaited[number] = None
            self._write(number, method, session, params)
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
        """Wait until something is so; False when it is not so in time.

        Raises BrowserFailed when the browser has ended.
        """
        deadline = time.monotonic() + seconds
        with self._news:
            while not until():
                if self._failure:
                    raise self._failure
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._news.wait(min(left, _LOOK_SECONDS))
        return True

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _write(self, number: int, method: str, session: str, params: Message) -> None:
        """Write a command. Raises BrowserFailed when nobody reads it, or not in time."""
        asked: Message = {"id": number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        left = memoryview(json.dumps(asked).encode() + b"\0")
        deadline = time.monotonic() + COMMAND_SECONDS
        while left:
            if time.monotonic() > deadline:
                raise BrowserFailed("the browser takes no more commands")
            if select.select([], [self._asking], [], _LOOK_SECONDS)[1]:
                try:
                    left = left[os.write(self._asking, left) :]
                except BlockingIOError:
                    continue
                except OSError as broken:
                    raise _ended() from broken

    def _listen(self) -> None:
        """Hear the browser until it ends, or until nobody wants to hear it."""
        rest, block = b"", b"\0"
        try:
            while block:
                ready, _, _ = select.select([self._answering, self._woken], [], [])
                block = b"" if self._woken in ready else os.read(self._answering, _BLOCK_BYTES)
                *whole, rest = (rest + block).split(b"\0")
                self._take(whole)
            self._failure = _ended()
        except BaseException as failure:  # it is told to who waits
            self._failure = failure
        with self._news:
            self._news.notify_all()

    def _take(self, messages: list[bytes]) -> None:
        for text in messages:
            message = json.loads(text)
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
        with self._news:
            self._news.notify_all()


def _ended() -> BrowserFailed:
    return BrowserFailed(
        "the browser has ended",
        remedy="run this again; give the machine more memory if it ends again",
    )
