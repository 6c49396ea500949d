"""Annotated tags in real repositories, with what git says where it makes none."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.errors import (
    ConfigurationError,
    NotReady,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.project.git import Tags

if TYPE_CHECKING:
    from tests.conftest import Checkout

WHO = {"GIT_COMMITTER_NAME": "Dev", "GIT_COMMITTER_EMAIL": "dev@example.com"}
NAME = "web@1.0.0+7"


def tags(checkout: "Checkout", **more: str) -> Tags:
    return Tags(checkout.path, checkout.environ | WHO | more)


def bare(checkout: "Checkout", tmp_path: Path) -> Path:
    """Make an empty repository to push to, under the name origin."""
    place = tmp_path / "remote.git"
    checkout.git("init", "--quiet", "--bare", str(place))
    checkout.git("remote", "add", "origin", str(place))
    return place


def test_a_tag_is_annotated_and_found(checkout: "Checkout") -> None:
    """Its message is ours to the letter; a line that begins with # is no comment."""
    sha = checkout.commit()
    git = tags(checkout)
    assert git.find(NAME) is None
    git.create(NAME, sha, "Release\n\n# kept\n")
    found = git.find(NAME)

    assert (sha, False) == found
    assert "tag" == checkout.git("cat-file", "-t", NAME)
    assert "# kept" in checkout.git("cat-file", "tag", NAME)
    assert sha == git.full(sha[:8])
    assert git.full("0" * 40) is None


def test_a_light_tag_counts_too(checkout: "Checkout") -> None:
    """Somebody made it by hand."""
    sha = checkout.commit()
    checkout.git("tag", "v1")

    assert (sha, False) == tags(checkout).find("v1")


def test_git_signs_where_it_is_set_so(checkout: "Checkout", tmp_path: Path) -> None:
    """We ask for no signature ourselves: tag.gpgSign does."""
    program = tmp_path / "gpg"
    program.write_text(
        "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED x' >&2\n"
        "printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' x '-----END PGP SIGNATURE-----'\n"
    )
    program.chmod(0o755)
    sha = checkout.commit()
    checkout.git("config", "tag.gpgSign", "true")
    checkout.git("config", "gpg.program", str(program))
    git = tags(checkout)
    git.create(NAME, sha, "x\n")

    assert (sha, True) == git.find(NAME)


def test_a_key_that_is_lacking_is_told(checkout: "Checkout") -> None:
    """Git's own words are about a program that nobody has named."""
    sha = checkout.commit()
    checkout.git("config", "tag.gpgSign", "true")
    checkout.git("config", "gpg.program", "false")
    with pytest.raises(ConfigurationError, match="cannot sign") as failure:
        tags(checkout).create(NAME, sha, "x\n")

    assert "tag.gpgSign" in failure.value.remedy


def test_who_tags_must_be_known(checkout: "Checkout") -> None:
    """On machines of CI nobody is."""
    sha = checkout.commit()
    checkout.git("config", "user.useConfigOnly", "true")
    with pytest.raises(ConfigurationError, match="who tags") as failure:
        Tags(checkout.path, checkout.environ).create(NAME, sha, "x\n")

    assert "user.email" in failure.value.remedy


def test_another_refusal_of_git_is_told_in_its_words(checkout: "Checkout") -> None:
    """Such as a tag that another process made meanwhile."""
    sha = checkout.commit()
    tags(checkout).create(NAME, sha, "x\n")
    with pytest.raises(ConfigurationError) as failure:
        tags(checkout).create(NAME, sha, "x\n")

    assert "already exists" in failure.value.evidence[0]


def test_one_tag_is_pushed_and_nothing_else(checkout: "Checkout", tmp_path: Path) -> None:
    """And what a remote has is asked of it, whatever this clone has."""
    sha = checkout.commit()
    place = bare(checkout, tmp_path)
    git = tags(checkout)
    git.create(NAME, sha, "x\n")
    git.create("other", sha, "x\n")
    assert git.on_remote("origin", NAME) is None
    git.push("origin", NAME)

    assert sha == git.on_remote("origin", NAME)
    assert f"refs/tags/{NAME}" == checkout.git(
        "--git-dir", str(place), "for-each-ref", "--format=%(refname)"
    )


def test_a_remotes_tag_is_never_moved(checkout: "Checkout", tmp_path: Path) -> None:
    """Two jobs of one release may push at once."""
    first = checkout.commit()
    bare(checkout, tmp_path)
    checkout.git("push", "--quiet", "origin", f"{first}:refs/tags/{NAME}")
    second = checkout.commit()
    git = tags(checkout)
    git.create(NAME, second, "x\n")
    with pytest.raises(NotReady, match="another tag"):
        git.push("origin", NAME)

    assert first == git.on_remote("origin", NAME)


def test_a_remote_that_is_none_or_says_no_is_told(checkout: "Checkout", tmp_path: Path) -> None:
    """Three ways in which a push fails, and what helps against each."""
    sha = checkout.commit()
    place = bare(checkout, tmp_path)
    git = tags(checkout)
    git.create(NAME, sha, "x\n")
    with pytest.raises(ConfigurationError, match="no remote nowhere"):
        git.on_remote("nowhere", NAME)
    checkout.git("remote", "add", "gone", "http://127.0.0.1:9/x.git")
    with pytest.raises(ServerUnreachable, match="gone does not answer"):
        git.on_remote("gone", NAME)
    hook = place / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(ServerRefused, match="does not take the tag"):
        git.push("origin", NAME)
