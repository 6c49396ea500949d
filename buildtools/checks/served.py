"""Which file is it that a site serves: the released one, or in which way another. Pure.

Asked in this order: exact; a page of HTML; cut off; as it was before injection; with another debug
ID, which another release has or nobody knows; without the snippet; with our ID but other bytes, and
what was done to them; unknown. An ID that the released script holds too is never another one, for
libraries bring theirs along.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from buildtools.proof.trials import ServedFile
from buildtools.sourcemaps.scripts import comments
from buildtools.texts import escapes
from buildtools.values import DebugId, Digest, digest_of

_BOM = b"\xef\xbb\xbf"
_SHOWN = 48
"""Bytes that are shown of a place."""

_ALIKE = 0.9
"""The part of its words that two forms of one program have in common, and those of two programs
seldom do."""

_WORD = re.compile(rb"//[#@][^\n]*|([A-Za-z_$][\w$]{3,})")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml)", re.I | re.S)

Releases = Callable[[DebugId], tuple[str, ...] | None]
"""Names the releases that have a debug ID: none where nobody knows it, None where nobody was
asked."""


def nobody_asked(debug_id: DebugId) -> None:
    """Say that no server was asked whose an ID is."""
    del debug_id


class Expected(NamedTuple):
    """The script that was released, as far as it is at hand."""

    digest: Digest
    """SHA-1 of it."""
    debug_id: DebugId
    release: str
    content: bytes | None = None
    """None where no file has this digest."""
    built: bytes | None = None
    """As the build left it, before injection."""
    injected: bytes | None = None
    """As `inject` left it, where `strip` changed it later."""
    others: Mapping[DebugId, str] = MappingProxyType({})
    """The URLs of all scripts of the release, by their debug IDs."""
    changed: bytes | None = None
    """What lies in its place on the disk now, where that is not the released one."""


class Verdict(NamedTuple):
    """Which file was served, and how that is known."""

    file: ServedFile
    why: str = ""
    """A clause about the served file; empty where its name says all."""
    offset: int | None = None
    """The first byte that differs from the released one."""
    here: str = ""
    instead_of: str = ""
    debug_id: DebugId | None = None
    release: str = ""


def classify(
    served: bytes,
    expected: Expected,
    kind: str = "",
    releases: Releases = nobody_asked,
) -> Verdict:
    """Return which file was served; `kind` is its media type, `releases` looks a debug ID up."""
    if served == expected.content or digest_of(served) == expected.digest:
        return Verdict("exact")
    judged = _judged(served, expected, kind, releases)
    if expected.content is None:
        return judged
    at = first_difference(served, expected.content)
    here, instead_of = (_shown(data, at) for data in (served, expected.content))
    return judged._replace(offset=at, here=here, instead_of=instead_of)


def _judged(served: bytes, expected: Expected, kind: str, releases: Releases) -> Verdict:
    if _PAGE.match(served) or ("html" in kind and served.lstrip()[:1] == b"<"):
        return Verdict("not-script", "a page of HTML" if served.strip() else "")
    content, built = expected.content, expected.built
    if built is not None and served == built:
        return Verdict("not-injected")
    is_shorter = content is not None and content.startswith(served)
    if content is not None and is_shorter and not _is_whole(served, content, expected):
        return Verdict("cut-off", f"ends after {len(served)} of {len(content)} bytes")
    plain, changes = _normal(served, content or built or b"")
    ids = _ids(plain)
    others = [each for each in ids if each not in _known_ids(expected)]
    if others and expected.debug_id not in ids:
        return _of_another(others[0], expected, releases)
    if expected.debug_id not in _registered(plain):
        return _without_snippet(plain, expected, changes)
    return Verdict("rewritten", ", ".join((*changes, *_rewriting(plain, expected))))


def _known_ids(expected: Expected) -> set[DebugId]:
    """Return the IDs that the released script holds: its own, and those of libraries in it."""
    texts = (expected.content, expected.injected)
    return {expected.debug_id}.union(*(_ids(text) for text in texts if text is not None))


def _registered(script: bytes) -> tuple[DebugId, ...]:
    return tuple(each.debug_id for each in comments.read(script).registered)


def _ids(script: bytes) -> tuple[DebugId, ...]:
    """Return all IDs that a script names: those of snippets, then that of its comment."""
    said = comments.read(script)
    own = (said.debug_id,) if said.debug_id else ()
    return (*(each.debug_id for each in said.registered), *own)


def _of_another(debug_id: DebugId, expected: Expected, releases: Releases) -> Verdict:
    """Return whose script it is that carries another ID."""
    if debug_id in expected.others:
        why = f"it is the file of {expected.others[debug_id]}"
        return Verdict("differs", why, debug_id=debug_id)
    known = releases(debug_id)
    other = next((name for name in known or () if name != expected.release), "")
    if other:
        return Verdict("other-release", f"of release {other}", debug_id=debug_id, release=other)
    if known is None:
        why = "the server was not asked whose its debug ID is"
    elif known:
        why = "the server has its debug ID for this release too: it was built and sent twice"
    else:
        why = "the server does not know its debug ID"
    return Verdict("other-build", why, debug_id=debug_id)


def _without_snippet(plain: bytes, expected: Expected, changes: tuple[str, ...]) -> Verdict:
    """Return what a script is that registers no ID of ours and none of anybody else."""
    built, content = expected.built, expected.content
    ours = expected.debug_id
    if comments.read(plain).debug_id == ours and (built is None or ours not in _ids(built)):
        return Verdict("snippet-missing", "its comment still names the debug ID")
    if built is not None:
        code, whole = _bare(plain, expected), _bare(built, expected)
        if code == whole:
            return Verdict("not-injected", ", ".join(changes or ("its comments are gone",)))
        for text in (built.rstrip(), whole):
            if text and plain.startswith(text):
                added = (*changes, _appended(plain[len(text) :]))
                return Verdict("not-injected", ", ".join(added))
    known = built if built is not None else content
    if known is not None and _alike(_bare(plain, expected), _bare(known, expected)) >= _ALIKE:
        return Verdict("snippet-missing", "its code is the same, in another form")
    return Verdict("differs", "it carries no debug ID, and its code is another one")


def _normal(served: bytes, known: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Take off what hosts and tools put around any text, and say what that was."""
    changes: list[str] = []
    if served.startswith(_BOM) and not known.startswith(_BOM):
        served = served[len(_BOM) :]
        changes.append("with a byte order mark in front")
    if b"\r\n" in served and b"\r\n" not in known:
        served = served.replace(b"\r\n", b"\n")
        changes.append("with CRLF at the ends of its lines")
    return served, tuple(changes)


def _rewriting(plain: bytes, expected: Expected) -> tuple[str, ...]:
    """Return what was done to a script that carries the right ID; nothing where it is right now."""
    content = expected.content
    if content is None:
        if plain == expected.changed:
            return ("they are those of the file on this disk, which changed after the proof",)
        return ("the released file is not at hand to say what was done to it",)
    if plain == content:
        return ()
    if plain == expected.injected:
        return ("it is the file before `strip`, with the comment that names its map",)
    if plain.startswith(content):
        return (_appended(plain[len(content) :]),)
    if plain.endswith(content):
        return (f"{len(plain) - len(content)} bytes put in front",)
    if plain.rstrip() == content.rstrip():
        return ("without the white space at its end",)
    if _bare(plain, expected) == _bare(content, expected):
        return ("without the comments at its end",)
    if content.decode("latin-1").encode() == plain or _as_latin(content) == plain:
        return ("in another character encoding",)
    return (_in_the_middle(plain, content),)


def _is_whole(served: bytes, content: bytes, expected: Expected) -> bool:
    """Whether all code of a script is in what is only its beginning."""
    return bool(served) and _bare(served, expected) == _bare(content, expected)


def _in_the_middle(plain: bytes, content: bytes) -> str:
    """Return how a text differs that begins and ends like another, or is written anew."""
    start = first_difference(plain, content)
    rest, known = plain[start:][::-1], content[start:][::-1]
    end = first_difference(rest, known)
    if end == len(known):
        return f"{len(plain) - len(content)} bytes put in at byte {start}"
    if end == len(rest):
        return f"{len(content) - len(plain)} bytes taken out at byte {start}"
    if start + end < len(content) / 2 and _alike(plain, content) >= _ALIKE:
        return f"written in another form, such as by a minifier: {len(plain)} bytes"
    return f"{len(plain) - start - end} bytes written over at byte {start}"


def _appended(more: bytes) -> str:
    return f"{len(more)} bytes appended: {escapes.shown(_shown(more.strip(), 0))}"


def _as_latin(content: bytes) -> bytes | None:
    try:
        return content.decode().encode("latin-1")
    except UnicodeError:
        return None


def _bare(script: bytes, expected: Expected) -> bytes:
    """Return the code of a script without the comments that close the one we know.

    Only those go: a comment that a host wrote on the line of one of ours is a change like any.
    """
    known = _closing(expected)
    lines = script.rstrip().split(b"\n")
    while lines and (not lines[-1].strip() or lines[-1].strip() in known):
        lines.pop()
    return b"\n".join(lines).rstrip()


def _closing(expected: Expected) -> set[bytes]:
    """Return the lines of comments that we know the script by."""
    known: set[bytes] = set()
    for text in (expected.content, expected.injected, expected.built):
        said = comments.read(text) if text is not None else None
        notes = (said.reference_note, said.debug_note) if said and text is not None else ()
        known |= {text[slice(*note.comment)].strip() for note in notes if note and text}
    return known


def _alike(one: bytes, other: bytes) -> float:
    """Return which part of their words two scripts have in common: short names do not count."""
    mine, theirs = (Counter(filter(None, _WORD.findall(text))) for text in (one, other))
    whole = max(mine.total(), theirs.total())
    return (mine & theirs).total() / whole if whole else 0.0


def first_difference(one: bytes, other: bytes) -> int:
    """Return the offset of the first byte that differs, or the length of the shorter one."""
    start, end = 0, min(len(one), len(other))
    if one[:end] == other[:end]:
        return end
    while end - start > 1:  # they are equal before `start`, and differ before `end`
        middle = (start + end) // 2
        if one[start:middle] == other[start:middle]:
            start = middle
        else:
            end = middle
    return start


def _shown(data: bytes, at: int) -> str:
    return data[at : at + _SHOWN].decode("utf-8", "replace")
