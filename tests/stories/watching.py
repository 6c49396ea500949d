"""What a command reaches: each connection of any Python process of it, and each program it starts.

An audit hook of the interpreter writes them down, put in by a `sitecustomize` that stands first on
the path; no code of ours can leave it out. Source: docs.python.org, "Audit events table".
"""

import json
from pathlib import Path
from typing import NamedTuple

from tests.stories.shopping import PACKAGE, Ended, Shop

_WATCH = """\
import json
import os
import sys

_NETWORK = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
            "socket.gethostbyname", "socket.gethostbyaddr")
_PROGRAMS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system")


def _watch(event, arguments):
    if event in _NETWORK:
        reaches = event.startswith(("socket.connect", "socket.send"))
        told = arguments[1] if reaches else arguments[:2]
    elif event in _PROGRAMS:
        told = arguments[1] if event != "os.system" else [arguments[0]]
    else:
        return
    line = json.dumps([event, [str(one) for one in told] if told else []]) + "\\n"
    file = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, line.encode())
    os.close(file)


sys.addaudithook(_watch)
"""


class Reached(NamedTuple):
    """All that a command reached."""

    addresses: frozenset[tuple[str, str]]
    """Host and port of connections."""
    names: frozenset[str]
    """Hosts that were looked up."""
    programs: tuple[tuple[str, ...], ...]


def watched(shop: Shop, folder: Path, *words: str, **environ: str) -> tuple[Ended, Reached]:
    """Run a command from the very start of an interpreter, and give what it reached."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_WATCH)
    lines = folder / "watched.jsonl"
    lines.unlink(missing_ok=True)
    path = f"{folder}:{PACKAGE}"
    ended = shop.invoke_cold(*words, PYTHONPATH=path, WATCHED=str(lines), **environ)
    return ended, _read(lines)


def _read(lines: Path) -> Reached:
    addresses, names, programs = set(), set(), []
    for line in lines.read_text().splitlines() if lines.exists() else ():
        event, told = json.loads(line)
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            addresses.add((told[0], told[1]) if len(told) > 1 else ("".join(told), ""))
        elif event.startswith("socket."):
            names.add(told[0])
        else:
            programs.append(tuple(told))
    return Reached(frozenset(addresses), frozenset(names), tuple(programs))
