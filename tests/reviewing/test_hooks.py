"""The example's hooks, read by a real esbuild and a real typescript, on the whole corpus."""

import os
import shutil
from pathlib import Path

import pytest

from buildtools.inspections.review.privacy.engine import Engine
from buildtools.inspections.review.privacy.hooks import Hooked
from buildtools.inspections.review.privacy.theirs import Theirs
from buildtools.inspections.review.privacy.ways import Ways
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.values import Hooks
from tests.reviewing.builds import EXAMPLE, Packages

pytestmark = pytest.mark.review
SCRUB = ("scrubEvent", "scrubSpan", "scrubBreadcrumb", "scrubLog")


def measured(app: Path, file: str) -> PrivacySeen:
    ways = Ways(Engine(), Theirs())
    ran = ways.hooked(Hooks(file, *SCRUB), app, os.environ)
    assert isinstance(ran, Hooked), ran
    assert ((), ()) == (ran.failed, ran.tried)
    return ways.seen(ran)


def holds(seen: PrivacySeen) -> None:
    """All with a shape but what frames need, and harmless values but two, come as they should."""
    (compared,) = (each for each in seen.tables if each.name == "pii-recall")
    alone = next(row for row in compared.rows if row[0] == "hooks alone")

    assert ("hooks alone", 751, 84.5, 99.4, 6, 0) == alone
    figures = {each.name: each.value for each in seen.figures}
    assert (1.0, 1.0) == (figures["pii-recall-spans-hook"], figures["pii-recall-logs-hook"])
    assert figures["pii-recall-shapes"] > 0.99


def test_by_typescript_with_its_own_settings(next_example: Path) -> None:
    """What a Next.js app has installed, with the paths of its tsconfig."""
    again = next_example.parent / "by-typescript"
    shutil.copytree(next_example / "src", again / "src")
    shutil.copy(next_example / "tsconfig.json", again)
    (again / "node_modules").symlink_to(next_example / "node_modules")
    (again / "src" / "hooks.ts").write_text('export * from "@/scrub";\n')

    holds(measured(again, "src/hooks.ts"))


def test_by_esbuild_with_what_it_imports(packages: Packages) -> None:
    """What apps on Vite have installed."""
    folder = packages.folder / "hooks"
    folder.mkdir()
    shutil.copy(EXAMPLE / "src" / "scrub.ts", folder / "scrub.ts")
    (folder / "hooks.ts").write_text('import type {} from "x";\nexport * from "./scrub";\n')

    holds(measured(packages.folder, "hooks/hooks.ts"))
