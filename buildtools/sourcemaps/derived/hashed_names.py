"""Names of built files: whether a name is made from a content, so that caches may hold it."""

import re

_HASH = re.compile(r"[A-Za-z0-9_-]{8,}")


def is_hashed(name: str) -> bool:
    """Return whether a part of the name reads as a hash: `index-C16UB3Sf.js`, `458fk6c48tm6v.js`.

    Bundlers write eight characters or more, set off by a point or a dash; a word has no digit in
    it and no capital inside.
    """
    stem = name.split(".map", maxsplit=1)[0].rpartition(".")[0]
    parts = [stem, *re.split(r"[.\-]", stem), *re.split(r"[.]", stem), stem.partition("-")[2]]
    return any(_HASH.fullmatch(part) and _is_mixed(part) for part in parts)


def _is_mixed(part: str) -> bool:
    digits = sum(each.isdigit() for each in part)
    capitals = sum(each.isupper() for each in part[1:])
    letters = sum(each.isalpha() for each in part)
    return letters > 0 and (digits > 1 or (digits > 0 and capitals > 0) or 1 < capitals < letters)
