"""Bundlers are known by what they leave; advice for the wrong one would cost an hour."""

import pytest

from buildtools.bundlers import is_data, recognise


@pytest.mark.parametrize(
    ("names", "head", "bundler"),
    [
        (["web/.next/static/chunks/turbopack-0rw.js"], b"", "Next.js with Turbopack"),
        (["next.config.ts", "src"], b"", "Next.js with Turbopack"),
        (["next.config.ts", "x/static/chunks/webpack-1.js"], b"", "Next.js with webpack"),
        (["vite.config.ts", "build/_app/version.json"], b"", "SvelteKit"),
        (["dist/_astro/a.js"], b"", "Astro"),
        (["vite.config.ts", "build/client/assets/manifest-1.js"], b"", "React Router"),
        (["dist/p/browser/main-ABCD1234.js"], b"", "Angular"),
        (["nuxt.config.ts", ".output/public/_nuxt/a.js"], b"", "Nuxt"),
        (["nitro.config.ts"], b"", "Nitro"),
        (["dist/assets/index-Ab_12-xy.js"], b"", "Vite"),
        (["webpack.config.js"], b"", "webpack"),
        ([], b'{"version":3,"sources":["webpack://app/./a.js"]', "webpack"),
        ([], b'{"version":3,"sources":["webpack://_N_E/./a.js"]', "Next.js with webpack"),
        (["dist/chunk-ABCDEF23.js"], b"", "esbuild"),
        ([], b'{\n  "version": 3,\n  "sources": []', "esbuild"),
        ([], b'{"version":3,"file":"a.js","names":[],"sources"', "rolldown"),
        ([], b'{"version":3,"file":"a.js","sources":[]', "Rollup"),
        (["tsconfig.json"], b'{"version":3,"file":"a.js","sourceRoot":"","sources"', "tsc"),
        (["tsconfig.json", "package.json"], b"", "tsc"),
        (["readme.md"], b"\xff\xfe", None),
    ],
)
def test_a_bundler_is_known_by_its_traces(
    names: list[str], head: bytes, bundler: str | None
) -> None:
    """Each row was seen in a real build."""
    found = recognise(names, head)

    assert bundler == (found.name if found else None)


def test_data_is_told_from_code() -> None:
    """Manifests never have maps; a page always should."""
    names = (
        "server/app/page_client-reference-manifest.js",
        "static/x/_buildManifest.js",
        "static/chunks/polyfills-42372ed130431b0a.js",
        "static/chunks/main.js",
        "server/app/page.js",
    )

    assert list(names[:3]) == [name for name in names if is_data(name)]
