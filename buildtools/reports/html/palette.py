"""Palette: every colour of the page in both schemes, and how well one can be read on another.

The style rules and the attributes of drawings are both made from it: where a host forbids styles,
the drawings keep the colours of the light scheme.
"""

from typing import Final, Literal, NamedTuple

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")

LEAST_CONTRAST: Final = 4.5
"""Of text. Source: WCAG 2.2, 1.4.3."""


class Shades(NamedTuple):
    """A colour in both schemes, as `#rrggbb`."""

    light: str
    dark: str


COLOURS: Final[dict[str, Shades]] = {
    "ground": Shades("#ffffff", "#15181c"),
    "raised": Shades("#f5f6f8", "#1e2227"),
    "line": Shades("#d9dde3", "#343b44"),
    "text": Shades("#1a1e24", "#e5e8ec"),
    "quiet": Shades("#57606c", "#a2acb8"),
    "link": Shades("#0a4fb8", "#8cb8ff"),
    "good": Shades("#0f6130", "#7fd79a"),
    "fair": Shades("#7a4a00", "#efc06a"),
    "bad": Shades("#a8201a", "#ff9d94"),
    "good-ground": Shades("#e6f4ea", "#16291d"),
    "fair-ground": Shades("#fdf3dc", "#2b2412"),
    "bad-ground": Shades("#fdeceb", "#311a19"),
    "plain-ground": Shades("#eef0f3", "#23282e"),
    "proven": Shades("#bfe5cb", "#1f5131"),
    "proven-text": Shades("#0a3a1b", "#d6f5df"),
    "partly": Shades("#f9dfa0", "#5e4510"),
    "partly-stripe": Shades("#f3cf79", "#6d5219"),
    "partly-text": Shades("#422900", "#ffedc4"),
    "wrong": Shades("#f7b9b2", "#7a211b"),
    "wrong-stripe": Shades("#ef9c93", "#8c2d26"),
    "wrong-text": Shades("#4d0a06", "#ffe3e0"),
    "unproven": Shades("#e1e5ea", "#363d46"),
    "unproven-stripe": Shades("#d3d9e0", "#424a54"),
    "unproven-text": Shades("#272d35", "#e6eaef"),
    "bar": Shades("#3f74c7", "#6c9fe8"),
    "sentry-bar": Shades("#6a4bc4", "#a993f0"),
}

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("ground", "raised", "good-ground", "fair-ground", "bad-ground", "plain-ground"),
    "quiet": ("ground", "raised", "good-ground", "fair-ground", "bad-ground", "plain-ground"),
    "link": ("ground", "raised"),
    "good": ("ground", "raised", "good-ground"),
    "fair": ("ground", "raised", "fair-ground"),
    "bad": ("ground", "raised", "bad-ground"),
    "proven-text": ("proven",),
    "partly-text": ("partly", "partly-stripe"),
    "wrong-text": ("wrong", "wrong-stripe"),
    "unproven-text": ("unproven", "unproven-stripe"),
}
"""Each colour of text, and the grounds that it may stand on. Drawn text stands on tiles alone."""


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours, from 1 to 21. Source: WCAG 2.2, contrast ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def style(scheme: Scheme) -> str:
    """Return the custom properties of a scheme, as a style sheet has them."""
    return " ".join(f"--{name}: {getattr(each, scheme)};" for name, each in COLOURS.items())
