"""Names that promise a content."""

import pytest

from buildtools.sourcemaps.derived.hashed_names import is_hashed


@pytest.mark.parametrize(
    "name",
    [
        "index-C16UB3Sf.js",
        "lazy-MjJvyVdG.js",
        "458fk6c48tm6v.js",
        "main.8067b0cc.js",
        "src_panel_ts.2315c272.chunk.js",
        "main-OWTMRXH5.js",
        "chunk-YT2G2XHQ.js",
        "0.hj5Xgqy6.js",
        "turbopack-35t8p8tw-o9eo.js",
    ],
)
def test_a_hash_is_seen(name: str) -> None:
    """Vite, Turbopack, webpack, Angular, SvelteKit."""
    assert is_hashed(name)


@pytest.mark.parametrize(
    "name", ["sw.js", "service-worker.js", "index.js", "polyfills.js", "_app.js", "main.bundle.js"]
)
def test_a_word_is_no_hash(name: str) -> None:
    """These are asked for again on each visit."""
    assert not is_hashed(name)
