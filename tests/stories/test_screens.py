"""The screens of the documentation are those that a terminal shows."""

import pytest

from tests.screens import FOLDER, drawn


def test_the_screens_of_the_documentation_are_those_of_today() -> None:
    """A picture of what was once so helps nobody; `python -m tests.screens` writes them anew."""
    now = dict(drawn())
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in {*now, *kept} if now.get(name) != kept.get(name))
    first = stale[0] if stale else ""

    if stale:
        told = f"{', '.join(stale)}: python -m tests.screens; now:\n{now.get(first)}"
        pytest.fail(told)
    assert {"release-80.txt", "release-160.svg", "failure-80.svg", "doctor-80.txt"} <= set(kept)
