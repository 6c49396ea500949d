"""Own files: which files a ledger of this project may name. It may come from elsewhere."""

import posixpath

from buildtools.config import Loaded
from buildtools.files.boundaries import Boundaries
from buildtools.ledger import Ledger
from buildtools.state import ledger_file


def boundaries_of(loaded: Loaded, *, copied: bool = False) -> Boundaries:
    """Return where the files of a project may lie.

    Of a copy of it, for a rehearsal, within that.
    """
    build = loaded.settings.build
    outputs = [posixpath.join(build.directory, output.path) for output in build.outputs]
    return Boundaries(loaded.root, () if copied else outputs)


def refuse_foreign_paths(loaded: Loaded, ledger: Ledger | None, *, copied: bool = False) -> None:
    """Raise ConfigurationError when a ledger names a file that is not the project's."""
    root, target = loaded.root, loaded.target
    name = ledger_file.name_of(root, target, ledger)
    remedy = ledger_file.remedy(root, target, name)
    if copied:
        remedy = "a rehearsal follows no link out of its copy; rehearse where there are none"
    boundaries_of(loaded, copied=copied).refuse(ledger, name, remedy)
