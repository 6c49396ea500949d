"""Release, dist and environment against the pipeline's."""

from typing import Any

import pytest

from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.sources import Code
from tests.checks.review.seen import build, codes, init, look, page, sources

VARIABLE = Code("SENTRY_RELEASE", "variable")


@pytest.mark.parametrize(
    ("check", "parts", "value", "found"),
    [
        ("release", {"page": page(release="shop@1")}, "shop@1", []),
        ("release", {"page": page(release="shop@0")}, "shop@0", ["sdk-release-differs"]),
        ("release", {"page": page()}, None, ["sdk-release-differs"]),
        ("release", {"build": build("browser", releases=("shop@1",))}, "shop@1", []),
        ("release", {"build": build("browser", releases=("a@1", "shop@1"))}, "shop@1", []),
        (
            "release",
            {"build": build("browser", releases=("shop@0",))},
            "shop@0",
            ["sdk-release-differs"],
        ),
        ("release", {"sources": sources(init(release="shop@1"))}, "shop@1", []),
        (
            "release",
            {"sources": sources(init(release="shop@1"), init("server", release="shop@0"))},
            "shop@0",
            ["sdk-release-differs"],
        ),
        (
            "release",
            {"sources": sources(init(release=VARIABLE), init("server", release="shop@0"))},
            "shop@0",
            ["sdk-release-differs"],
        ),
        ("environment", {"page": page(environment="production")}, "production", []),
        ("environment", {"page": page()}, "production", []),
        (
            "environment",
            {"page": page(environment="staging")},
            "staging",
            ["sdk-environment-differs"],
        ),
        ("environment", {"sources": sources(init(environment="production"))}, "production", []),
        ("dist", {"page": page(dist="web")}, "web", ["sdk-dist-differs"]),
        (
            "dist",
            {"page": page(dist="web"), "kept": Kept("s", "production", "shop@1", "web")},
            "web",
            [],
        ),
        (
            "dist",
            {"page": page(), "kept": Kept("s", "production", "shop@1", "web")},
            None,
            ["sdk-dist-differs"],
        ),
    ],
)
def test_values_are_those_of_the_pipeline(
    check: str, parts: dict[str, Any], value: object, found: list[str]
) -> None:
    """Events of another release have neither its commits nor its maps."""
    seen = look(check, **parts)

    assert ("seen", value, found) == (seen.state, seen.value, codes(seen))
    assert seen.ruled


def test_what_only_running_tells_is_unknown() -> None:
    """A variable may hold anything while the app runs."""
    seen = look("release", sources=sources(init(release=VARIABLE)))

    assert "unknown" == seen.state
    assert "SENTRY_RELEASE" in seen.text


def test_without_any_value_there_is_nothing_to_differ() -> None:
    """No dist on either side is right, and no release was made yet."""
    before = Kept("shop", "production", "")

    assert "absent" == look("dist", page=page()).state
    assert "absent" == look("dist", sources=sources(init())).state
    assert "not-asked" == look("release").state
    unmade = look("release", page=page(release="a"), kept=before)
    assert ("seen", False, []) == (unmade.state, unmade.ruled, codes(unmade))


def test_another_dist_says_what_would_be_right() -> None:
    """Each remedy is one thing to do."""
    seen = look("dist", page=page(dist="web"))

    assert "the pipeline has no dist" in seen.faults[0].sentence
    assert seen.faults[0].remedy
