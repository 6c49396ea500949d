"""A pasted text as lines to read: without colours, without what a log wrote in front, unescaped."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """One line: as it reads, as it was, and which one it is of the text, from one."""

    text: str
    raw: str
    at: int


LINE_BREAK = re.compile(r"\r\n|\n|\r")
_COLOURS = re.compile(
    r"\x1b\][^\x07\x1b]{0,4000}(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\^_]"
)
_LOST_COLOURS = re.compile(r"(?:\\{1,4}(?:u001[bB]|x1[bB]|033))?\[\d{1,3}(?:;\d{1,3}){0,8}m")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_ESCAPED_BREAK = re.compile(
    r"(?:\\{1,4}r)?\\{1,4}n(?=[ \t]*(?:\\{1,4}t)?[ \t]*at |[^\s\\]{0,200}@|\")"
)
_CALLED_STACK = re.compile(r"stack\w{0,20}\\{0,4}[\"']?\s{0,4}[:=]", re.IGNORECASE)
_LOG = re.compile(r"(?:\\{1,4}r)?\\{1,4}n")
_ESCAPED_TAB = re.compile(r"\\{1,4}t")
_ESCAPED_SIGN = re.compile(r"\\{1,4}([\"'/])")
_OPENING_QUOTE = re.compile(r"[:=(\s]\\{0,4}[\"'`]")
_CLOSING_QUOTE = re.compile(r"(?<!\\)\"")
_MARKUP = ("&lt;", "&gt;", "&#", "&amp;", "&nbsp;", "&quot;")

_STAMP = (
    r"\d{4}[-/.]\d\d[-/.]\d\d(?:[T ,]+\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?)?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
    r"|\d\d[-/.](?:\d\d|\w{3})(?:[-/.]\d{2,4})?[ :]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: (?:AM|PM))?"
    r"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"[ \d]\d(?: \d{4})?,? \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"|\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:AM|PM))?"
)
_LEVEL = (
    r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|ERR"
    r"|trace|debug|info|warn(?:ing)?|error|fatal|crit(?:ical)?|stderr|stdout|err|[VDIWEF])"
)
_PREFIX = re.compile(
    rf"(?P<stamp>\[?(?:{_STAMP})\]?:?)(?=[ \t]|$)"
    r"|(?P<piped>(?:(?:\d{1,4}\|)?[\w@./\-]{1,80}(?:\[\d{1,10}\])?[ \t]{0,40})?[|│┃║▏](?=[ \t]|$))"
    rf"|(?P<level>\[?{_LEVEL}\]?(?::(?![ \t]+at[ \t]))?)(?=[ \t]|$)"
    rf"|(?P<android>{_LEVEL}/[\w.\-]{{1,60}}[ ]{{0,8}}\([ ]{{0,8}}\d{{1,8}}\):?)(?=[ \t]|$)"
    r"|(?P<logcat>\d{1,7} {1,6}\d{1,7} [VDIWEF] [\w.\-]{1,60} {0,30}:)(?=[ \t]|$)"
    r"|(?P<bracket>\[(?!Error\]|Warning\])[^\[\]\n]{1,120}\])(?=[ \t])"
    r"|(?P<syslog>(?:[\w.\-]{1,80} )?[\w.\-/]{1,60}\[[\w.\-]{1,40}\]:)(?=[ \t]|$)"
    r"|(?P<named>(?=[\w.\-]{0,60}[@/:]\S)[\w@./\-]{1,60}(?::[\w./\-]{1,40}){0,2}:)"
    r"(?=(?:[ ]{2,40}|[ ]?\t)at[ \t])"
    r"|(?P<mark>[^\w\s@\"'(<\[{]{1,3})(?=[ ]{1,40}at[ \t])"
    r"|(?P<step>\#\d{1,4} \d{1,8}\.\d{1,6})(?=[ \t]|$)"
    r"|(?P<command>\#\#\[\w{1,20}\]|::\w{1,20}(?: [^:\n]{0,200})?::)"
    r"|(?P<quoted>[>+](?=[ \t]))"
)
_FRAME = re.compile(r"[ \t]+at[ \t]")
"""What has to follow a level that stands alone: `error: x` is the head of an error, too."""

_MOST_PREFIXES = 8


def cleaned(raw: str, at: int) -> Iterator[Line]:
    """Return one line of a text; one that holds escaped line breaks becomes several."""
    plain = _plain(raw)
    if "\\n" in plain and _is_escaped(plain):
        parts = _LOG.split(plain)
        yield from (Line(_unescaped(part, number), raw, at) for number, part in enumerate(parts))
    else:
        yield Line(unprefixed(plain), raw, at)


def _is_escaped(line: str) -> bool:
    """Return whether a line holds a stack with its line breaks escaped, and is no line of code."""
    breaks = _ESCAPED_BREAK.findall(line)
    return len(breaks) > 1 or (bool(breaks) and _CALLED_STACK.search(line) is not None)


def _plain(raw: str) -> str:
    """Leave out colours and what nobody sees, and put markup back into characters."""
    line = raw
    if "\x1b" in line:
        line = _COLOURS.sub("", line)
    if "[" in line:
        line = _LOST_COLOURS.sub("", line)
    if "&" in line and any(each in line for each in _MARKUP):
        line = html.unescape(line)
    if not line.isascii():
        line = line.translate(_INVISIBLE).replace("\u00a0", " ")
    return line


def _unescaped(part: str, number: int) -> str:
    """Return a line out of an escaped text, without what is before and behind its quotes."""
    part = _ESCAPED_TAB.sub("\t", part)
    if number == 0:
        opening = max((found.end() for found in _OPENING_QUOTE.finditer(part)), default=0)
        part = part[opening:]
    elif closing := _CLOSING_QUOTE.search(part):
        part = part[: closing.start()]
    return _ESCAPED_SIGN.sub(r"\1", part)


def unprefixed(line: str) -> str:
    """Return a line without what a log, a container or a CI system put in front.

    "2026-11-26T10:00:00Z [web]     at f (a.js:1:2)" -> "    at f (a.js:1:2)"
    """
    rest = line
    kinds = []
    for _ in range(_MOST_PREFIXES):
        inner = rest.lstrip(" \t")
        found = _PREFIX.match(inner)
        if found is None:
            break
        kinds.append(found.lastgroup)
        rest = inner[found.end() :]
    if not kinds or (kinds == ["level"] and not _FRAME.match(rest)):
        return line
    return rest[1:] if rest[:1] == " " else rest
