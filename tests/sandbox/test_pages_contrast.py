"""Every colour of the pages on every ground that it may stand on, computed, in light and dark."""

import re
from importlib.resources import files

import pytest

LEAST = 4.5
"""Contrast of text. Source: WCAG 2.2, 1.4.3."""
TEXTS = ("text", "quiet", "link", "good", "fair", "bad")
GROUNDS = ("ground", "raised")
MORE = (("text", "mark"), ("text", "here"), ("quiet", "here"))


def schemes() -> dict[str, dict[str, str]]:
    """Read the colours of both schemes from the stylesheet."""
    text = files("buildtools.sandbox").joinpath("templates", "pages.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks)
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """Compute how light a colour is. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [*((text, ground) for text in TEXTS for ground in GROUNDS), *MORE]
)
def test_text_is_readable(scheme: str, text: str, ground: str) -> None:
    """On the page, on what is raised from it, and on the marked line."""
    colours = schemes()[scheme]

    assert contrast(colours[text], colours[ground]) >= LEAST


def test_the_measure_is_that_of_the_standard() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert 21 == round(contrast("#000000", "#ffffff"), 6)
    assert 1 == contrast("#777777", "#777777")
    assert contrast("#777777", "#ffffff") < LEAST


def test_colours_stand_in_the_schemes_alone() -> None:
    """A colour that a rule names itself would be in one scheme, and computed by nobody."""
    text = files("buildtools.sandbox").joinpath("templates", "pages.css").read_text()
    rules = re.sub(r":root \{.*?\}", "", text, flags=re.DOTALL)

    assert [] == re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|opacity: 0?\.", rules)
