"""Before the build: what would end a release later is asked first, in half a second.

It is the table of `doctor`, cut to what the steps to come will ask of a server. What it could not
check is left to the step.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from buildtools.config import Loaded
from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    NotAuthenticated,
    NotPermitted,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.asking import Told, ask, early
from buildtools.inspections.doctor.connecting import connect
from buildtools.inspections.doctor.probe import Probe
from buildtools.inspections.doctor.table import PROBES
from buildtools.pipeline.version import choose_version
from buildtools.stages import BY_NAME, ORDER
from buildtools.state import ledger_file

if TYPE_CHECKING:
    from buildtools.pipeline.run import Run

log = logging.getLogger("buildtools")

_KINDS: dict[int, type[BuildtoolsError]] = {
    kind.exit_code: kind
    for kind in (
        NotAuthenticated,
        NotPermitted,
        ConfigurationError,
        ServerRefused,
        ServerUnreachable,
    )
}


def check(run: "Run", names: Sequence[str], probes: tuple[Probe, ...] = PROBES) -> None:
    """Ask what steps of these names will need of the server; nothing where it is the sandbox.

    Raises NotAuthenticated, NotPermitted, ConfigurationError, ServerRefused or ServerUnreachable
    for what would end one of them, ConfigurationError too where the sandbox is not installed.
    """
    if "build" not in names:
        return
    if run.loaded.settings.server == "sandbox":
        refuse_no_sandbox(names)
        return
    asked = early(names, probes)
    if not asked:
        return
    log.info("preflight: asking the server what %s will need", _listed(names, asked))
    world = around(run.loaded, run.checkout, names)
    told = list(ask(world, asked))
    errors = [each for each in told if each.answer.state == "error"]
    if errors:
        raise _failure(errors)
    if world.connected:
        run.client.learn(world.connected)


def refuse_no_sandbox(names: Sequence[str], asked: Callable[[str], object] = find_spec) -> None:
    """Raise ConfigurationError where a step will need the sandbox, and its library is not here."""
    if any(BY_NAME[name].remote for name in names) and asked("flask") is None:
        from buildtools.sandbox.serving import no_flask

        raise no_flask("before the build: ")


def _listed(names: Sequence[str], probes: Sequence[Probe]) -> str:
    asking = frozenset[str]().union(*(each.before for each in probes))
    remote = [name for name in names if name in asking]
    return f"{remote[0]} to {remote[-1]}" if len(remote) > 1 else remote[0]


def around(loaded: Loaded, checkout: Path, names: Sequence[str] = ORDER) -> Around:
    """Return the world of an environment as checks see it, for steps of these names."""
    return Around(
        loaded,
        checkout,
        lambda: connect(loaded),
        ledger_file.load(loaded.root, loaded.target),
        lambda: datetime.now(UTC),
        tuple(names),
        lambda: choose_version(loaded, checkout).version,
    )


def _failure(errors: Sequence[Told]) -> BuildtoolsError:
    """Return the first error as the failure that the step would have ended with; all are told."""
    first = errors[0].answer
    others = [f"{each.probe.title}: {each.answer.said}" for each in errors[1:]]
    return _KINDS[first.exit_code](
        f"before the build: {first.said}",
        evidence=others,
        remedy=first.remedy,
        code=first.code,
    )
