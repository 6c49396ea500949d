"""Apps as their frameworks make them, released by a sentry.yml alone, report errors that resolve.

Nothing stands between: the framework's template and build, `buildtools release`, the app's own
server and Chromium, the real SDK, and what the sandbox made of each event beside the marked line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apps.table import APPS

if TYPE_CHECKING:
    from tests.apps.browser import Browser
    from tests.apps.proving import Released

# Making, installing and building the app counts for its first test.
pytestmark = [pytest.mark.apps, pytest.mark.timeout(900)]
every_app = pytest.mark.parametrize(
    "released",
    [pytest.param(app, id=app.name, marks=pytest.mark.quick if app.quick else ()) for app in APPS],
    indirect=True,
)


@every_app
def test_it_is_released_and_nothing_is_found(released: Released) -> None:
    """A warning that is wrong teaches to overlook those that are right."""
    if released.code:
        pytest.fail(f"it ended with {released.code}\n{released.said}")
    assert [] == released.unexpected()


@every_app
def test_its_errors_come_back_as_the_marked_lines(released: Released, chromium: Browser) -> None:
    """The promise of the whole project, kept by the real framework, SDK and browser."""
    assert sorted(released.made.app.errors) == sorted(released.made.marked())
    if released.code:
        pytest.fail(f"it was not released: {released.code}")
    if failures := released.failures(chromium):
        pytest.fail("\n".join(failures))
