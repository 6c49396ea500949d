"""What an app itself has to change, so that its release can be proven, and whether that is done.

Source maps are on, and Sentry's plugins leave uploads, releases and deletions to us. Facts come
from `bundlers`, the app's own words from its configuration; the lines are made for its own files.
"""

from collections.abc import Iterable, Iterator

from buildtools.checks.app_changes.change import Change, Kind
from buildtools.checks.app_changes.maps import maps
from buildtools.checks.app_changes.plugins import plugins
from buildtools.found.app import App
from buildtools.found.app_config import AppConfig

__all__ = ["Change", "Kind", "changes", "maps", "plugins", "to_do"]


def changes(app: App, config: AppConfig) -> tuple[Change, ...]:
    """Return all that must be so, done or not, in the order that it is best done in."""
    return (*maps(app, config), *plugins(config))


def to_do(several: Iterable[Change]) -> Iterator[Change]:
    """Return those that are not done, as far as anybody knows."""
    return (each for each in several if each.done is not True)
