"""Wording: how sentences count things, list them, say sizes, and guess the name that was meant.

Each is said in one way everywhere, so that a reader learns it once.
"""

from collections.abc import Iterable, Sequence

_KILO, _MEGA = 1e3, 1e6
_TENTH = 50
"""Below this no tenth of a kilobyte is left."""
_FEW_BYTES = 100_000
"""Below this a size is said in kilobytes."""


def count(number: int, noun: str, *, none: str = "0", many: str = "") -> str:
    """Say a number of things: `1 pair`, `2 pairs`; `none` is the word for zero.

    `many` is the plural of a noun that takes more than an s at its end.
    """
    return f"{number or none} {noun if number == 1 else many or f'{noun}s'}"


def listed(names: Sequence[str], most: int) -> str:
    """Name the first `most`, and count the rest: `a, b and 3 more`."""
    return ", ".join(names[:most]) + rest(len(names) - most)


def rest(number: int, noun: str = "", *, before: str = " ") -> str:
    """Return how many were not named: ` and 3 more`, ` and 1 more file`; nothing for none."""
    if number <= 0:
        return ""
    return f"{before}and {count(number, f'more {noun}') if noun else f'{number} more'}"


def first(lines: Sequence[str], most: int) -> list[str]:
    """Keep the first `most` lines, with one more that counts the others: `and 3 more`."""
    left = rest(len(lines) - most, before="")
    return [*lines[:most], left] if left else list(lines)


def size(number: int) -> str:
    """Say a number of bytes: `12 bytes`, `0.8 kB`, `270.8 MB`, `1,234.5 MB`."""
    if number < _TENTH:
        return count(number, "byte")
    if number < _FEW_BYTES:
        return f"{number / _KILO:.1f} kB"
    return f"{number / _MEGA:,.1f} MB"


def near(word: str, known: Iterable[str], most: int = 1, *, likeness: float = 0.6) -> list[str]:
    """Find known names that are written like a word, the likest first; `likeness` lies in 0..1.

    Those that are the same but for case, dashes and underscores come before all others.
    """
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    same = [name for name in names if _folded(name) == _folded(word)]
    others = [name for name in names if name not in same]
    return [*same, *get_close_matches(word, others, most, likeness)][:most]


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def meant(word: str, known: Iterable[str], *, within: bool = False) -> str:
    """Ask at the end of a sentence, `; did you mean 'token'?`, or within it, in brackets.

    Nothing where no known name is near.
    """
    guess = "".join(f"did you mean '{found}'?" for found in near(word, known))
    return (f" ({guess})" if within else f"; {guess}") if guess else ""
