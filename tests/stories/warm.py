"""Commands in processes of their own, each forked from one that has imported what they need.

A new interpreter takes a quarter of a second to import the house; a fork of a warm one takes some
milliseconds, and shares as little: its memory, folder, environment, streams and end are its own.
The warm one has run nothing and has one thread, so all its forks begin alike.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import invoke
from invoke.main import program

import buildtools

HOUSE = Path(__file__).resolve().parents[2]
_MOST = 1 << 20
"""More bytes than any request to the warm process has."""


_READY = b"ready"
_START_SECONDS = 60


class Ended(Exception):
    """The warm process has ended, which it does for nobody but us: how, and what it said."""


class Warm:
    """The warm process, started with the first command and ended with this one.

    It is a session of its own: what is sent to the group of the tests is not for it. After one that
    ended, or of which an answer was not taken, the next command begins with another.
    """

    def __init__(
        self, program: Sequence[str] = (sys.executable, "-m", "tests.stories.warm")
    ) -> None:
        self._program = program
        self._process: _Process | None = None

    def run(
        self, words: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float
    ) -> tuple[int, str, str]:
        """Be `python -m invoke` in a folder; give the exit code and what both streams got.

        Raises TimeoutError when it takes longer, Ended when the warm process is no more.
        """
        try:
            self._process = self._process or _Process(self._program)
            return self._process.run([list(words), str(folder), dict(environ)], seconds)
        except BaseException:
            if self._process:
                self._process.kill()
            self._process = None
            raise


class _Process:
    """One warm process, and the line to it. Raises Ended when it does not get ready."""

    def __init__(self, program: Sequence[str]) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = _file()
        with theirs:
            self._process = subprocess.Popen(
                [*program, str(theirs.fileno())],
                cwd=HOUSE,
                pass_fds=[theirs.fileno()],
                stderr=self._said,
                start_new_session=True,
            )
        atexit.register(self._stop)
        self._line.settimeout(_START_SECONDS)
        self._heard()

    def run(self, asked: list[object], seconds: float) -> tuple[int, str, str]:
        """Let it be a command, and wait for the end of that."""
        self._line.settimeout(seconds)
        with _file() as out, _file() as err:
            try:
                socket.send_fds(
                    self._line, [json.dumps(asked).encode()], [out.fileno(), err.fileno()]
                )
            except BrokenPipeError:
                raise self._ended() from None
            return int(self._heard()), _text(out), _text(err)

    def kill(self) -> None:
        """End it at once, with the command it is."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._stop()

    def _stop(self) -> None:
        """Let it see that nobody asks any more, which ends it."""
        atexit.unregister(self._stop)
        self._line.close()
        self._process.wait(30)
        self._said.close()

    def _heard(self) -> bytes:
        with suppress(ConnectionResetError):
            if answer := self._line.recv(_MOST):
                return answer
        raise self._ended()

    def _ended(self) -> Ended:
        code = self._process.wait(30)
        return Ended(f"the warm process ended by {code}: {_text(self._said)}")


def _file() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _serve(line: socket.socket) -> None:
    """Fork for each request; return in the fork, or when nobody asks any more."""
    line.send(_READY)
    while True:
        asked, files, _, _ = socket.recv_fds(line, _MOST, 2)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            line.close()
            words, folder, environ = json.loads(asked)
            _be(words, folder, environ, files)
            return
        for file in files:
            os.close(file)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with suppress(BrokenPipeError):
            line.send(str(code).encode())


def _be(words: list[str], folder: str, environ: dict[str, str], files: list[int]) -> None:
    """Become the command, up to its first line."""
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
        os.close(file)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    sys.path[0] = folder
    sys.path.insert(1, str(HOUSE))
    sys.argv = [str(Path(invoke.__file__).with_name("__main__.py")), *words]
    program.run()


if __name__ == "__main__":
    for each in pkgutil.walk_packages(buildtools.__path__, "buildtools."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    with suppress(ImportError):  # it may be missing; who needs it says so
        importlib.import_module("symbolic")
    importlib.import_module("requests")
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
