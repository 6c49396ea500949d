"""Which other scripts the text of a script, a page's code or a manifest names. Pure.

Found by the endings of names and read backwards to the quote that opens them, so that a megabyte
takes a moment: strings, templates without places, and strings inside of strings, whose quotes are
escaped (flight payloads). Names that are put together are the business of `chunk_names`.
"""

import re
from collections.abc import Iterator

from buildtools.bundlers import SOURCE_ENDING, all_of, any_of

_TAIL = r"(?:\?[^\"'`\\\s#]*)?(?:#[^\"'`\\\s]*)?(\\*[\"'`])"
_END = re.compile(rf"\.[mc]?js{_TAIL}")
_SOURCE_END = re.compile(f"{SOURCE_ENDING}{_TAIL}")
_DEFINED = re.compile(r"\bdefine\(\[((?:\s*[\"'][^\"'\s]{1,200}[\"']\s*,?){1,50})\]")
"""The modules that one of AMD wants, whose files have the ending that is left out here."""
_MODULE = re.compile(r"[\"'](\./[^\"'\s]+?)(?:\.js)?[\"']")
_QUERY = re.compile(r"[?#].*", re.S)
_ESCAPED = re.compile(r"\\(?:/|u002[fF]|x2[fF])")
_LONGEST = 300
_SCHEMES = any_of(lambda each: (scheme.name for scheme in each.schemes))
_ODD = re.compile(rf"[\s<>{{}}|^;,()=*]|\$\{{|^[\w+.-]+:(?!//)|^(?:{_SCHEMES}|node|data|blob)\b.*:")
_BUILDS = tuple(map(re.compile, all_of(lambda each: each.builds)))


def literals(text: str) -> Iterator[str]:
    """Find the names of scripts that stand in quotes, as they are meant: `\\/` is `/`.

    Queries and fragments stay. The same name comes once.
    """
    yield from _quoted(text, _END)
    for wanted in _DEFINED.finditer(text):
        yield from (f"{name}.js" for name in _MODULE.findall(wanted[1]))


def sources(text: str) -> Iterator[str]:
    """Find the names of sources that stand in quotes: files that no browser can run."""
    return _quoted(text, _SOURCE_END)


def _quoted(text: str, end: re.Pattern[str]) -> Iterator[str]:
    seen: set[str] = set()
    for found in end.finditer(text):
        closing = found[1]
        start = text.rfind(closing, max(0, found.start() - _LONGEST), found.start())
        if start < 0:
            continue
        name = _ESCAPED.sub("/", text[start + len(closing) : found.start(1)])
        if name not in seen and _is_name(name):
            seen.add(name)
            yield name


def _is_name(name: str) -> bool:
    bare = _QUERY.sub("", name)
    stem = bare.rpartition(".")[0].rpartition("/")[2]
    return bool(stem.strip(".")) and "\\" not in bare and _ODD.search(bare) is None


def build_ids(text: str) -> set[str]:
    """Find what names the build in a page's data, in a payload or in an address."""
    return {found for form in _BUILDS for found in form.findall(text)}
