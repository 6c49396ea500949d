"""Dockerfiles as shell: what RUN is given, with ARG, ENV and WORKDIR.

Source: Docker's reference of Dockerfiles.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

_INSTRUCTION = re.compile(r"\s*(RUN|ARG|ENV|WORKDIR|FROM|CMD|ENTRYPOINT)\s+(.*)", re.DOTALL | re.I)
_FLAG = re.compile(r"--[\w-]+(?:=\S+)?\s+")
_OLD_FORM = re.compile(r"(\w+)\s+(.*)", re.DOTALL)


class Instruction(NamedTuple):
    """One of them that matters here."""

    kind: str
    """run, set, or folder."""
    text: str
    """Shell text; of a folder, its path from that of the project."""
    line: int
    """The line that it begins at, from one."""


def read(text: str) -> Iterator[Instruction]:
    """Return the instructions, in their order."""
    top = folder = ""
    for number, instruction in _joined(text):
        found = _INSTRUCTION.fullmatch(instruction)
        if found is None:
            continue
        name, rest = found[1].upper(), found[2]
        if name == "WORKDIR":
            place = rest.strip().strip("\"'")
            folder = place if place.startswith("/") else posixpath.join(folder, place)
            top = top or folder
            inside = posixpath.relpath(folder, top)
            yield Instruction("folder", "." if inside.startswith("..") else inside, number)
        elif name in {"ARG", "ENV"}:
            yield from _set(name, rest, number)
        elif name != "FROM":
            yield Instruction("run", _command(rest), number)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Return instructions whole, with comments within them blanked; lines keep their number."""
    held, start, end = "", 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if end:
            if line.strip() == end:
                yield start, held
                held, start, end = "", 0, ""
            else:
                held += line + "\n"
            continue
        if line.lstrip().startswith("#"):
            held += "\\\n" if held else ""
            continue
        start = start or number
        document = re.search(r"<<-?['\"]?(\w+)['\"]?", line)
        if document and re.match(r"\s*RUN\s+<<", line):
            held, end = "RUN :\n", document[1]
        elif line.endswith("\\"):
            held += line + "\n"
        else:
            if (held + line).strip():
                yield start, held + line
            held, start = "", 0


def _command(rest: str) -> str:
    while found := _FLAG.match(rest):
        # A mount may stand on a line of its own: its line stays.
        rest = "\\\n" * found[0].count("\n") + rest[found.end() :]
    if rest.lstrip().startswith("["):
        try:
            words = msgspec.json.decode(rest, type=list[str])
        except (msgspec.DecodeError, RecursionError):
            return rest
        return words[-1] if "-c" in words else " ".join(words)
    return rest


def _set(name: str, rest: str, line: int) -> Iterator[Instruction]:
    if "=" not in rest and name == "ENV" and (found := _OLD_FORM.fullmatch(rest.strip())):
        yield Instruction("set", f'{found[1]}="{found[2]}"', line)
        return
    for pair in re.finditer(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S*)", rest):
        value = pair[2]
        if name == "ARG":
            bare = value.strip("\"'")
            plain = "$" not in bare and bare
            value = f'"${{{pair[1]}:-{bare}}}"' if plain else value
        yield Instruction("set", f"{pair[1]}={value}", line)
