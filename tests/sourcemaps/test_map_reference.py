"""A server that joins the reference with the script's URL must arrive at the map."""

import pytest

from buildtools.sourcemaps.scripts.map_reference import reference


@pytest.mark.parametrize(
    ("url", "map_url", "comment", "expected"),
    [
        ("~/s/a.js", "~/s/a.js.map", "a.js.map", "a.js.map"),
        ("~/s/a.js", "~/s/a.js.map", "./a.js.map?v=1", "./a.js.map?v=1"),
        ("~/s/[id].js", "~/s/[id].js.map", "%5Bid%5D.js.map", "%5Bid%5D.js.map"),
        ("~/s/a.js", "~/s/b.map", "b.map", "b.map"),
        ("~/s/a.js", "~/maps/a.js.map", "../maps/a.js.map", "../maps/a.js.map"),
        ("~/s/a.js", "~/s/a.js.map", "https://cdn.example.com/a.js.map", "a.js.map"),
        ("~/s/a.js", "~/s/a.js.map", "edge/a.js.map", "a.js.map"),
        ("~/s/a.js", "~/s/a.js.map", None, "a.js.map"),
        ("~/a.js", "~/a.js.map", None, "a.js.map"),
        ("app:///.next/server/a.js", "app:///.next/maps/a.js.map", None, "../maps/a.js.map"),
        ("app:///a.js", "app:///a.js.map", None, "a.js.map"),
        ("https://a.example/x/a.js", "https://a.example/y/a.map", None, "../y/a.map"),
        ("https://a.example/a.js", "https://b.example/a.map", None, "https://b.example/a.map"),
        ("s/a.js", "s/a.js.map", None, "a.js.map"),
    ],
    ids=[
        "as in the comment", "with a query", "percent-encoded", "another name", "another folder",
        "comment on another host", "wrong comment", "no comment", "at the root",
        "scheme and folder", "scheme at the root", "same host", "other host", "bare path",
    ],
)  # fmt: skip
def test_reference_leads_to_the_map(
    url: str, map_url: str, comment: str | None, expected: str
) -> None:
    """A right header repairs a script whose own comment leads nowhere."""
    assert expected == reference(url, map_url, comment)
