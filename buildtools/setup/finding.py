"""What was found, in sentences: the app, what is around it, and what else releases there."""

import os
from collections.abc import Iterator
from pathlib import Path

from buildtools.setup.gathering import Gathered


def found(gathered: Gathered) -> Iterator[str]:
    """Return what a person is told before the settings."""
    app, place, ground = gathered.app, gathered.place, gathered.ground
    made = f", {app.framework.value} ({app.framework.origin})" if app.framework else ""
    by = f", {app.package_manager.value}" if app.package_manager else ""
    where = "this folder" if app.directory == "." else app.directory
    yield f"app: {app.name} in {where}{made}{by}"
    if place.workspace:
        yield f"workspace: {place.workspace.value} ({place.workspace.origin})"
    yield from (f"left out: {each}" for each in place.left_out)
    yield from (f"not read: {each}" for each in place.unread)
    if ground.is_within:
        above = _from(ground.root, str(Path(ground.lock).parent))
        yield f"a workspace is above, in {above}: this file is of {app.name} alone"
    if ground.above:
        yield f"{_from(ground.root, ground.above)} is above; in this folder the new one counts"
    yield from (f"not told: {each}" for each in app.doubts)
    yield from gathered.told.differ
    yield from (f"not read: {each}" for each in gathered.told.unread)
    yield from gathered.told.secrets


def tools(gathered: Gathered) -> Iterator[str]:
    """Return what other tools do here, and what takes the place of each."""
    for each in gathered.told.tools:
        yield f"{each.place}: {each.name} {each.does}; instead: {each.instead}"


def _from(root: str, path: str) -> str:
    return Path(os.path.relpath(path, root)).as_posix()
