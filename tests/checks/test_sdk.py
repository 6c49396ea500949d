"""What an SDK reports, held against what was released."""

import pytest

from buildtools.checks.sdk import Reported, Wanted, compare, has_project, without_key

AT = "https://www.example.com/"
DSN = "https://abc@o1.ingest.example.com/7"
REPORTED = Reported("web@1", "production", None, DSN, "an envelope")
WANTED = Wanted("web@1", "production", None, (DSN,))


def test_what_was_released_is_right() -> None:
    """Four values are tried, and none differs."""
    tried, found = compare(AT, REPORTED, WANTED)

    assert ["passed"] * 4 == [each.outcome for each in tried]
    assert [] == found


@pytest.mark.parametrize(
    ("reported", "code", "sentence"),
    [
        (
            REPORTED._replace(release="web@0"),
            "sdk-release-differs",
            "reports the release web@0 (read from an envelope); it should be web@1",
        ),
        (REPORTED._replace(release=None), "sdk-release-differs", "reports no release"),
        (
            REPORTED._replace(environment="staging"),
            "sdk-environment-differs",
            "the environment staging",
        ),
        (REPORTED._replace(dist="8"), "sdk-dist-differs", "dist 8 (read from an envelope); the"),
        (
            REPORTED._replace(dsn="https://abc@o1.ingest.example.com/8"),
            "sdk-project-differs",
            "the project o1.ingest.example.com/8 (read from an envelope); it should be o1.ingest",
        ),
        (REPORTED._replace(dsn=None), "sdk-project-differs", "reports no project"),
    ],
)
def test_each_value_has_a_code_of_its_own(reported: Reported, code: str, sentence: str) -> None:
    """Each has another remedy."""
    tried, found = compare(AT, reported, WANTED)

    assert [code] == [each.code for each in found]
    assert sentence in found[0].sentence
    assert "abc" not in found[0].sentence
    assert 3 == sum(each.outcome == "passed" for each in tried)


def test_a_project_that_nobody_knows_is_not_judged() -> None:
    """A rehearsal's server is not the one that is built in."""
    wanted = WANTED._replace(dsns=(), unknown="the server is the sandbox")
    tried, found = compare(AT, REPORTED, wanted)

    assert [] == found
    assert ["passed", "passed", "passed", "not-tried"] == [each.outcome for each in tried]


@pytest.mark.parametrize(
    ("dsn", "same"),
    [
        ("https://other-key@o1.ingest.example.com/7", True),
        ("https://abc@o1.ingest.us.example.com/7", True),
        ("https://abc@o2.ingest.example.com/7", False),
        ("https://abc@o1.ingest.example.com/8", False),
        ("https://abc@errors.example.com/7", False),
        (None, False),
    ],
)
def test_a_project_is_known_by_its_number_and_its_organization(dsn: str | None, same: bool) -> None:
    """Keys come and go, and regions came later."""
    assert same == has_project(dsn, (DSN,))
    assert same == has_project(dsn, ("https://abc@o9.ingest.example.com/1", DSN))


def test_hosts_of_ones_own_are_compared_whole() -> None:
    """Two servers of one's own may both have a project 1."""
    assert has_project(
        "http://a@errors.example.com:9000/1/", ("http://b@errors.example.com:9000/1",)
    )
    assert not has_project("http://a@errors.example.com/1", ("http://a@errors.example.com:9000/1",))
    assert "errors.example.com:9000/below/1" == without_key(
        "http://a@errors.example.com:9000/below/1"
    )
