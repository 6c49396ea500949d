"""Bundlers: what is known of each stands in one file of this folder, and everybody asks here.

A new file is found by itself: it holds a tuple `BUNDLERS`. Some ask which bundler made a build, by
what it left, and then that one; most cannot know, and ask all of them at once. Pure.
Source: what they wrote, see tests/fixtures, and their documentation.
"""

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, TypeVar

import msgspec

from buildtools.bundlers.bundler import Bundler, Wrapper

__all__ = [
    "KNOWN",
    "SOURCE_ENDING",
    "Bundler",
    "all_of",
    "any_of",
    "declared",
    "is_data",
    "recognise",
    "wrapped",
]

_Fact = TypeVar("_Fact")


def declared(name: str) -> Iterator[Any]:
    """Return what the tuples of one name hold, over all files of this folder that have it."""
    for each in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        yield from getattr(import_module(f"{__name__}.{each}"), name, ())


KNOWN: tuple[Bundler, ...] = tuple(sorted(declared("BUNDLERS"), key=lambda each: each.rank))
"""All that are known."""


def all_of(ask: Callable[[Bundler], Iterable[_Fact]]) -> tuple[_Fact, ...]:
    """Collect what each of them has of one kind, once, in their order."""
    return tuple(dict.fromkeys(fact for each in KNOWN for fact in ask(each)))


def any_of(ask: Callable[[Bundler], Iterable[str]]) -> str:
    """Make one pattern of those that they have of one kind; it matches nothing without any."""
    return f"(?:{'|'.join(all_of(ask)) or '(?!)'})"


SOURCE_ENDING = rf"\.(?:[cm]?tsx?|jsx|{any_of(lambda each: each.components)})"
"""A pattern of how files end that no browser can run as they were written."""


def recognise(names: Iterable[str], head: bytes = b"") -> Bundler | None:
    """Return which bundler made the files of these names and the map that begins with `head`.

    `names` are paths from the app's folder or below an output.
    """
    every = list(names)
    start = head.decode("utf-8", "replace")
    return (
        _by_name(lambda each: each.files, every)
        or next((each for each in KNOWN if _begins(each.heads, start)), None)
        or _by_name(lambda each: each.vague, every)
    )


def _by_name(ask: Callable[[Bundler], tuple[str, ...]], names: list[str]) -> Bundler | None:
    for bundler in KNOWN:
        if forms := ask(bundler):
            at_the_end = re.compile(rf"(?:.*/)?(?:{'|'.join(forms)})")
            if any(at_the_end.fullmatch(name) for name in names):
                return bundler
    return None


def _begins(heads: tuple[str, ...], start: str) -> bool:
    return any(re.match(form, start, re.DOTALL) for form in heads)


def wrapped(bundler: Bundler, wrapper: Wrapper) -> Bundler:
    """Return the advice for an app whose configuration is wrapped so."""
    return msgspec.structs.replace(bundler, maps=f"{bundler.maps}; and {wrapper.advice}")


_DATA = re.compile(rf"(?:.*/)?{any_of(lambda each: each.data)}\.js")


def is_data(script: str) -> bool:
    """Return whether a script is known to be data or a copied polyfill: it never has a map."""
    return _DATA.fullmatch(script) is not None
