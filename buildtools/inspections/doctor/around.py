"""What checks may ask for; what several of them ask is asked once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from buildtools.config import Loaded
from buildtools.ledger import Ledger

if TYPE_CHECKING:
    from buildtools.api.client import Client

T = TypeVar("T")


@dataclass(frozen=True)
class Around:
    """The world of one environment, as checks see it."""

    loaded: Loaded
    checkout: Path
    """Where git is asked."""
    connect: Callable[[], "Client"]
    """Makes the client, of what the settings have of one; call it by `client` alone."""
    ledger: Ledger | None
    now: Callable[[], datetime]
    steps: tuple[str, ...]
    """The steps that are to be done: all of them for `doctor`."""
    version: Callable[[], str] | None = None
    """Names the release that a build would open; raises ConfigurationError where nothing does."""
    _known: "dict[str, _Known]" = field(default_factory=dict)

    @property
    def variables(self) -> Mapping[str, str]:
        return self.loaded.variables

    @property
    def is_sandbox(self) -> bool:
        """Whether there is no server to ask about."""
        return self.loaded.settings.server == "sandbox"

    @property
    def client(self) -> "Client":
        """The one client of this look."""
        return self.once("client", self.connect)

    @property
    def connected(self) -> "Client | None":
        """The client, if anybody has asked for it and there could be one."""
        known = self._known.get("client")
        return known.value if known else None

    def once(self, name: str, ask: Callable[[], T]) -> T:
        """Ask once, and raise or return the same to whoever asks again."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = _Known(ask)
        if known.raised is not None:
            raise known.raised
        return known.value  # type: ignore[no-any-return] # what `ask` gave


class _Known:
    """What came of asking: a value, or what was raised."""

    value: Any = None
    raised: Exception | None = None

    def __init__(self, ask: Callable[[], object]) -> None:
        try:
            self.value = ask()
        except Exception as raised:  # whatever it is, whoever asks again gets it too
            self.raised = raised
