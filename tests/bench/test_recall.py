"""The measure of the crawl: what counts as found, and the table that it writes."""

from pathlib import Path

from bench.recall import Found, measure, served, table


def test_a_build_is_served_and_measured(repository_root: Path) -> None:
    """At each level as many are found as there are, or fewer."""
    folder = repository_root / "tests/fixtures/vite/dist"
    with served(folder) as url:
        found = measure("Vite", url, folder, "/")
    assert (found.files, found.found, found.missed) == (3, (1, 3, 3), ())


def test_what_is_not_found_is_named(tmp_path: Path) -> None:
    """A script that nothing names, and one that is named by the page."""
    (tmp_path / "index.html").write_text("<script src=/static/a.js></script>")
    (tmp_path / "static").mkdir()
    (tmp_path / "static/a.js").write_text("a()")
    (tmp_path / "static/alone.js").write_text("b()")
    with served(tmp_path) as url:
        found = measure("one", url, tmp_path / "static", "/static")
    assert (found.found, found.missed) == ((1, 1, 1), ("/static/alone.js",))


def test_the_table_has_a_row_for_each_build() -> None:
    """With the figures of each level."""
    found = Found("Vite", 3, (1, 3, 3), 16, 0.236, ())
    assert table([found]).splitlines()[2] == "| Vite | 3 | 1 | 3 | 3 | 16 | 0.24 |"
