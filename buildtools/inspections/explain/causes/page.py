"""docs/debugging.md, written from the table of causes.

`python -m buildtools.inspections.explain.causes.page` writes it.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.inspections.explain.causes import ORDER
from buildtools.inspections.explain.causes.row import Cause, Source

_HEAD = """\
# Debugging a stack trace

A frame stays minified, or leads to a wrong line. Find below what you see, and ask the command
beside it: it goes through the causes in their order, stops at the first that holds, and prints its
evidence and one thing to do. What could not be asked is named, and never taken for a no.

## What can be asked

| asked | who is asked for what |
|---|---|
"""

_ASKED = (
    (
        "`invoke explain EVENT`, its ID or the address of its page",
        "every project that the token may read; the server for the event's files; ledger and files "
        "of the release, if it was built here; what the last `live` found",
    ),
    (
        "`invoke explain 'STACK'`, a file, or `-` for stdin",
        "ledger and files, no server: for a stack of any engine, a log, the JSON of an event",
    ),
    ("`invoke explain URL:LINE:COLUMN`", "the same, for one frame"),
    (
        "`invoke explain DEBUG_ID`",
        "the ledgers here for whose it is, every project for a bundle with its script and map",
    ),
    (
        "`invoke explain CODE`",
        "what a finding or a cause means, what helps, and where this release has it",
    ),
)

_RULES = """
An ID of 32 hex digits may be of an event or a debug ID: the event comes first. A file that is
called as a code or an ID is `./name`. `--verbose` prints what was ruled out and what could not be
asked, `--json` has all of it.

```sh
invoke build inject
invoke explain "at total (https://www.example.com/static/page.js:2:62)"
invoke explain map-wrong
```

It ends with 0 when each frame has its place or its cause; with 21 when nothing in it is a frame,
when nobody has the event, or when a frame has neither; with 11 when the token may not read events,
and names the scope. Of an event, *its place* is what the server shows. Where the server shows a
frame as it came, its original is printed as well, with the cause below: from the files here, or
from those that the server keeps, where the token may download them.

Servers that are none of Sentry's keep no diagnosis: there the causes that the server would tell
stay open, and it says so. Bugsink gives no events back: paste the stack instead.

## What you see
"""

_KNOWN: dict[Source, str] = {
    "frame": "the frame",
    "event": "the event",
    "server": "the server",
    "site": "the live site",
    "files": "script and map",
}
"""Where the evidence comes from, in the words of the page."""


class Symptom(NamedTuple):
    """What people see, the command that looks into it, and the causes that it may have."""

    title: str
    seen: str
    command: str
    causes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return self.title.lower().replace(",", "").replace(" ", "-")


SYMPTOMS = (
    Symptom(
        "The frame is none of your files",
        "`Array.forEach`, `node:internal/…`, `chrome-extension://…`, a script from another host",
        "invoke explain FRAME",
        (
            *("frame-native", "frame-of-runtime", "frame-of-package"),
            *("frame-of-extension", "frame-of-third-party"),
        ),
    ),
    Symptom(
        "No file holds the code",
        "`<anonymous>:1:5`, `eval at`, `blob:`, `wasm-function`, the address of a page",
        "invoke explain FRAME",
        (
            *("frame-in-page", "frame-of-javascript-url", "frame-of-eval", "frame-of-dev-build"),
            *("frame-of-blob", "frame-of-wasm", "frame-of-bytecode"),
        ),
    ),
    Symptom(
        "The place is missing",
        "`Script error.`, or a frame without a column",
        "invoke explain EVENT",
        ("script-error", "stack-missing", "column-missing"),
    ),
    Symptom(
        "The event has no debug ID for the file",
        "the server says that the event has no debug IDs, though bundles with them are stored",
        "invoke explain EVENT",
        (
            *("sdk-too-old", "snippet-absent", "frame-path-rewritten"),
            *("worker-not-registered", "image-missing"),
        ),
    ),
    Symptom(
        "What is served is not what was uploaded",
        "the release was proven, and its frames stay minified or lead to wrong lines",
        "invoke live",
        (
            *("script-not-injected", "snippet-stripped", "build-unknown", "old-build-served"),
            *("script-rewritten", "encoding-stale", "script-not-in-release"),
        ),
    ),
    Symptom(
        "The server has nothing for the debug ID",
        "the event has a debug ID, and the server finds no file with it",
        "invoke explain EVENT",
        (
            *("bundle-in-other-project", "bundle-not-stored", "bundle-expired"),
            *("bundle-not-indexed", "uploaded-after-event", "map-not-stored"),
            *("script-not-stored", "nothing-uploaded"),
        ),
    ),
    Symptom(
        "Without debug IDs, by release and URL",
        "the upload or the SDK does without debug IDs, and the server finds no file",
        "invoke explain EVENT",
        ("release-differs", "dist-differs", "url-differs", "map-reference-wrong", "fetch-failed"),
    ),
    Symptom(
        "The map does not help",
        "script and map are found, and the frame stays as it is or leads to a wrong line",
        "invoke explain EVENT",
        ("map-of-other-build", "position-unmapped", "map-broken"),
    ),
    Symptom(
        "The frame has its original, and something lacks",
        "no lines of source, an odd function name, a frame that is folded away",
        "invoke explain EVENT",
        (
            *("source-text-missing", "dependency-minified", "function-name-minified"),
            *("stack-cut", "frame-not-in-app"),
        ),
    ),
)
"""Every cause stands under one of them."""


def page(causes: Sequence[Cause] = ORDER) -> str:
    """Write the page."""
    forms = (f"| {asked} | {who} |\n" for asked, who in _ASKED)
    return "".join((_HEAD, *forms, _RULES, *_contents(), *_symptoms(causes), *_order(causes)))


def write(path: Path) -> None:
    """Write the page into this file."""
    path.write_text(page(), encoding="utf-8")


def _contents() -> Iterator[str]:
    yield "\n| what you see | where it is told | ask |\n|---|---|---|\n"
    for each in SYMPTOMS:
        yield f"| {each.seen} | [{each.title}](#{each.anchor}) | `{each.command}` |\n"


def _symptoms(causes: Sequence[Cause]) -> Iterator[str]:
    for symptom in SYMPTOMS:
        yield f"\n## {symptom.title}\n\nSeen: {symptom.seen}. Ask: `{symptom.command}`.\n\n"
        yield "| cause | what is so | told by | what comes of it | what helps |\n"
        yield "|---|---|---|---|---|\n"
        yield from (line(each) for each in causes if each.code in symptom.causes)


def line(cause: Cause) -> str:
    """Write the line of one cause."""
    own = cause.page.startswith("debugging.md")
    code = f"`{cause.code}`" if own else f"[`{cause.code}`]({cause.page})"
    helps = cause.remedy or "nothing has to be done"
    return f"| {code} | {cause.title} | {cause.told_by} | {cause.why} | {helps} |\n"


def _order(causes: Sequence[Cause]) -> Iterator[str]:
    yield "\n## The order of asking\n\nThe first that holds is the cause.\n\n"
    yield "| | cause | what has to be known |\n|---|---|---|\n"
    for number, cause in enumerate(causes, 1):
        yield f"| {number} | `{cause.code}` | {_KNOWN[cause.source]} |\n"


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/debugging.md"))
