"""The command that tells of a release in the formats of others, from what is kept alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.look import settings_of
from buildtools.commands.showing import explained, show_json, show_screen
from buildtools.errors import ConfigurationError, DiskRefused

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.reports.full.report import FullReport

_HELP = HELP | {
    "release": "the release to tell of, else the one that is worked on",
    "format_": "how it is written: terminal, json, junit, … ; may be given more than once",
    "out": "the file to write, or the folder (one that is there, or a name with / at its end)",
    "no_source": "leave out lines of source, for reports that others can read",
}


@env_task(_HELP, repeated=("format_",))
def report(
    context: Context,
    env: str | None = None,
    release: str | None = None,
    format_: list[str] | None = None,
    out: str | None = None,
    no_source: bool = False,
    json: bool = False,
    file: str | None = None,
) -> None:
    """Tell of a release what was tried, found and proven: for people, CI systems and programs."""
    del context
    with explained(json=json):
        formats = _known(format_ or ())
        told = _report(settings_of(env, file), release, source=not no_source)
        if json:
            from buildtools.reports.formats.json import body

            show_json("report", body(told))
        if out is not None:
            _write(told, formats or ("terminal",), out)
        elif not json:
            _show(told, formats)


def _known(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that are asked for, each once. Raises ConfigurationError for no format."""
    from buildtools.reports.formats import FORMATS
    from buildtools.texts.wording import meant

    for name in formats:
        if name not in FORMATS:
            raise ConfigurationError(
                f"there is no format {name}{meant(name, FORMATS)}",
                remedy=f"--format takes {', '.join(FORMATS)}",
            )
    return tuple(dict.fromkeys(formats))


def _report(loaded: "Loaded", release: str | None, *, source: bool) -> "FullReport":
    from buildtools.inspections.evidence import read
    from buildtools.next_command import Standing
    from buildtools.reports.full.outward import outward
    from buildtools.reports.full.report import full_report

    ledger, evidence = read(loaded.root, loaded.target, release)
    settings = loaded.settings
    standing = Standing(settings.wanted, settings.looking.required)
    told = full_report(
        *(ledger, evidence, standing),
        server=_server(loaded),
        folder=_folder(loaded.root),
        source=source,
    )
    return outward(_weighed(told, loaded), loaded.known_secrets, loaded.root, INVOCATION.completed)


def _weighed(told: "FullReport", loaded: "Loaded") -> "FullReport":
    """Return a report with what reviews have measured, or with why that cannot be read."""
    from msgspec.structs import replace

    from buildtools.reports.full.weight import weighed
    from buildtools.state import review_files

    try:
        kept = review_files.load(loaded.root, loaded.settings.review.history, loaded.target)
    except (ConfigurationError, DiskRefused) as fault:
        return replace(told, lacking=(*told.lacking, f"review: {fault.what}"))
    return replace(told, weight=weighed(kept, told.release))


def _folder(root: Path) -> str:
    """Return where a project lies in its repository; empty at its top, or where there is none."""
    tops = (each for each in (root, *root.parents) if (each / ".git").exists())
    top = next(tops, root)
    return root.relative_to(top).as_posix().removeprefix(".")


def _server(loaded: "Loaded") -> str:
    """Return where a release goes, for people: a host without what may stand beside it."""
    from urllib.parse import urlsplit

    server = loaded.settings.server
    if server == "sandbox":
        return "sandbox"
    return f"{loaded.goes_to} at {urlsplit(server.url).hostname}"


def _show(told: "FullReport", formats: Sequence[str]) -> None:
    """Print one format. Raises ConfigurationError for several, which need a folder."""
    from buildtools.reports.formats import rendered

    if len(formats) > 1:
        raise ConfigurationError(
            f"{len(formats)} formats do not fit into one output",
            remedy="name a folder for them, such as --out=report/",
        )
    if formats in ((), ("terminal",)):
        show_screen(rendered(told, "terminal"))
    else:
        output.say(rendered(told, formats[0]).removesuffix("\n"))


def _write(told: "FullReport", formats: Sequence[str], out: str) -> None:
    """Write each format into its file. Raises DiskRefused when the disk says no."""
    from buildtools.machine import faults
    from buildtools.reports.formats import file_of, rendered

    is_folder = out.endswith(("/", "\\")) or Path(out).is_dir() or len(formats) > 1
    for name in formats:
        file = Path(out, file_of(name)) if is_folder else Path(out)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(rendered(told, name).encode())
        except OSError as fault:
            raise DiskRefused(
                f"{file} cannot be written",
                evidence=[str(fault.strerror or fault)],
                remedy=faults.remedy(fault.errno, "name another file with --out"),
            ) from fault
        output.tell(f"{name} written to {file}")
