"""What Sentry reads in a release's name, held against its own parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.facts.release_names import ReleaseName, read, sentence

SHA = "5a3f09f34011264c899869df875f888e95831502"

TABLE = [
    ("web@1.2.3+7", ReleaseName("web", "1.2.3+7", None, "7", None, True)),
    ("web@1.2", ReleaseName("web", "1.2", None, None, None, True)),
    ("web@1.2.3-rc.1+b.2", ReleaseName("web", "1.2.3-rc.1+b.2", "rc.1", "b.2", None, True)),
    ("web@1.0rc1", ReleaseName("web", "1.0rc1", "rc1", None, None, True)),
    ("@acme-web@1.2.3", ReleaseName("@acme-web", "1.2.3", None, None, None, True)),
    (f"web@1.2.3+{SHA}", ReleaseName("web", f"1.2.3+{SHA}", None, SHA, SHA, True)),
    (SHA, ReleaseName(None, SHA, None, None, SHA, False)),
    (f"web@{SHA}", ReleaseName("web", SHA, None, None, SHA, False)),
    ("1.2.3", ReleaseName(None, "1.2.3", None, None, None, False)),
    ("web@v1.2.3", ReleaseName("web", "v1.2.3", None, None, None, False)),
    ("web@1rc1", ReleaseName("web", "1rc1", None, None, None, False)),
    ("web@1.2.3.4.5", ReleaseName("web", "1.2.3.4.5", None, None, None, False)),
    ("web@1.2.3+4_5", ReleaseName("web", "1.2.3+4_5", None, None, None, False)),
    ("a@b@1.0", ReleaseName("a", "b@1.0", None, None, None, False)),
    ("@1.0", ReleaseName(None, "@1.0", None, None, None, False)),
    ("web@", ReleaseName(None, "web@", None, None, None, False)),
]


@pytest.mark.parametrize(("name", "wanted"), TABLE, ids=[name for name, _ in TABLE])
def test_a_name_is_taken_apart_as_sentry_does(name: str, wanted: ReleaseName) -> None:
    """By these parts releases are sorted, filtered and shown."""
    assert wanted == read(name)


@given(
    st.text("@@..--++0129aAzbcv_ ~é", min_size=1, max_size=20)
    | st.sampled_from([name for name, _ in TABLE])
)
def test_sentrys_own_parser_says_the_same(name: str) -> None:
    """Right names and wrong ones; it is the code that Sentry runs."""
    relay = pytest.importorskip("sentry_relay.processing")
    if name != name.strip() or name in (".", ".."):
        return
    theirs, ours = relay.parse_release(name), read(name)
    parsed = theirs["version_parsed"] or {}

    assert (theirs["package"], theirs["version_raw"]) == (ours.package, ours.version)
    assert theirs["build_hash"] == ours.commit
    assert (parsed.get("pre"), parsed.get("build_code")) == (ours.pre, ours.build)
    assert bool(parsed) is ours.is_semver


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("web@1.2.3+7", "Sentry reads package web, version 1.2.3, build 7: sorted as a version"),
        ("web@1.2.3", "Sentry reads package web, version 1.2.3: sorted as a version"),
        (SHA, "Sentry reads it as the commit 5a3f09f34011: sorted by date, not as a version"),
        ("v1.2.3", "Sentry reads it as a name: sorted by date, not as a version"),
    ],
)
def test_what_sentry_reads_is_one_sentence(name: str, said: str) -> None:
    """Many name a release v1.2.3 and wonder why 1.10 stands before 1.9."""
    assert said == sentence(read(name))
