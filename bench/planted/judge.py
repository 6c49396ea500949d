"""What a command said of a fault, held against the row of the table."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bench.planted.table import Fault

_CODE: Final = re.compile(r"\(([a-z]+(?:-[a-z]+)+)\)")
_NAMED: Final = ("code", "cause")
_REMEDIES: Final = ("remedy", "fix", "action")


class Ended(NamedTuple):
    """A process that has ended."""

    exit: int
    out: str
    err: str
    seconds: float = 0.0


class Said(NamedTuple):
    """One thing that was noticed: its code, empty where the command failed for another reason."""

    code: str
    severity: str
    text: str
    remedy: str


class Verdict(NamedTuple):
    """Whether a fault was noticed as it has to be."""

    fault: Fault
    missed: str = ""
    """Why it counts as missed; empty where it does not."""
    untried: str = ""
    """Why it was not planted; empty where it was."""
    said: str = ""
    """The sentence that noticed it."""
    remedy: str = ""
    exit: int | None = None
    seconds: float = 0.0

    @property
    def word(self) -> str:
        """Return it in one word."""
        return "not tried" if self.untried else "missed" if self.missed else "noticed"


def said(ended: Ended) -> tuple[Said, ...]:
    """Return all that a command noticed, out of its JSON and of the errors that it told."""
    return (*_told([*_all_json(ended.out)]), *_failures(ended.err))


def judged(fault: Fault, ended: Ended) -> Verdict:
    """Judge a run with the fault planted."""
    noticed = [each for each in said(ended) if each.code == fault.code or not fault.code]
    seen = Verdict(fault, exit=ended.exit, seconds=ended.seconds)
    if "Traceback (most recent call last)" in ended.err:
        return seen._replace(missed="it ends with a traceback")
    if ended.exit != fault.exit:
        return seen._replace(missed=f"exit {ended.exit} instead of {fault.exit}{_instead(ended)}")
    if not noticed:
        what = f"no {fault.code}" if fault.code else "it tells no failure"
        return seen._replace(missed=what + _instead(ended))
    best = min(noticed, key=lambda each: len(_lacking(fault, each)))
    lacking = _lacking(fault, best)
    return seen._replace(missed="; ".join(lacking), said=best.text, remedy=best.remedy)


def passed(fault: Fault, ended: Ended) -> str:
    """Return why the same run without the fault does not pass; empty where it does."""
    found = said(ended)
    if "Traceback (most recent call last)" in ended.err:
        return "without the fault it ends with a traceback"
    if ended.exit != 0:
        return f"without the fault it ends with {ended.exit}{_instead(ended)}"
    light = {"info"} if fault.exit else set()
    if any(each.code == fault.code and each.severity not in light for each in found if each.code):
        return f"without the fault it says {fault.code} too"
    wrong = sorted({each.code for each in found if each.severity == "error"})
    return f"without the fault it says {', '.join(wrong)}" if wrong else ""


def _lacking(fault: Fault, noticed: Said) -> list[str]:
    if fault.exit == 60 and fault.code and noticed.severity not in ("error", ""):
        return [f"{fault.code} is of severity {noticed.severity}"]
    places = (("names", fault.names, noticed.text), ("remedy", fault.remedy, noticed.remedy))
    return [
        f"its {place} {'lack' if place == 'names' else 'lacks'} {word!r}: {text!r}"
        for place, words, text in places
        for word in words
        if not any(choice.lower() in text.lower() for choice in word.split("|"))
    ]


def _instead(ended: Ended) -> str:
    found = sorted({each.code for each in said(ended) if each.code and each.severity != "info"})
    told = next((line for line in ended.err.splitlines() if line.startswith("error: ")), "")
    if found:
        return f", it says {', '.join(found)}"
    if told:
        return f", {told}"
    first = ended.err.strip().splitlines()
    return f", {first[0]}" if first else ""


def _all_json(text: str) -> Iterator[Any]:
    """Read each line of stdout that is JSON, or all of it."""
    for part in (text, *text.splitlines()):
        try:
            yield json.loads(part)
        except ValueError:
            continue


def _told(value: Any) -> Iterator[Said]:
    """Find all findings and causes in a value, wherever they stand."""
    if isinstance(value, list):
        for each in value:
            yield from _told(each)
    if not isinstance(value, dict):
        return
    name = next((value[key] for key in _NAMED if isinstance(value.get(key), str)), None)
    if name:
        severity = str(value.get("severity", ""))
        yield Said(name, severity, " ".join(_texts(value)), _remedy(value))
    if "error" in value and "exit_code" in value:
        yield from _failure(value["error"], value.get("evidence") or (), value.get("remedy") or "")
    for each in value.values():
        yield from _told(each)


def _failure(what: str, evidence: Sequence[str], remedy: str) -> Iterator[Said]:
    yield Said("", "error", " ".join((what, *evidence)), remedy)
    for line in evidence:
        if found := _CODE.search(line):
            own = line[found.end() :].lstrip("; ")
            yield Said(found[1], "error", line, own or remedy)


def _failures(text: str) -> Iterator[Said]:
    """Read failures as they are told on stderr: `error:`, evidence, and `try:`."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("error: "):
            below = []
            for each in lines[at + 1 :]:
                if not each.startswith("  "):
                    break
                below.append(each.strip())
            tries = [each.removeprefix("try: ") for each in below if each.startswith("try: ")]
            others = [each for each in below if not each.startswith("try: ")]
            yield from _failure(line.removeprefix("error: "), others, " ".join(tries))


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    """Return all texts of a finding but its remedy."""
    for key, each in value.items():
        if key in (*_REMEDIES, *_NAMED, "severity"):
            continue
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            yield from _texts(each)
        elif isinstance(each, list):
            yield from _texts({str(at): one for at, one in enumerate(each)})


def _remedy(value: Mapping[str, Any]) -> str:
    return " ".join(str(value[key]) for key in _REMEDIES if value.get(key))
