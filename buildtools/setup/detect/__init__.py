"""Which apps lie in a folder, how each is built, and where its scripts and their URLs come of it.

Everything is read as data: no configuration and no script is run, nothing is written.

data        files of data, and the lines of what they say
manifest    package.json
commands    what a script runs, through other scripts
managers    npm and its like
frameworks  whose program a command is
values      one value: by flags, variables, configuration, or a default
outputs     the folders that a build will leave
apps        all of one app
"""

from pathlib import Path

from buildtools.found.app import Place
from buildtools.setup.detect import manifest
from buildtools.setup.detect.apps import Folder, app_of, unread_of


def look(root: Path) -> Place:
    """Look at a folder: one app, or a workspace of several. Paths in it are relative to it.

    Raises nothing for what an app got wrong: what cannot be read is told in `unread`.
    """
    folder = Folder(root, manifest.read(root), ())
    apps = (app_of(folder),)
    return Place(apps, unread=tuple(dict.fromkeys(unread_of(folder))))
