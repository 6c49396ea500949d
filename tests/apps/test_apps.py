"""Apps as their frameworks make them, released by a sentry.yml alone, report errors that resolve.

Nothing stands between: the framework's template and build, `buildtools release`, the app's own
server and Chromium, the real SDK, and what the sandbox made of each event beside the marked line.
With APPS_WRITE set, what was proven is put into proven.json, of which docs/frameworks.md is made.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.apps.records import forget, keep
from tests.apps.table import APPS

if TYPE_CHECKING:
    from tests.apps.browser import Browser
    from tests.apps.proving import Released


@pytest.mark.apps
# Making, installing and building the app counts for its test.
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "released",
    [pytest.param(app, id=app.name, marks=pytest.mark.quick if app.quick else ()) for app in APPS],
    indirect=True,
)
def test_its_errors_come_back_as_the_marked_lines(released: Released, chromium: Browser) -> None:
    """The promise of the whole project, kept by the real framework, SDK and browser.

    A finding that is wrong counts as much: it teaches to overlook those that are right.
    """
    assert sorted(released.made.app.errors) == sorted(released.made.marked())
    if released.code:
        wrong = [f"release ended with {released.code}\n{released.said}"]
    else:
        wrong = released.unexpected() + released.wrong(chromium)
    if "APPS_WRITE" in os.environ:
        forget(released.made.app) if wrong else keep(released)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
