"""What the SDK of npm takes of a page in Chromium."""

from collections.abc import Iterator
from statistics import median

import pytest

from buildtools.inspections.review.cost import pages
from buildtools.inspections.review.cost.paired import BELOW
from tests.reviewing.builds import Packages
from tests.reviewing.site import Site, bundle, serving

pytestmark = pytest.mark.review

ROUNDS = 6
DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"
SETUPS = {
    "init": ("init", ""),
    "tracing": (
        "init, browserTracingIntegration",
        "tracesSampleRate: 1, integrations: [browserTracingIntegration()]",
    ),
    "replay": (
        "init, browserTracingIntegration, replayIntegration",
        "tracesSampleRate: 1, replaysSessionSampleRate: 1, "
        "integrations: [browserTracingIntegration(), replayIntegration()]",
    ),
}


def code(imports: str, options: str) -> str:
    given = f'dsn: "{DSN}", release: "shop@1", {options}'
    return f'import {{ {imports} }} from "@sentry/browser"; init({{ {given} }});'


@pytest.fixture(scope="module")
def site(packages: Packages) -> Iterator[Site]:
    """A page for each set-up, and one where nothing runs."""
    scripts = {
        f"/{name}.js": bundle(packages.bundle(f"cost-{name}", code(*setup)))
        for name, setup in SETUPS.items()
    }
    with serving(Site(scripts)) as there:
        yield there


def test_each_feature_takes_more_than_the_one_before(site: Site) -> None:
    """Beside an empty page in turns; the same page once more is not seen to differ."""
    names = ("empty", pages.AGAIN, *SETUPS)
    files = dict(zip(names, ("empty", "empty", *SETUPS), strict=True))
    urls = {name: f"{site.url}{file}.html" for name, file in files.items()}
    with pages.in_chromium(None) as visits:
        assert "" == pages.hindrance(visits, urls["empty"], urls["replay"])
        why = pages.hindrance(visits, urls["empty"], urls["empty"])
        measured = pages.measure(visits, urls, ROUNDS)
        (figure,), table = pages.told(measured, visits.version)
    above = {str(row[0]): row[5] for row in table.rows}
    says = {str(row[0]): row[8] for row in table.rows}
    wire = [median(each.wire_bytes for each in measured[name]) for name in SETUPS]

    assert "no SDK is at work" in why
    assert BELOW == says[pages.AGAIN]
    assert ["seen"] * 3 == [says[name] for name in SETUPS]
    assert (
        3 < float(above["init"] or 0) < float(above["tracing"] or 0) < float(above["replay"] or 0)
    )
    assert ROUNDS == figure.n
    assert above["replay"] == round(figure.value, 1)
    assert wire == sorted(wire)
    assert [] == site.came
