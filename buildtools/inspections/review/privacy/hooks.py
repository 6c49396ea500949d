"""The app's own scrub hooks, run on planted items by Node.js, in a process that has nothing else.

It gets no variable of ours, no network and no other programs: what would use them is refused, by
Node.js's permission model where there is one and by what is put in its place. Memory, time and
output are bounded. That keeps an app's honest code from reaching out; it is no jail for a hostile
one, which a build would have run as well.
"""

import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from buildtools.project import shell
from buildtools.texts.wording import count, listed
from buildtools.values import Hooks

Event = dict[str, Any]

OPTIONS = {
    "event": "beforeSend",
    "span": "beforeSendSpan",
    "breadcrumb": "beforeBreadcrumb",
    "log": "beforeSendLog",
}
"""What the SDK calls each of them."""
_HERE = Path(__file__).parent / "node"
_READ_SECONDS, _RUN_SECONDS = 60.0, 30.0
_MEGABYTES = 256
_VARIABLES = {"NODE_ENV": "production"}


class Item(msgspec.Struct, frozen=True):
    """Something that a hook is given."""

    name: str
    kind: str
    """event, span, log."""
    item: Event


class Hooked(msgspec.Struct, frozen=True):
    """What the hooks have left of each item."""

    left: dict[str, Event | None]
    """By name; None where it was dropped."""
    names: tuple[str, ...]
    """beforeSend: scrubEvent of src/scrub.ts."""
    failed: tuple[tuple[str, str], ...] = ()
    """The function and a sentence: how often it threw or returned nothing, and what comes of it."""
    tried: tuple[str, ...] = ()
    """What one would have used, and was refused: fetch."""


class Unrun(msgspec.Struct, frozen=True):
    """The hooks could not be run: a clause why."""

    why: str


def run(
    hooks: Hooks, app: Path, variables: Mapping[str, str], items: Sequence[Item]
) -> Hooked | Unrun:
    """Run hooks on items, as the SDK would; reads the app's files, writes none of them."""
    node = shutil.which("node", path=variables.get("PATH"))
    if node is None:
        return Unrun("there is no program node")
    if not (app / hooks.file).is_file():
        return Unrun(f"{hooks.file} is not there")
    wanted = {name: export for name in OPTIONS if (export := getattr(hooks, name))}
    if not wanted:
        return Unrun("review.hooks names no function: event, span, breadcrumb or log")
    program = _program(node, app, hooks.file)
    if isinstance(program, Unrun):
        return program
    with tempfile.TemporaryDirectory(prefix="hooks-") as folder:
        return _run(node, app, Path(folder).resolve(), hooks.file, wanted, program, items)


def _program(node: str, app: Path, file: str) -> Event | Unrun:
    """Read the module and all that it imports from the app, by what the app is built with."""
    command = (node, str(_HERE / "read.cjs"), str(app.resolve()), file)
    answer = shell.capture(command, cwd=app, environ=_VARIABLES, timeout=_READ_SECONDS)
    try:
        program: Event = json.loads(answer.output)
    except ValueError:
        return Unrun(f"{file} cannot be read: {_end_of(answer.error)}")
    if "error" in program:
        return Unrun(f"{file} cannot be read: {program['error']}")
    return program


def _run(
    node: str,
    app: Path,
    folder: Path,
    file: str,
    wanted: Mapping[str, str],
    program: Event,
    items: Sequence[Item],
) -> Hooked | Unrun:
    mark = secrets.token_hex(8)
    work = folder / "work.json"
    given = {
        "app": str(app.resolve()),
        "program": program,
        "hooks": wanted,
        "mark": mark,
        "items": [msgspec.structs.asdict(each) for each in items],
    }
    work.write_text(json.dumps(given), encoding="utf-8")
    # Each item's answer once, and a few lines more: whatever else it says is nobody's.
    answers: list[Event] = []

    def hear(line: str) -> None:
        if line.startswith(mark) and len(answers) <= len(items) + 2:
            answers.append(_answer(line.removeprefix(mark)))

    script = _HERE / "run.cjs"
    readable = (*_modules(app.resolve()), folder, script, *_sources(app.resolve(), program))
    command = (node, *_limits(node, app, readable), str(script), str(work))
    ended = shell.run(command, cwd=folder, environ=_VARIABLES, on_line=hear, timeout=_RUN_SECONDS)
    return _told(answers, ended, file, wanted, len(items))


def _answer(text: str) -> Event:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _told(
    answers: Sequence[Event],
    ended: shell.Completed,
    file: str,
    wanted: Mapping[str, str],
    expected: int,
) -> Hooked | Unrun:
    for each in answers:
        if "missing" in each:
            there = listed(sorted(map(str, each.get("exports") or ())), 6) or "nothing"
            return Unrun(f"{file} exports no {each['missing'][0]}; it exports {there}")
        if "failed" in each:
            return Unrun(f"{file} failed when it was loaded: {each['failed']}")
    left = {str(each["name"]): each.get("left") for each in answers if "name" in each}
    if ended.code == shell.TIMED_OUT:
        return Unrun(f"hooks of {file} took longer than {_RUN_SECONDS:g} seconds")
    done = next((each for each in answers if each.get("done")), None)
    if done is None or len(left) < expected:
        return Unrun(f"hooks of {file} ended after {len(left)} of {expected} events")
    names = tuple(f"{OPTIONS[name]}: {export} of {file}" for name, export in wanted.items())
    tried = tuple(map(str, done.get("tried") or ()))
    return Hooked(left, names, tuple(_failed(answers, wanted)), tried)


def _failed(answers: Sequence[Event], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return what each hook did instead of its work, and what SDK 11 makes of it."""
    threw = [(str(name), str(why)) for each in answers for name, why in each.get("threw") or ()]
    dropped = [str(name) for each in answers for name in each.get("dropped") or ()]
    for name, export in wanted.items():
        then = "sent as it was" if name == "span" else "dropped"
        mistakes = [why for hook, why in threw if hook == name]
        if mistakes:
            times = count(len(mistakes), "time")
            yield export, f"it threw {times}, what it was given is {then}: {mistakes[0]}"
        if nothing := dropped.count(name):
            times = count(nothing, "time")
            yield export, f"it returned nothing {times}, what it was given is {then}"


def _limits(node: str, app: Path, readable: Sequence[Path]) -> tuple[str, ...]:
    """Return what this Node.js has to bound a program with."""
    asked = shell.capture((node, "--version"), cwd=app, environ={}, timeout=_READ_SECONDS)
    found = re.match(r"v(\d+)\.(\d+)", asked.output)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    memory = f"--max-old-space-size={_MEGABYTES}"
    if version < (20, 0):
        return (memory,)
    is_stable = version >= (23, 5) or (22, 13) <= version < (23, 0)
    flag = "--permission" if is_stable else "--experimental-permission"
    paths = (f"{each}/*" if each.is_dir() else str(each) for each in readable)
    return (memory, flag, *(f"--allow-fs-read={path}" for path in paths))


def _modules(app: Path) -> list[Path]:
    """Return the folders of packages that the app's own code finds."""
    places = (folder / "node_modules" for folder in (app, *app.parents))
    return [*(each for each in places if each.is_dir()), app / "package.json"]


def _sources(app: Path, program: Event) -> list[Path]:
    """Return what Node.js has to read by itself, where nothing of the app's could."""
    return [] if program.get("modules") else [app]


def _end_of(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:200]
