"""How much planted personal data survives, as evidence."""

from typing import TYPE_CHECKING, Any

import msgspec

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import NotShown, ServerSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen

if TYPE_CHECKING:
    from buildtools.inspections.review.privacy.engine import Engine

NOT_MEASURED = (
    "streamed spans, logs, metrics and replays on the server: other code scrubs them there, "
    "which cannot be asked here",
)


class Theirs(msgspec.Struct, frozen=True):
    """What the server says of scrubbing, as far as it does."""

    organization: dict[str, Any] = {}
    project: dict[str, Any] = {}
    told: str = "the defaults of a new project"
    of_server: bool = False


def measure(
    scope: Scope, server: ServerSeen | Unseen, sources: SourcesSeen | Unseen
) -> PrivacySeen | Unseen:
    """Run the corpus through their hooks and their settings."""
    from buildtools.inspections.review.privacy.engine import INSTALL, Engine

    if passed := scope.passed_over("privacy"):
        return passed
    try:
        engine = Engine()
    except ImportError:
        return Unseen(INSTALL)
    return _measure(engine, scope, theirs(server))


def theirs(server: ServerSeen | Unseen) -> Theirs:
    """Return the scrubbing settings that the server shows, or why there are none."""
    if isinstance(server, Unseen):
        return Theirs(told=f"the defaults of a new project; the server was not seen: {server.why}")
    whole = {name: server.answers.get(name) for name in ("organization", "project")}
    shown = {name: answer for name, answer in whole.items() if isinstance(answer, dict)}
    whys = {
        name: answer.why if isinstance(answer, NotShown) else "it was not asked"
        for name, answer in whole.items()
        if name not in shown
    }
    unseen = "; ".join(f"those of the {name} are not known: {why}" for name, why in whys.items())
    if "project" not in shown:
        return Theirs(told=f"the defaults of a new project; {unseen}")
    known = " and ".join(name for name in whole if name in shown)
    told = f"the settings of {known}{f'; {unseen}' if unseen else ''}"
    return Theirs(shown.get("organization", {}), shown["project"], told, of_server=True)


def _measure(engine: "Engine", scope: Scope, their: Theirs) -> PrivacySeen:
    from buildtools.inspections.review.privacy.ways import Ways

    hooks = scope.loaded.settings.review.hooks
    ways = Ways(engine, their.organization, their.project)
    ran = ways.hooked(hooks, scope.app, scope.loaded.variables) if hooks else None
    return ways.seen(their.told, ran, of_server=their.of_server, not_measured=NOT_MEASURED)
