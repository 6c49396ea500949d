"""Where a file runs: told by its name, by a condition, or by the SDK that it imports. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from buildtools.bundlers import KNOWN, Bundler, all_of
from buildtools.bundlers.bundler import SetUp
from buildtools.review.evidence.sources import Runtime

_SUFFIX = r"\.[cm]?[jt]sx?"
_NAMED: dict[str, Runtime] = {"client": "browser", "server": "server", "edge": "edge"}
_RUNTIMES: dict[str, Runtime] = {"browser": "browser", "server": "server", "edge": "edge"}
_SDKS = dict(all_of(lambda each: each.sdks))
_SIGNS = tuple((re.compile(sign), _RUNTIMES[of]) for sign, of in all_of(lambda e: e.runtime_signs))
CLIENT = frozenset({"use client"})
"""Directives that make a file one of the browser."""
_PART = re.compile(r"[./-](client|server|edge)(?=[./-])")


def of_file(name: str, imports: Iterable[str] = (), *, is_client: bool = False) -> Runtime | None:
    """Return where a file of the app runs; None where that cannot be told.

    `imports` are the packages of SDKs that it takes; `is_client` says that it says so itself. An
    SDK of one runtime alone tells more than a name that another framework gives to its files.
    """
    runtimes = {_SDKS.get(each) for each in imports}
    imported = _RUNTIMES.get(runtimes.pop() or "") if len(runtimes) == 1 else None
    for each in KNOWN:
        found = set_up(each, name)
        if found and found.runtime and imported in {None, found.runtime}:
            return found.runtime
    if is_client:
        return "browser"
    parts = {_NAMED[part] for part in _PART.findall(f"/{name}")}
    return parts.pop() if len(parts) == 1 else imported


def of_condition(condition: str) -> Runtime | None:
    """Return where alone a condition holds; None where it says nothing of that."""
    return next((of for sign, of in _SIGNS if sign.search(condition)), None)


def set_up(bundler: Bundler, name: str) -> SetUp | None:
    """Return which of a framework's files that set an SDK up this is."""
    return next((each for each in bundler.set_ups if _of(each.file).fullmatch(name)), None)


def is_boundary(bundler: Bundler, name: str) -> bool:
    """Whether a file is what a framework shows instead of a page that failed."""
    return any(_of(each).fullmatch(name) for each in bundler.boundaries)


@cache
def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _SUFFIX)
