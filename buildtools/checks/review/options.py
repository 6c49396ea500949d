"""One option of the SDK, as each `init` has it: the running page tells best, else the sources.

A page tells of its own runtime alone; what the sources say of servers stands beside it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from buildtools.checks.review.check import Look, Source, absent, missing, seen, unknown
from buildtools.findings import Finding
from buildtools.findings.subjects import File, Subject, Url
from buildtools.review.comparing import shown
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Call, Code, SourcesSeen, Value
from buildtools.review.reviewed import Plain
from buildtools.review.unseen import Unseen

_ORDER = ("browser", "", "server", "edge")
"""Whose init is told first."""


class Init(NamedTuple):
    """One call of `init`, or what it made in the page."""

    options: dict[str, Value]
    where: str
    """`on the page /`, `in src/main.ts:4`."""
    about: Subject
    source: Source
    runtime: str = ""
    """Empty where it is not known."""
    doubt: str = ""
    """What may set further options: `...shared`; empty where all are known."""

    @property
    def settled_by(self) -> str:
        """How what is not known can be: a page tells of browsers alone."""
        return "" if self.runtime in {"server", "edge"} else ": --browser asks the page"

    def told(self, name: str) -> Value:
        """Return an option; Code where only running would tell, None where it is not set."""
        if name in self.options:
            return self.options[name]
        return Code(self.doubt, "spread") if self.doubt else None

    def sets(self, name: str) -> bool:
        """Whether an option is surely set, to whatever it is: a function that is named is one."""
        value = self.told(name)
        return value is not None and not (isinstance(value, Code) and value.kind == "spread")

    def has(self, *names: str) -> bool:
        """Whether one of these options is surely set."""
        return any(self.sets(name) for name in names)

    def doubts(self, *names: str) -> bool:
        """Whether nobody knows if one of these options is set."""
        return any(self.told(name) is not None and not self.sets(name) for name in names)


def inits(evidence: Evidence) -> tuple[Init, ...] | Look:
    """Return what each `init` has, the page's first; a look that says why where none was seen."""
    page, sources = evidence.page, parsed(evidence)
    running = _of_page(page) if isinstance(page, PageSeen) and page.options else None
    if isinstance(sources, Unseen):
        return (running,) if running else missing(page, sources)
    written = sorted(map(_of_call, sources.of("init")), key=lambda each: _ORDER.index(each.runtime))
    if running:
        return (running, *(each for each in written if each.runtime in {"server", "edge"}))
    if written:
        return tuple(written)
    if sources.packages or not sources.lock_file:
        return unknown("no call of init was found in the sources: --browser asks the page")
    return absent("no package of Sentry is installed", "sources")


def parsed(evidence: Evidence) -> SourcesSeen | Unseen:
    """Return the sources where their calls are known, else why they are not."""
    sources = evidence.sources
    return sources if isinstance(sources, Unseen) else sources.calls_unseen or sources


def place(call: Call) -> File:
    """Return where a call stands."""
    return File(call.file, call.line)


def _of_page(page: PageSeen) -> Init:
    where = f"on the page {page.url}"
    return Init(page.options, where, Url(page.url), "page", "browser")


def _of_call(call: Call) -> Init:
    first = call.arguments[0] if call.arguments else None
    doubts = [
        each.text
        for key, each in call.options.items()
        if key.startswith("...") and isinstance(each, Code)
    ]
    doubt = first.text if isinstance(first, Code) else next(iter(doubts), "")
    known = {key: each for key, each in call.options.items() if not key.startswith("...")}
    about = place(call)
    return Init(known, f"in {about}", about, "sources", call.runtime or "", doubt)


def is_spread(value: Value) -> bool:
    """Whether this stands for members that nobody knows."""
    return isinstance(value, Code) and value.kind == "spread"


def option(
    evidence: Evidence,
    name: str,
    none: str,
    fault: Callable[[Init, Value], Iterable[Finding]] = lambda *_: (),
    *,
    ruled: bool = False,
) -> Look:
    """Look at one option in each `init`; `none` says what it means that it is not set.

    Where runtimes have different values, all of them are the value, by runtime.
    """
    found = inits(evidence)
    if isinstance(found, Look):
        return found
    faults = tuple(
        each
        for init in found
        if (value := init.told(name)) is not None and not is_spread(value)
        for each in fault(init, value)
    )
    hidden = [each for each in found if is_hidden(each.told(name))]
    if hidden and hidden[0].source == found[0].source:
        return faulty(untold(name, hidden[0]), faults)
    known = [each for each in found if each not in hidden and each.told(name) is not None]
    if not known:
        return absent(none, found[0].source, faults)
    told: dict[str, list[str]] = {}
    for each in known:
        told.setdefault(words(each.told(name)), []).append(each.where)
    text = "; ".join(f"{said}, {', '.join(places)}" for said, places in told.items())
    if hidden:
        text += f"; told by running alone {hidden[0].where}"
    unset = [each for each in found if each not in hidden and each.told(name) is None]
    return seen(_value(name, known, unset), text, found[0].source, faults, ruled=ruled)


def is_hidden(value: Value) -> bool:
    """Whether only running would tell: a function that is given is told by that."""
    return isinstance(value, Code) and value.kind != "function"


def untold(name: str, init: Init) -> Look:
    """Return that an option cannot be told, and what would tell it."""
    value = init.told(name)
    code = value.text if isinstance(value, Code) else str(value)
    if is_spread(value):
        return unknown(f"{name} may be set by {code}, {init.where}{init.settled_by}")
    return unknown(f"{name} is {code}, {init.where}, which only running tells{init.settled_by}")


def faulty(look: Look, faults: tuple[Finding, ...]) -> Look:
    """Return a look that has found something, for all that it could not tell."""
    if not faults:
        return look
    return seen(None, f"{'; '.join(each.sentence for each in faults)}", "sources", faults)


def _value(name: str, known: list[Init], unset: list[Init]) -> Plain:
    values = [plain(each.told(name)) for each in known]
    if all(each == values[0] for each in values) and not unset:
        return values[0]
    by_runtime = {each.runtime or str(each.about): words(each.told(name)) for each in known}
    by_runtime |= {each.runtime or str(each.about): "none" for each in unset}
    return by_runtime if len(by_runtime) > 1 else values[0]


def plain(value: Value) -> Plain:
    """Return a value as a plan can name it: code by its text, members of members in words."""
    match value:
        case Code():
            return value.text
        case list():
            return [words(each) for each in value]
        case dict():
            return {key: words(each) for key, each in value.items()}
        case _:
            return value


def words(value: Value) -> str:
    """Return a value in words."""
    return shown(plain(value))
