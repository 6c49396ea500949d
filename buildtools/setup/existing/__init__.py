"""What other Sentry tools are told in a project: read as data, nothing of it is executed.

The strongest place counts, as those tools have it: what a command is given, then variables, then
settings files; and where two differ that is said. What cannot be told as data is said, with why.

told       texts whose parts are known only later, as templates
scope      what names stand for at one place
running    the commands of a script, followed into what they call
use        one use of a tool, in terms of our settings
merging    all of them together
"""

from pathlib import Path

import msgspec

from buildtools.found.existing import Existing
from buildtools.setup.existing.looking import Looking
from buildtools.setup.existing.merging import merged


def look(root: Path, app: Path) -> Existing:
    """Read what other tools are told in a project, as far as it concerns the app in `app`.

    All of the git checkout that `root` lies in is looked at: CI files stand at its top, and places
    are named from there. Executes nothing, writes nothing. Raises DiskRefused where a folder cannot
    be listed.
    """
    top = _top(root.resolve())
    looking = Looking(top)
    folder = app.resolve().relative_to(top).as_posix()
    uses = looking.all(folder)
    found = merged(uses, folder, looking.project)
    rotate = "a secret stands there as it is: take it out, and give out a new one"
    secrets = (f"{place}: {rotate}" for place in dict.fromkeys(looking.scope.secrets))
    unread = tuple(dict.fromkeys((*found.unread, *looking.project.unread)))
    return msgspec.structs.replace(found, unread=unread, secrets=tuple(secrets))


def _top(root: Path) -> Path:
    """Return the folder of the git checkout, or the folder itself where there is none."""
    return next((each for each in (root, *root.parents) if (each / ".git").exists()), root)
