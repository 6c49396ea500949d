"""Literals of one environment that are baked into scripts: found with their places."""

import pytest

from buildtools.checks.baked import Place, baked
from buildtools.findings import Finding

OF = Place("staging", "staging.example.com", ("https://abcdef01@o1.ingest.sentry.io/7",))
TO = Place("production", "www.example.com", ("https://fedcba10@o1.ingest.sentry.io/8",))
SDK = "__SENTRY__;"
BOTH = SDK + 'a?{environment:"staging"}:{environment:"production"}'


def found(text: str, of: Place = OF, to: Place = TO) -> list[Finding]:
    return list(baked("dist/a.js", text, of, to))


@pytest.mark.parametrize(
    ("text", "code", "severity", "place"),
    [
        (SDK + 'init({environment:"staging"})', "environment", "error", "1:31"),
        (SDK + "\nö😀'init({environment : 'staging', x})", "environment", "error", "2:26"),
        (SDK + 'const m="staging";init({environment:m})', "environment", "warning", "1:21"),
        (
            BOTH,
            "environment",
            "warning",
            "",
        ),
        ('fetch("https://staging.example.com/api")', "site", "warning", "1:16"),
        ('init({dsn:"https://abcdef02@o1.ingest.sentry.io/7"})', "dsn", "error", "1:12"),
        (
            "p?'https://abcdef01@o1.ingest.sentry.io/7':'https://fedcba10@o1.ingest.sentry.io/8'",
            "dsn",
            "warning",
            "1:4",
        ),
    ],
)
def test_what_was_baked_is_found_where_it_stands(
    text: str, code: str, severity: str, place: str
) -> None:
    """A warning where the app may choose, or where it may be something else."""
    (one,) = found(text)

    assert (f"promoted-{code}", severity) == (one.code, one.severity)
    assert str(one.about).endswith(place)


@pytest.mark.parametrize(
    "text",
    [
        'const m="staging"',  # no SDK
        SDK + 'init({environment:"production"})',
        SDK + "// staging is written here",
        SDK + 'init({environment:"staging-eu"})',
        'fetch("https://api.staging.example.com.evil/")',
        'fetch("https://staging.example.com:8443/")',
        'fetch("https://my-staging.example.com/")',
        'init({dsn:"https://fedcba10@o1.ingest.sentry.io/8"})',
        'init({dsn:"https://abcdef01@o1.ingest.sentry.io/9"})',
        "",
    ],
)
def test_what_is_right_or_another_thing_is_not(text: str) -> None:
    """The controls."""
    assert [] == found(text)


def test_what_is_the_same_in_both_is_right() -> None:
    """Two sections of sentry.yml may be one environment, one site, one project."""
    text = SDK + 'init({environment:"staging",dsn:"https://abcdef01@o1.ingest.sentry.io/7"})'
    text += "https://staging.example.com/"

    assert [] == found(text, OF, OF)


def test_a_dsn_of_neither_is_found_where_only_the_others_are_known() -> None:
    """And nothing is judged where nothing is known."""
    text = 'init({dsn:"https://abcdef01@o1.ingest.sentry.io/9"})'
    of = Place("staging")
    (one,) = found(text, of)

    assert "sends events to o1.ingest.sentry.io/9, which is none of production" == one.sentence
    assert [] == found(text, of, Place("production"))


def test_every_place_is_named_in_one_finding() -> None:
    """One finding for a file, whatever it holds of it."""
    (one,) = found("staging.example.com\nstaging.example.com")

    assert ["dist/a.js:2:1"] == [str(each) for each in one.also]
