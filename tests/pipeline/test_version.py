"""Which version a build opens, from what the project and CI tell."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.config import Loaded, load
from buildtools.errors import ConfigurationError
from buildtools.pipeline.version import choose_version

if TYPE_CHECKING:
    from tests.conftest import Checkout

SETTINGS = """\
version: 1
default_environment: local
defaults:
  release: "{release}"
  build: {{outputs: [{{path: out, url: "~/static"}}]}}
environments:
  local: {{server: sandbox}}
"""


def loaded(root: Path, release: str, environ: dict[str, str] | None = None) -> Loaded:
    (root / "sentry.yml").write_text(SETTINGS.format(release=release))
    return load(root / "sentry.yml", None, {"PATH": "/usr/bin:/bin"} | (environ or {}))


def test_a_template_is_filled_from_package_json(tmp_path: Path) -> None:
    """The usual name of a JavaScript release."""
    (tmp_path / "package.json").write_text('{"version": "2.1.0"}')
    chosen = choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)

    assert (chosen.version, chosen.source) == ("web@2.1.0", "template web@{package.version}")


def test_without_git_the_variables_of_ci_tell_the_commit(tmp_path: Path) -> None:
    """Containers often have no .git."""
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "a" * 40}
    settings = loaded(tmp_path, "web@{git.short}", environ)

    assert choose_version(settings, tmp_path).version == "web@aaaaaaa"


def test_auto_takes_the_first_variable_that_is_set(tmp_path: Path) -> None:
    """And says which one it was."""
    settings = loaded(tmp_path, "auto", {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "b" * 40})

    assert choose_version(settings, tmp_path).source == "GITHUB_SHA"


def test_a_missing_package_json_is_told_by_the_placeholder(tmp_path: Path) -> None:
    """The template names what it needs; a project without npm need not have the file."""
    with pytest.raises(ConfigurationError) as failure:
        choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)

    assert "{package.version}" in failure.value.evidence[0]


def test_a_broken_package_json_is_told_by_its_name(tmp_path: Path) -> None:
    """Not a traceback of a JSON library."""
    (tmp_path / "package.json").write_text("[]")
    with pytest.raises(ConfigurationError, match=r"package\.json .* is not a JSON object"):
        choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)


@pytest.mark.parametrize("release", ["web@{git.short}", "web@{git.tag}", "auto"])
def test_why_git_tells_nothing_is_said_where_a_version_is_wanted(
    tmp_path: Path, release: str
) -> None:
    """ "Neither git nor CI tells it" sent people to the wrong place."""
    with pytest.raises(ConfigurationError) as failure:
        choose_version(loaded(tmp_path, release), tmp_path)

    assert any(".dockerignore" in line for line in failure.value.evidence)


def test_a_repository_of_another_user_is_named_where_a_version_is_wanted(
    checkout: "Checkout",
) -> None:
    """With the command that helps."""
    checkout.commit()
    environ = checkout.environ | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    with pytest.raises(ConfigurationError) as failure:
        choose_version(loaded(checkout.path, "web@{git.short}", environ), checkout.path)

    assert "safe.directory" in failure.value.evidence[0]


def test_a_missing_tag_or_branch_is_no_fault_of_git(checkout: "Checkout") -> None:
    """The control: git is there, and has none."""
    checkout.commit()
    checkout.git("checkout", "--quiet", "--detach")
    with pytest.raises(ConfigurationError) as failure:
        choose_version(
            loaded(checkout.path, "{git.tag}-{git.branch}", checkout.environ), checkout.path
        )

    assert (
        "{git.tag}: no tag stands on this commit",
        "{git.branch}: neither git nor CI tells it: HEAD is on no branch",
    ) == failure.value.evidence


@pytest.mark.parametrize(
    "data", [b'\xef\xbb\xbf{"version": "1.0.0"}', b'{"version":\r\n"1.0.0"}\r\n']
)
def test_a_package_json_of_windows_is_read(tmp_path: Path, data: bytes) -> None:
    """npm takes a byte order mark, so it must not stop a release."""
    (tmp_path / "package.json").write_bytes(data)

    assert (
        "web@1.0.0" == choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path).version
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ('{"version": "1.0.0"}'.encode("utf-16"), "is in UTF-16"),
        ('{"version": "1.0.0"}'.encode("utf-16-be"), "is in UTF-16 or no text"),
        ('{"version": "1.0.0"}'.encode("utf-32"), "is in UTF-32"),
        (b'{"version":\n"\xe9"}', r"is not in UTF-8 \(line 2\)"),
        (b"[]", "is not a JSON object"),
        (b"", "is not a JSON object"),
        (b'{"a":' * 9000 + b"1" + b"}" * 9000, "is nested too deeply"),
    ],
    ids=["utf-16", "utf-16 without a mark", "utf-32", "latin-1", "list", "empty", "deep"],
)
def test_a_package_json_that_is_none_says_what_it_is(tmp_path: Path, data: bytes, why: str) -> None:
    """ "Invalid character (byte 0)" is no help to somebody whose editor shows nothing wrong."""
    (tmp_path / "package.json").write_bytes(data)
    with pytest.raises(ConfigurationError, match=why):
        choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)


@pytest.mark.parametrize(
    ("release", "environ", "origin", "remedy"),
    [
        (
            "web@1",
            {"SENTRY_RELEASE": "a/b"},
            "SENTRY_RELEASE (environment)",
            "by SENTRY_RELEASE (env",
        ),
        ("a/b", {}, "sentry.yml:4", "by release in sentry.yml"),
        ("{env.X}/b", {"X": "a"}, "template {env.X}/b (sentry.yml:4)", "by release in sentry.yml"),
        (
            "auto",
            {"SENTRY_RELEASE": "."},
            "SENTRY_RELEASE (environment)",
            "set SENTRY_RELEASE (environment), which",
        ),
    ],
)
def test_a_version_that_cannot_be_used_says_where_it_is_from(
    tmp_path: Path, release: str, environ: dict[str, str], origin: str, remedy: str
) -> None:
    """Whoever looks into sentry.yml for what a variable of the CI said looks in vain."""
    with pytest.raises(ConfigurationError) as caught:
        choose_version(loaded(tmp_path, release, environ), tmp_path)

    assert f"it comes from {origin}" in caught.value.evidence
    assert remedy in caught.value.remedy


SECRETS = {
    "SENTRY_AUTH_TOKEN": "0123456789abcdef",
    "NPM_TOKEN": "fedcba9876543210",
    "PLAIN": "0123456789abcdef",
    "PERSONAL": "sntryu_0123456789abcdef",
}


@pytest.mark.parametrize(
    ("release", "environ"),
    [
        ("x@{env.SENTRY_AUTH_TOKEN}", {}),
        ("x@{env.NPM_TOKEN}", {}),
        ("x@{env.PLAIN}", {}),
        ("x@{env.PERSONAL}", {}),
        ("x@{env.PLAIN}/is refused for its slash", {}),
        ("x@${NPM_TOKEN}", {}),
        ("auto", {"SENTRY_RELEASE": "x@0123456789abcdef"}),
    ],
)
def test_a_release_is_never_named_by_a_secret(
    tmp_path: Path, release: str, environ: dict[str, str]
) -> None:
    """The name is in every event, every ledger and every log; the message must not show it."""
    with pytest.raises(ConfigurationError, match="cannot be named by a secret") as failure:
        choose_version(loaded(tmp_path, release, SECRETS | environ), tmp_path)

    told = " ".join(failure.value.lines())
    assert not [text for text in SECRETS.values() if text in told]


def test_secrets_that_are_not_used_stand_in_no_ones_way(tmp_path: Path) -> None:
    """A short token, or none, is in any name by chance."""
    environ = SECRETS | {"SENTRY_TOKEN": "", "SENTRY_API_KEY": "web", "BUILD": "7"}

    assert "web@7" == choose_version(loaded(tmp_path, "web@{env.BUILD}", environ), tmp_path).version
