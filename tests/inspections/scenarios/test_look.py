"""What stops a look before anything is raised."""

from pathlib import Path

import pytest

from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import Event
from buildtools.config import Loaded, SiteConnection
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError
from buildtools.inspections.scenarios import look
from buildtools.inspections.scenarios.place import Place
from buildtools.settings import Server, Settings
from buildtools.values import Secret

CONNECTION = Connection("https://bugs.example.com", "acme", ("web",), Secret("t"))
PLACE = Place(SiteConnection("http://127.0.0.1:9"), None)


class Silent:
    """The client of a server that gives no events back."""

    @property
    def connection(self) -> Connection:
        return CONNECTION

    def capabilities(self) -> Capabilities:
        has = dict.fromkeys(("releases", "commits", "deploys", "bundles", "listing"), True)
        return Capabilities(
            "glitchtip", **has, final_states=frozenset(), look_up=True, events=False
        )

    def dsn(self, project: str) -> str:
        raise AssertionError(project)

    def recent_events(self, project: str) -> tuple[str, ...]:
        raise AssertionError(project)

    def event(self, project: str, event_id: str) -> Event | None:
        raise AssertionError(project, event_id)

    def send_envelope(self, project: str, body: bytes, url: str = "") -> None:
        raise AssertionError(project, body, url)


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        (Settings(server=Server()), 30, "GlitchTip does not give events back"),
        (Settings(server="sandbox"), 22, "scenarios needs the result of release"),
    ],
)
def test_what_could_show_nothing_raises_nothing(settings: Settings, code: int, said: str) -> None:
    """An error in a real project is no way to find out."""
    with pytest.raises(BuildtoolsError, match=said) as caught:
        look(Loaded("local", settings, {}, {}, Path()), Silent(), None, PLACE, [])

    assert code == caught.value.exit_code
