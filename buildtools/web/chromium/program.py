"""Which Chromium there is, how it is started, and the two ends of the pipe it is spoken to by.

Source: Chromium's switches; the DevTools Protocol over `--remote-debugging-pipe`.
"""

import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.errors import BrowserFailed, ConfigurationError
from buildtools.machine import interrupts
from buildtools.project.background import Background, NotStarted, in_background
from buildtools.values import names_a_secret

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
VARIABLE = "CHROME_PATH"
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_LEAVING_SECONDS = 1.0
"""How long one that hung up may take to be gone, and to have said why."""

_FLAGS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--mute-audio"),
    *("--no-default-browser-check", "--disable-default-apps", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-gpu", "--disable-breakpad", "--hide-scrollbars"),
    *("--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"),
    *("--password-store=basic", "--use-mock-keychain", "--metrics-recording-only"),
)
_HANDED = 'answer=$1; ask=$2; shift 2; exec "$@" 3<"/dev/fd/$ask" 4>"/dev/fd/$answer"'
"""Chromium reads what it is asked from file 3, and answers into file 4."""


class Ends(NamedTuple):
    """Our two ends of the pipe, and the browser at the others."""

    asking: int
    answering: int
    program: Background | NotStarted


def find(path: str | None, environ: Mapping[str, str]) -> str:
    """Find the browser: the one that is named, that of CHROME_PATH, or the first of the usual.

    Raises ConfigurationError when there is none, and tells where it was looked for.
    """
    named, origin = (path, "--browser-path") if path else (environ.get(VARIABLE), VARIABLE)
    if named:
        found = shutil.which(str(Path(named).expanduser()), path=environ.get("PATH"))
        if found:
            return found
        raise ConfigurationError(
            f"there is no browser at {named}",
            evidence=(f"{origin} names it",),
            remedy=f"correct {origin}: the file of a Chromium or Chrome that may be executed",
        )
    for name in (*NAMES, *_PLACES):
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    raise ConfigurationError(
        "there is no Chromium on this machine",
        evidence=(f"looked for on PATH: {', '.join(NAMES)}",),
        remedy=f"install Chromium or Chrome, or name one by --browser-path or {VARIABLE}",
    )


@contextlib.contextmanager
def running(path: str, environ: Mapping[str, str], flags: Sequence[str] = ()) -> Iterator[Ends]:
    """Run a browser with a new profile, both of which are gone when this context is left.

    It gets no variable that holds a secret, and a HOME of its own.
    """
    with contextlib.ExitStack() as ends:
        folder = ends.enter_context(
            tempfile.TemporaryDirectory(prefix="buildtools-browser-", ignore_cleanup_errors=True)
        )
        away = functools.partial(shutil.rmtree, folder, ignore_errors=True)
        ends.enter_context(interrupts.at_worst(away))
        theirs_read, asking = _pipe(ends)
        answering, theirs_write = _pipe(ends)
        command = (
            *("sh", "-c", _HANDED, "sh", str(theirs_write), str(theirs_read), path),
            *(*_FLAGS, *_as_root(), *flags, f"--user-data-dir={folder}/profile", "about:blank"),
        )
        program = ends.enter_context(
            in_background(
                command,
                cwd=Path(folder),
                environ=_given(environ, folder),
                handed=(theirs_read, theirs_write),
            )
        )
        os.close(theirs_read)  # or its end would never be heard
        os.close(theirs_write)
        yield Ends(asking, answering, program)


def failed_to_start(path: str, program: Background | NotStarted, why: str) -> BrowserFailed:
    """Say that a browser did not start, with its last words."""
    program.wait(_LEAVING_SECONDS)
    said = [line for line in program.last_lines(5) if line.strip()]
    return BrowserFailed(
        f"the browser {path} does not start: {why}",
        evidence=said,
        remedy=f"run it by hand, or name another one by --browser-path or {VARIABLE}",
    )


def _pipe(ends: contextlib.ExitStack) -> tuple[int, int]:
    """Make a pipe whose ends are closed at the end, where they still are open."""
    reading, writing = os.pipe()
    for end in (reading, writing):
        ends.callback(_close, end, os.fstat(end).st_ino)
    return reading, writing


def _close(end: int, inode: int) -> None:
    """Close an end of a pipe, unless that was done and its number is another file's."""
    with contextlib.suppress(OSError):
        if os.fstat(end).st_ino == inode:
            os.close(end)


def _as_root() -> tuple[str, ...]:
    """Return what it takes to run as root, as containers do: there is no sandbox for it."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _given(environ: Mapping[str, str], home: str) -> dict[str, str]:
    """Return the variables a browser gets: none that may hold a secret, as proxies do."""
    kept = {
        name: text
        for name, text in environ.items()
        if not (
            names_a_secret(name) or name.startswith("SENTRY_") or name.lower().endswith("_proxy")
        )
    }
    return kept | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
