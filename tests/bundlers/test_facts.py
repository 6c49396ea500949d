"""What the files of bundlers say: whole, and as it was seen in apps that were built with them."""

import msgspec
import pytest
import yaml

from buildtools.bundlers import KNOWN, Bundler, all_of, any_of, recognise
from buildtools.settings import Output
from tests.stories.shopping import PACKAGE

APPS = PACKAGE / "tests" / "apps" / "files"
BUILT = {
    "Next.js with webpack": "next-webpack",
    "Next.js with Turbopack": "next-plain",
    "SvelteKit": "sveltekit-node",
    "Astro": "astro-static",
    "React Router": "react-router",
    "Nuxt": "nuxt",
    "Vite": "vite",
    "webpack": "webpack",
    "TanStack Start": "tanstack",
    "tsc": "tsc",
    "Bun": "bun",
    "Parcel": "parcel",
    "Rspack": "rspack",
}
"""The app of ours that was released with the outputs that stand here."""
RECOGNISED = [each for each in KNOWN if each.files or each.heads or each.vague]


@pytest.mark.parametrize(
    "bundler", [each for each in KNOWN if each.name in BUILT], ids=lambda each: each.name
)
def test_outputs_are_those_that_an_app_was_released_with(bundler: Bundler) -> None:
    """Whoever proposes them proposes what has resolved."""
    settings = yaml.safe_load((APPS / BUILT[bundler.name] / "sentry.yml").read_text())
    outputs = msgspec.convert(settings["defaults"]["build"]["outputs"], tuple[Output, ...])

    assert outputs == bundler.outputs


def test_no_other_has_outputs() -> None:
    """But for Nitro alone, whose server is Nuxt's."""
    assert {*BUILT, "Nitro"} == {each.name for each in KNOWN if each.outputs}


@pytest.mark.parametrize("bundler", RECOGNISED, ids=lambda each: each.name)
def test_who_is_recognised_has_advice_and_a_place(bundler: Bundler) -> None:
    """Its settings are told; of two with one rank, the names of files would say who is asked."""
    assert bundler.maps
    assert bundler.texts
    assert [bundler] == [each for each in RECOGNISED if each.rank == bundler.rank]


def test_facts_of_all_are_told_once() -> None:
    """In the order in which bundlers are asked."""
    configs = [each.config for each in all_of(lambda known: known.wrappers)]

    assert ["next.config."] == configs
    assert "(?:(?!))" == any_of(lambda _: ())


def test_what_has_no_evidence_is_never_recognised() -> None:
    """Vue's components stand in builds of many."""
    assert recognise(["src/App.vue", "cache_manifest.json", "bun.lock"]) is None
