"""robots.txt: which group holds for us, and which of its rules decides."""

import pytest

from buildtools.web.robots import read

TEXT = """
User-agent: other
User-agent: Sentry-Buildtools  # ours
Disallow: /private
Allow: /private/shop
Disallow: /*.pdf$
Disallow: /a*b*c
Disallow:
Sitemap: https://example.com/sitemap.xml

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/a", False),
        ("/private/shop/1", True),
        ("/x/y.pdf", False),
        ("/x/y.pdf?a", True),
        ("/axxbyyc/z", False),
        ("/axxcyyb", True),
    ],
)
def test_the_longest_rule_decides(path: str, allowed: bool) -> None:
    """Stars stand for anything, a dollar for the end; of our own group alone."""
    assert read(TEXT, "sentry-buildtools").allow(path) is allowed


def test_who_is_not_named_follows_the_group_for_all() -> None:
    """Without any group everything is allowed."""
    assert not read(TEXT, "somebody").allow("/shop")
    assert read("", "somebody").allow("/shop")
    assert read("<html>", "x").allow("/")
    assert read(TEXT, "x").sitemaps == ("https://example.com/sitemap.xml",)


def test_two_rules_of_one_length() -> None:
    """The one that allows decides; many stars take no time."""
    rules = read("User-agent: *\nDisallow: /a\nAllow: /a\nDisallow: " + "/*a" * 5000 + "$", "x")
    assert rules.allow("/a")
    assert rules.allow("/" + "a" * 10_000)
