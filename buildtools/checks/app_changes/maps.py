"""Whether an app's build has source maps, by its configuration and its commands. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildtools.bundlers import KNOWN, declared
from buildtools.bundlers.wanted import Want, Written
from buildtools.checks.app_changes.change import Change
from buildtools.checks.app_changes.editing import edited, made
from buildtools.found.app import App
from buildtools.found.app_config import AppConfig, Document
from buildtools.review.evidence.sources import Code, Value

Puts = tuple[tuple[str, str], ...]
"""Keys and values, as a script has them."""

_WANTS: tuple[Want, ...] = tuple(declared("WANTS"))
_NEW = ".mjs"
"""Suffix of a file of configuration that is to be made: every tool reads it, typed or not."""


class _Judged(NamedTuple):
    """One thing that is wanted, and whether it is so."""

    want: Want
    document: Document | None
    puts: Puts
    done: bool | None
    told: str
    """What says so, or what makes it unknown."""

    @property
    def file(self) -> str:
        return self.document.file if self.document else f"{self.want.form}{_NEW}"


def maps(app: App, config: AppConfig) -> Iterator[Change]:
    """Return what the configuration must say for maps; what one file lacks is one change."""
    tool = app.framework.value if app.framework else ""
    command = app.command.value if app.command else ""
    commands = (command, *config.commands)
    judged = [each for w in wanted(tool, config) for each in _judged(w, config, commands)]
    lacking: dict[str, list[_Judged]] = {}
    for each in judged:
        if each.done is not False:
            yield _as_it_is(each)
        elif not each.puts or (each.document is None and each.want.flag):
            yield _of_command(each, config)
        else:
            lacking.setdefault(each.file, []).append(each)
    for several in lacking.values():
        yield _put(several)


def wanted(tool: str, config: AppConfig) -> Iterator[Want]:
    """Return what a framework wants; where none is known, what its first file belongs to."""
    row = next((each for each in KNOWN if each.name == tool), None)
    forms = [each.form for each in config.documents]
    if row is None:
        row = next((each for each in KNOWN if forms and forms[0] in each.configs), None)
    named = [each for each in _WANTS if row and row.name in each.tools]
    by_form = [each for each in _WANTS if row and not each.tools and each.form in row.configs]
    there = [each for each in named + by_form if not each.form or each.form in forms]
    if there:
        yield from there
        return
    first = row.configs[0] if row and row.configs else ""
    yield from (each for each in named + by_form if each.form == first)


def _judged(want: Want, config: AppConfig, commands: Iterable[str]) -> Iterator[_Judged]:
    document = config.of(want.form) if want.form else None
    says, where = _by_command(want, config, commands)
    keys = _keys(want, document) if document else [(want.key, want.also, want.puts)]
    for key, also, puts in keys:
        if document and any(_is(document.value(k), v) for k, v in want.unless):
            continue
        done, doubt = (says, "") if says is not None else _said(want, document, key, also)
        yield _Judged(want, document, puts, done, doubt or where)


def _by_command(want: Want, config: AppConfig, commands: Iterable[str]) -> tuple[bool | None, str]:
    """Return what the build command says, and where; None where it says nothing."""
    text = "\n".join(commands)
    if any(re.search(each, text) for each in want.off):
        return False, "the build command"
    if any(re.search(each, text) for each in want.flags):
        return True, "the build command"
    name, value = want.variable
    if name:
        if re.search(rf"\b{re.escape(name)}=[\"']?{re.escape(value)}\b", text):
            return False, "the build command"
        if name in config.variables and config.variables[name][0] == value:
            return False, config.variables[name][1]
    return None, ""


def _keys(want: Want, document: Document) -> list[tuple[str, tuple[str, ...], Puts]]:
    """Return the key for each name that `*` stands for, with what goes with it."""
    if "*" not in want.key:
        return [(want.key, want.also, want.puts)]
    above = want.key.split(".*")[0]
    names = document.value(above)
    return [
        (
            want.key.replace("*", name, 1),
            tuple(each.replace("*", name, 1) for each in want.also),
            tuple((key.replace("*", name, 1), value) for key, value in want.puts),
        )
        for name, value in (names.items() if isinstance(names, dict) else ())
        if isinstance(value, dict) and value.get("projectType") != "library"
    ]


def _said(
    want: Want, document: Document | None, key: str, also: tuple[str, ...]
) -> tuple[bool | None, str]:
    """Return whether a file says what is wanted, and why that is not known."""
    if document is None:
        return want.usual, ""
    for name in (key, *also):
        done, doubt = _of_key(want, document, name)
        if done is not None or doubt:
            return done, doubt
    return want.usual, ""


def _of_key(want: Want, document: Document, key: str) -> tuple[bool | None, str]:
    value = document.value(key)
    if isinstance(value, Code):
        return None, value.text
    if value is not None:
        return any(_is(value, each) for each in want.does), ""
    names = key.split(".")
    for depth in range(1, len(names)):
        above = document.value(".".join(names[:depth]))
        if isinstance(above, bool | str | int | float):
            return above is True, ""
    doubt = document.doubt(key)
    return None, doubt.text if doubt else ""


def _is(value: Value, wanted_value: Written) -> bool:
    return type(value) is type(wanted_value) and value == wanted_value


def _as_it_is(judged: _Judged) -> Change:
    want, document = judged.want, judged.document
    setting = shown(judged.puts) or want.flag or want.variable[0]
    file = document.file if document else "package.json"
    line = _line(document, judged.puts)
    return Change(
        "maps",
        file,
        line,
        setting,
        want.why,
        done=judged.done,
        needed=want.needed,
        doubt=judged.told,
    )


def shown(puts: Puts) -> str:
    """Return keys and values as a person writes them in a line."""
    return ", ".join(f"{key}: {value}" for key, value in puts)


def _put(several: list[_Judged]) -> Change:
    """Return what is lacking in one file, with the lines that bring it."""
    document, file = several[0].document, several[0].file
    puts = tuple(dict.fromkeys(put for each in several for put in each.puts))
    setting = shown(puts)
    why = "; ".join(dict.fromkeys(each.want.why for each in several))
    needed = any(each.want.needed for each in several)
    if document is None:
        text = made(puts)
        return Change("maps", file, 0, setting, why, "", text, False, needed, text)
    is_json = file.endswith((".json", ".jsonc"))
    found = edited(document.text, document.spots, puts, is_json=is_json)
    if found is None:
        line = _line(document, puts)
        return Change("maps", file, line, setting, why, done=False, needed=needed)
    line, before, after, text = found
    return Change("maps", file, line, setting, why, before, after, False, needed, text)


def _line(document: Document | None, puts: Puts) -> int:
    """Return where a key stands, or the nearest above it."""
    names = puts[0][0].split(".") if puts else []
    for depth in range(len(names), -1, -1):
        spot = document.spots.get(".".join(names[:depth])) if document else None
        if spot:
            return spot.line
    return 1 if document else 0


def _of_command(judged: _Judged, config: AppConfig) -> Change:
    """Return the change of the script that builds, or of what takes maps away from it."""
    want, told = judged.want, judged.told
    document, name = config.package, config.build[-1] if config.build else ""
    key = f"scripts.{name}"
    setting = want.flag or f"without {want.variable[0] or told}"
    file, _, number = told.partition(":") if ":" in told else ("package.json", "", "")
    spot = document.spots.get(key) if document else None
    if document is None or spot is None or not want.flag:
        at = int(number) if number.isdigit() else spot.line if spot else 0
        return Change("maps", file, at, setting, want.why, done=False)
    command = document.text.encode()[spot.start : spot.end - 1].decode()
    put = ((key, f'{command} {want.flag}"'),)
    found = edited(document.text, document.spots, put, is_json=True)
    if found is None:
        return Change("maps", file, spot.line, setting, want.why, done=False)
    line, before, after, text = found
    return Change("maps", file, line, setting, want.why, before, after, False, text=text)
