"""Sources: a name leads to the one right file or to none."""

import pytest

from buildtools.sourcemaps.maps.sources import is_made, is_own, places

ROOT = "/home/me/repo"


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("turbopack:///[project]/src/a.ts", "web/src/a.ts"),
        ("webpack://_N_E/./src/a.ts", "web/src/a.ts"),
        ("webpack://@scope/name/./src/a.ts", "web/src/a.ts"),
        ("webpack:///./src/a.ts", "web/src/a.ts"),
        ("../../../src/app/%5Bslug%5D/page.tsx", "web/src/app/[slug]/page.tsx"),
        ("./a.ts", "web/.next/server/chunks/a.ts"),
        ("file:///home/me/repo/web/src/a.ts", "web/src/a.ts"),
        ("/home/me/repo/web/src/a.ts", "web/src/a.ts"),
        ("../../../node_modules/x/i.js", "web/node_modules/x/i.js"),
        ("webpack://_N_E/../../../src/client/app.ts", None),
        ("webpack://_N_E/./src/a.ts?11c2", None),
        ("webpack://_N_E/webpack/bootstrap", None),
        ("webpack://_N_E/", None),
        ("turbopack:///[turbopack]/browser/runtime.ts", None),
        ("../../../../../etc/secret.js", None),
        ("/etc/secret.js", None),
        ("https://example.com/a.js", None),
        ("node:fs.js", None),
        ("../../../.env", None),
        ("\0virtual.js", None),
        ("", None),
    ],
)
def test_a_source_leads_to_its_file_or_to_none(source: str, first: str | None) -> None:
    """A wrong file would call a fresh map stale, or put another's text into it."""
    found = places(source, "web/.next/server/chunks", "web", ROOT)

    assert first == (found[0] if found else None)


def test_a_bare_name_may_be_relative_to_the_app() -> None:
    """Angular names its sources from the workspace, not from the map."""
    assert ("web/dist/src/main.ts", "web/src/main.ts") == (
        places("src/main.ts", "web/dist", "web", ROOT)
    )


def test_turbopacks_project_may_be_the_repository() -> None:
    """Without turbopack.root a lock file further up moves it."""
    assert "web/src/a.ts" in places("turbopack:///[project]/web/src/a.ts", "x", "web", ROOT)


def test_only_plain_code_of_the_project_is_its_own() -> None:
    """Components are compiled before they are mapped; their text may differ."""
    names = ("src/a.ts", "src/a.mjs", "node_modules/x/a.js", "src/App.svelte", "src/a.css")

    assert ["src/a.ts", "src/a.mjs"] == [name for name in names if is_own(name)]


def test_runtimes_are_made_up() -> None:
    """Nobody can find a text for them."""
    assert is_made("webpack/runtime/chunk loaded")
    assert not is_made("turbopack:///[project]/src/a.ts")
