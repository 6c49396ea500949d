"""Every colour of text on every ground that it may stand on, computed, in both schemes."""

import re
from importlib.resources import files

import pytest

from buildtools.reports.html.palette import (
    COLOURS,
    LEAST_CONTRAST,
    SCHEMES,
    TEXTS,
    Scheme,
    contrast,
)

STYLE = (files("buildtools.reports.html") / "templates/page.css").read_text(encoding="utf-8")
LEAST_OF_BARS = 3
"""Of what is no text. Source: WCAG 2.2, 1.4.11."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds in TEXTS.items() for ground in grounds]
)
def test_text_is_readable(scheme: Scheme, text: str, ground: str) -> None:
    """Nobody measures what is drawn, and a checker of pages leaves it to us."""
    colours = {name: getattr(each, scheme) for name, each in COLOURS.items()}

    assert contrast(colours[text], colours[ground]) >= LEAST_CONTRAST


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("bar", ["bar", "sentry-bar", "bad"])
def test_bars_can_be_seen(scheme: Scheme, bar: str) -> None:
    """They are no text, and yet must be told from the ground."""
    one, ground = getattr(COLOURS[bar], scheme), getattr(COLOURS["ground"], scheme)

    assert contrast(one, ground) >= LEAST_OF_BARS


def test_the_measure_is_that_of_the_standard() -> None:
    """Black on white is 21, a colour on itself 1; a grey that is just too pale is noticed."""
    assert 21 == round(contrast("#000000", "#ffffff"), 6)
    assert 1 == contrast("#777777", "#777777")
    assert contrast("#777777", "#ffffff") < LEAST_CONTRAST < contrast("#767676", "#ffffff")


def test_every_colour_is_judged_or_no_ground_of_text() -> None:
    """A colour that is added is computed, or says that nothing is read on it or of it."""
    judged = {*TEXTS, *(ground for grounds in TEXTS.values() for ground in grounds)}

    assert {"line", "bar", "sentry-bar"} == COLOURS.keys() - judged


def test_style_rules_name_no_colour_of_their_own() -> None:
    """It would be the same in both schemes, and computed by nobody."""
    assert [] == re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|opacity: 0?\.", STYLE)
    assert set() == set(re.findall(r"var\(--([\w-]+)\)", STYLE.replace("{{ each }}", "wrong"))) - {
        *COLOURS
    }
