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
    """Read what other tools are told below `root`, as far as it concerns the app in `app`.

    Executes nothing, writes nothing. Raises DiskRefused where a folder cannot be listed.
    """
    looking = Looking(root)
    folder = app.resolve().relative_to(root.resolve()).as_posix()
    uses = looking.all(folder)
    found = merged(uses, folder, looking.project)
    rotate = "a secret stands there as it is: take it out, and give out a new one"
    secrets = (f"{place}: {rotate}" for place in dict.fromkeys(looking.scope.secrets))
    unread = tuple(dict.fromkeys((*found.unread, *looking.project.unread)))
    return msgspec.structs.replace(found, unread=unread, secrets=tuple(secrets))
