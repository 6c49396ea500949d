"""An app as it lies there: its framework, how it is built, and which folders come of it."""

import msgspec

from buildtools.found.said import Said
from buildtools.settings import Output


class App(msgspec.Struct, frozen=True):
    """One app: a folder with a package.json, or with the output of a build."""

    directory: str
    """Relative to the folder that was looked into, with forward slashes; `.` for that folder."""
    name: str
    """As package.json names it, else the folder's name."""
    framework: Said[str] | None
    """The name of its row in `bundlers`; None where nothing tells."""
    package_manager: Said[str] | None
    """Its own name, as one types it."""
    command: Said[str] | None
    """What builds it, run in `directory`; None where no script of package.json does."""
    outputs: tuple[Said[Output], ...] = ()
    """Paths relative to `directory`."""
    doubts: tuple[str, ...] = ()
    """What of the outputs could not be told, a clause each: `the URL of dist: nothing names it`."""
    site: Said[str] | None = None
    """URL of the live site, where a file of the project names one."""


class Place(msgspec.Struct, frozen=True):
    """A folder that `init` looks into: one app, or a workspace of several."""

    apps: tuple[App, ...]
    """Those that a release can be made of, in the order of their folders; no libraries."""
    workspace: Said[str] | None = None
    """What makes it one: package.json:12."""
    left_out: tuple[str, ...] = ()
    """Packages that are no apps, each with why."""
    unread: tuple[str, ...] = ()
    """Files that are there and could not be read, each with why."""
