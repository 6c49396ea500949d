"""Where to search: never in sources, always beside the scripts."""

import pytest

from buildtools.sourcemaps.derived.scan_roots import (
    Places,
    is_settings,
    is_text,
    passed_over,
    places,
)


@pytest.mark.parametrize(
    ("directory", "outputs", "built"),
    [
        ("examples/nextjs", [".next/static", ".next/server"], ("examples/nextjs/.next",)),
        (".", ["dist/assets"], ("dist",)),
        (".", ["dist/web/browser"], ("dist",)),
        (".", ["build/client", "build/server"], ("build",)),
        (".", [".svelte-kit/output/client"], (".svelte-kit",)),
        (".", ["packages/shop/lib"], ("packages/shop/lib",)),
        (".", ["packages/shop/dist/x"], ("packages/shop/dist",)),
        ("apps/web", ["../../dist/web"], ("dist",)),
        (".", ["."], (".",)),
        (".", [".", "dist"], (".",)),
        (".", ["dist", "dist-server"], ("dist", "dist-server")),
    ],
)
def test_the_build_folder_is_found_from_its_outputs(
    directory: str, outputs: list[str], built: tuple[str, ...]
) -> None:
    """The page lies above the scripts; the sources must not be searched for it."""
    assert built == places(directory, outputs).built


def test_a_service_worker_in_public_is_looked_for_beside_the_build() -> None:
    """next-pwa and Serwist write it there, and what else is there is source."""
    assert Places((".next",), ("public",), (".", "src")) == places(".", [".next/static"])
    assert () == places(".", ["."]).flat
    assert () == places(".", ["public/build"]).flat


def test_settings_lie_with_the_project_and_with_the_app() -> None:
    """A monorepo has them at both."""
    assert (".", "apps/web", "apps/web/src") == places("apps/web", ["dist"]).settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index.html", True),
        ("a/sw.js", True),
        ("page.rsc", True),
        ("_headers", True),
        ("x.HTML", True),
        ("a.js.map", False),
        ("page.js.nft.json", False),
        ("logo.png", False),
        ("a.js.gz", False),
        ("ui.d.ts", False),
        ("LICENSE", None),
        ("a.js.sha256", None),
        ("routes.yml", None),
    ],
)
def test_only_text_that_may_hold_digests_is_read(name: str, text: bool | None) -> None:
    """Maps are the most of a build's bytes and hold none; traced files are names only."""
    assert text is is_text(name)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("next.config.ts", True),
        ("netlify.toml", True),
        ("nginx.conf", True),
        (".htaccess", True),
        ("_headers", True),
        ("Caddyfile", True),
        ("package-lock.json", False),
        ("README.md", False),
        ("LICENSE", False),
    ],
)
def test_settings_are_what_may_hold_a_policy(name: str, settings: bool) -> None:
    """Lock files hold thousands of digests, and none of a script of this build."""
    assert settings == is_settings(name)


def test_a_bundlers_cache_is_passed_over() -> None:
    """It is larger than the build, and nobody serves it."""
    assert "./cache/**" in passed_over("web/.next")
    assert "./cache/**" not in passed_over("dist")
    assert "node_modules" in passed_over("dist")
