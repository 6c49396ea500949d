"""The schema of sentry.yml, laid where its first line says, so that editors complete by it."""

from contextlib import suppress
from pathlib import Path

from buildtools.config.schema import SHIPPED
from buildtools.state import writing
from buildtools.values import FOLDER

NAME = f"{FOLDER}/sentry.schema.json"


def keep(root: Path) -> None:
    """Lay it there; a disk that does not let us only costs the editor its help."""
    with suppress(OSError):
        data = SHIPPED.read_bytes()
        if not (root / NAME).is_file() or (root / NAME).read_bytes() != data:
            writing.replace(root, NAME, data)


def keep_where_named(settings: Path) -> None:
    """Lay it beside a settings file whose first line names it: a fresh clone has none."""
    with suppress(OSError), settings.open(encoding="utf-8", errors="replace") as file:
        if file.readline().rstrip().endswith(f"$schema={NAME}"):
            keep(settings.parent)
