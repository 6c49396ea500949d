"""Where scripts run, by what stands in them: modules of Node, or what browsers alone have."""

import re
from collections.abc import Iterable
from pathlib import Path

from buildtools.bundlers import any_of
from buildtools.values import Kind

_SCRIPTS = 24
_BYTES = 200_000
_BUILTINS = (
    r"assert|async_hooks|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https"
    r"|module|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls"
    r"|tty|url|util|v8|vm|worker_threads|zlib"
)
_NODE = re.compile(
    rf"""(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'](?:node:[\w/]+|(?:{_BUILTINS})(?:/\w+)?)["']"""
    r"""|\bcreateRequire\(|\bprocess\.argv\b"""
)
_MODULE = re.compile(r"\bmodule\.exports\s*=|\bexports\.\w+\s*=|\brequire\([\"']")
_BROWSER = re.compile(
    r"\bdocument\.(?:createElement|querySelector|getElementById|currentScript|head|body|cookie)"
    r"|\bwindow\.(?:location|addEventListener|document|history)|\bself\.\w*[cC]hunk\w*\b"
    r"|\blocalStorage\b|\bcustomElements\b"
)
_EDGE = re.compile(r"export\s+default\s*\{\s*(?:async\s+)?fetch\b|\bas default\b.{0,400}\bfetch\(")
_EDGE_PATHS = re.compile(any_of(lambda each: each.edge))


def kind_of(app: Path, scripts: Iterable[str]) -> Kind | None:
    """Return where most of some scripts run, by a sample; None where nothing tells."""
    counts = {"node": 0, "browser": 0, "edge": 0}
    for path in _sample([each for each in scripts if not _EDGE_PATHS.search(each)]):
        try:
            with (app / path).open("rb") as file:
                text = file.read(_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        if found := of_text(text):
            counts[found] += 1
    best: Kind | None = None
    for kind in ("node", "browser", "edge"):
        if counts[kind] and counts[kind] > (counts[best] if best else 0):
            best = kind
    return best


def of_text(text: str) -> Kind | None:
    """Return where one script runs; None where nothing in it tells."""
    if _NODE.search(text):
        return "node"
    if _EDGE.search(text) and not _BROWSER.search(text):
        return "edge"
    if _BROWSER.search(text):
        return "browser"
    return "node" if _MODULE.search(text) else None


def _sample(paths: list[str]) -> list[str]:
    """Take some from all over, in a stable order."""
    step = max(1, len(paths) // _SCRIPTS)
    return sorted(paths)[::step][:_SCRIPTS]
