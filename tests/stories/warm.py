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


class Warm:
    """The warm process, started with the first command and ended with this one."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None

    def run(
        self, words: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float
    ) -> tuple[int, str, str]:
        """Be `python -m invoke` in a folder; give the exit code and what both streams got.

        Raises TimeoutError when it takes longer.
        """
        line = self._line = self._line or _start()
        line.settimeout(seconds)
        asked = json.dumps([list(words), str(folder), dict(environ)]).encode()
        with _file() as out, _file() as err:
            socket.send_fds(line, [asked], [out.fileno(), err.fileno()])
            try:
                code = int(line.recv(_MOST))
            except TimeoutError:
                self._end()
                raise
            return code, _text(out), _text(err)

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _start() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.warm", str(theirs.fileno())],
            cwd=HOUSE,
            pass_fds=[theirs.fileno()],
        )
    atexit.register(_stop, ours, process)
    return ours


def _stop(line: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Let it see that nobody asks any more, which ends it."""
    line.close()
    process.wait(30)


def _file() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _serve(line: socket.socket) -> None:
    """Fork for each request; return in the fork, or when nobody asks any more."""
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
