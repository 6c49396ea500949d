"""Home folders: whose machine a path tells of, and which paths tell of nobody."""

import pytest

from buildtools.checks.secrets import home_folders


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('x="/home/jane/app/src/a.js"', "/home/j…"),
        ('import.meta={url:"file:///Users/jane/app/a.js"}', "/Users/j…"),
        ('"file:///C:/Users/Jane/a.js"', "C:/Users/J…"),
        (r'"C:\\Users\\Jane\\app"', "C:/Users/J…"),
        (r"C:\Users\Jane\app", "C:/Users/J…"),
        ("// see /Users/jane/dev/node_modules/x", "/Users/j…"),
        ('a("/home/jürgen/x.ts")', "/home/j…"),
        (r'"at f\n/home/jane/x.ts"', "/home/j…"),
    ],
)
def test_a_path_below_a_home_is_found(text: str, shown: str) -> None:
    """It stays in the bundle when a tool writes a module's own address into it."""
    assert [shown] == [home.shown for home in home_folders.in_text(text)]


def test_a_home_is_told_once_for_a_text() -> None:
    """A bundler may have written one before each module."""
    text = '"/Users/jane/a.js","/home/jane/b.js","/Users/jane/c.js"'

    assert [1, 20] == [home.at for home in home_folders.in_text(text)]


@pytest.mark.parametrize(
    "text",
    [
        'href="/home/settings/profile"',
        'fetch("/api/Users/12/photo.png")',
        '"https://acme.com/home/jane/photo.png"',
        '"/home/[user]/x.js"',
        '"/home/runner/work/app/x.js"',
        '"/Users/runner/work/x.js"',
        '"/home/web_user/x.js"',
        '"/home/user/x.js"',
        '"~/home/jane/x.js"',
        '"./src/home/jane/x.js"',
        '"/Users/123/x.js"',
        "/home/jane",
    ],
)
def test_routes_examples_and_ci_name_nobody(text: str) -> None:
    """A route may be called home, and a CI system's account is nobody's name."""
    assert [] == home_folders.in_text(text)


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("file:///home/jane/app/a.ts", "/home/jane"),
        ("file:///home/j%C3%BCrgen/app/a.ts", "/home/jürgen"),
        ("webpack:////Users/jane/a.ts", "/Users/jane"),
        ("webpack://app//home/jane/a.ts", "/home/jane"),
        ("C:\\Users\\jane\\a.ts", "C:/Users/jane"),
        ("../../../../home/jane/a.ts", "/home/jane"),
        ("../../home/pages/a.ts", None),
        ("webpack://app/./home/jane/a.ts", None),
        ("turbopack:///[project]/home/jane/a.ts", None),
        ("/home/runner/work/a.ts", None),
        ("src/Users/jane/a.ts", None),
    ],
)
def test_a_name_of_a_source_leads_to_a_home(name: str, home: str | None) -> None:
    """A relative one only where it climbs to the root: the app may have a folder called home."""
    found = home_folders.in_name(name, "dist/a", "/srv/app")

    assert home == (found and found.home)


def test_what_is_shown_of_a_source_hides_the_name() -> None:
    """Reports are kept in the repository."""
    assert "file:///home/j…/app/a.ts" == home_folders.hidden("file:///home/jane/app/a.ts")
    assert "/home/runner/a.ts" == home_folders.hidden("/home/runner/a.ts")
    assert "src/a.ts" == home_folders.hidden("src/a.ts")
