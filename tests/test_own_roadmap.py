"""The roadmap of the example app, in docs/, says what its cards and reviews say."""

from buildtools.commands.roadmap import drawn
from buildtools.config import load
from buildtools.documents.blocks import differing
from buildtools.files import document
from buildtools.inspections.roadmap import look
from buildtools.reports.roadmap import PREFIX
from tests.stories.shopping import PACKAGE


def test_it_is_not_stale() -> None:
    """As `invoke roadmap --env=local --check` does; `invoke roadmap --env=local` writes it."""
    loaded = load(PACKAGE / "sentry.yml", "local", {})
    name = loaded.settings.roadmap.document
    text = document.read(PACKAGE, name)
    assert text is not None

    assert () == differing(text, PREFIX, drawn(loaded, look(loaded), text), name)
