"""The lines of a rollback."""

from typing import Any

import msgspec

from buildtools.commands.rollback import lines
from buildtools.pipeline.rollback import RolledBack

DONE = RolledBack("a", "b", "--to", 3, 6, False, True, True, False, False)


def said(**more: Any) -> list[str]:
    return list(lines(msgspec.structs.replace(DONE, **more), "production"))


def test_each_act_has_its_line() -> None:
    """The last one says what is left to do: deploying is the project's own."""
    assert [
        "production goes back to a from b (--to)",
        "bundles: on the server, 3 debug IDs looked up and 6 files listed",
        "deploy: recorded",
        "b: archived",
        "next: deploy the files of a, then: invoke live --env=production",
    ] == said()


def test_what_was_not_done_is_not_said_as_done() -> None:
    """Nor what was not judged."""
    assert [
        "production goes back to a (--to)",
        "not judged: no look-up",
        "deploy: stood there already",
        "a: was archived, and is open again",
        "next: deploy the files of a, then: invoke live --env=production",
    ] == said(bad=None, debug_ids=0, files=0, notes=("no look-up",), recorded=False, reopened=True)


def test_why_the_bad_one_was_not_archived_is_said() -> None:
    """It was asked for, or it is so already."""
    assert "b: left open, as asked" in said(archived=False, kept=True)
    assert "b: archived already" in said(archived=False)
