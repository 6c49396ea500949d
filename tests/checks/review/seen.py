"""Evidence of an app in a few words, for tables of checks."""

from typing import Any

from buildtools.checks.review import BY_NAME
from buildtools.checks.review.check import Look
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Call, Package, SourcesSeen, Value
from buildtools.review.unseen import Unseen

NOT_ASKED = Unseen("--browser was not given", asked=False)


def evidence(**parts: Any) -> Evidence:
    """Return evidence of which all but these parts was not looked for."""
    every: dict[str, Any] = dict.fromkeys(Evidence.__struct_fields__, NOT_ASKED)
    every["kept"] = Kept("shop", "production", "shop@1")
    return Evidence(**{**every, **parts})


def sources(*calls: Call, sdk: str = "11.8.0", **more: Any) -> SourcesSeen:
    """Return sources with these calls, and an SDK of this version; of none when it is empty."""
    packages = (Package("@sentry/core", tuple(sdk.split())),) if sdk else ()
    return SourcesSeen(calls, packages, lock_file="package-lock.json", **more)


def init(runtime: Any = "browser", line: int = 4, /, **options: Value) -> Call:
    """Return a call of `init`; what is called `more` is a spread that nobody knows."""
    options = {("...more" if key == "more" else key): each for key, each in options.items()}
    return Call("init", f"src/{runtime}.ts", line, (options,), runtime)


def call(name: str, *arguments: Value, file: str = "src/app.ts") -> Call:
    """Return any call of the browser."""
    return Call(name, file, 7, arguments, "browser")


def page(sdk: str = "11.8.0", /, **options: Value) -> PageSeen:
    """Return a page in which an SDK runs with these options, and others by their names."""
    versions = tuple(sdk.split())
    return PageSeen("/", versions=versions, enabled=True, options={"dsn": "d", **options})


def build(*runtimes: str, within: str = "", **more: Any) -> BuildSeen:
    """Return a build of these runtimes, which hold the SDK in `within`."""
    held: dict[str, tuple[str, ...]] = dict.fromkeys(within.split(), ("a.js",))
    return BuildSeen(2, held, runtimes, (), **more)


def look(check: str, **parts: Any) -> Look:
    """Let a check look at evidence."""
    return BY_NAME[check].decide(evidence(**parts))


def codes(seen: Look) -> list[str]:
    """Return what was found."""
    return [each.code for each in seen.faults]
