"""Whose another debug ID is: the server is asked, or nobody is."""

from collections.abc import Sequence

from buildtools.api.models.answers import Association, Bundle
from buildtools.connection import Connection
from buildtools.errors import NotAuthenticated, NotPermitted
from buildtools.inspections.live import by_server
from buildtools.values import DebugId, Secret
from tests.inspections.live.shops import OTHER

UNKNOWN = DebugId("22222222-2222-5333-8444-555555555555")


class Server:
    """A server of two projects, of which one has a bundle with the other ID."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.connection = Connection("https://s.example", "acme", ("web", "api"), Secret("x"))
        self.refuses = refuses
        self.asked: list[tuple[str, str | None]] = []

    def bundles(self, project: str, query: str | None = None) -> Sequence[Bundle]:
        self.asked.append((project, query))
        if self.refuses:
            raise NotPermitted("the token may not list bundles")
        releases = ("shop@1", "shop@0", "shop@1", None)
        told = tuple(Association(release=each) for each in releases)
        return (Bundle("b", told),) if (project, query) == ("api", OTHER) else ()


def test_every_project_is_asked_and_each_id_once() -> None:
    """Scripts of one build share their wrong ID's release; asking a hundred times is no use."""
    server = Server()
    releases = by_server(lambda: server)

    assert ("shop@1", "shop@0") == releases(OTHER) == releases(OTHER)
    assert () == releases(UNKNOWN)
    assert [("web", OTHER), ("api", OTHER), ("web", UNKNOWN), ("api", UNKNOWN)] == server.asked


def test_who_cannot_be_asked_says_nothing() -> None:
    """It is not the same as an ID that nobody knows: the finding tells which."""

    def nobody() -> Server:
        raise NotAuthenticated("there is no auth token")

    assert by_server(nobody)(OTHER) is None
    refusing = Server(refuses=True)
    releases = by_server(lambda: refusing)
    assert releases(OTHER) is None
    assert releases(OTHER) is None
    assert 1 == len(refusing.asked)
