"""The code of a release: whether it is its commit, and whether it went up before as another."""

import pytest

from buildtools.checks.release_code import replaced, uncommitted
from buildtools.results import Injected, InjectedPair
from buildtools.values import DebugId, Digest, Pair

HEAD = "0123456789abcdef0123456789abcdef01234567"
DIGEST = Digest("0" * 40)
ONE = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
TWO = DebugId("f08a2094-fb8b-58cc-bcc5-18d78fd46660")
FILES = ("src/a.ts", "src/b.ts", "src/c.ts")


def injected(**ids: DebugId) -> Injected:
    """Return what inject leaves of scripts by their names."""
    pairs = (
        InjectedPair(Pair(f"{name}.js", None, f"~/{name}.js", None, "browser"), each, DIGEST, None)
        for name, each in ids.items()
    )
    return Injected(tuple(pairs))


@pytest.mark.parametrize("version", [HEAD, f"shop@1.0+{HEAD[:7]}", f"shop@{HEAD[:12]}"])
def test_a_release_that_a_commit_names_is_that_commit(version: str) -> None:
    """Whoever reads the release looks that commit up."""
    (found,) = uncommitted(version, HEAD, FILES, ())

    assert ("tree-dirty", "warning") == (found.code, found.severity)
    assert found.sentence == (
        "is named by the commit 0123456, and 3 files differ from it: src/a.ts, src/b.ts and 1 more"
    )


@pytest.mark.parametrize(
    ("version", "head", "files"),
    [
        pytest.param("shop@1.4.0", HEAD, FILES, id="another name"),
        pytest.param(HEAD, None, FILES, id="no git"),
        pytest.param(HEAD, HEAD, (), id="nothing changed"),
        pytest.param(HEAD, HEAD, ("web/dist/a.js", ".buildtools/x"), id="what is built and kept"),
    ],
)
def test_other_releases_and_other_files_are_let_be(
    version: str, head: str | None, files: tuple[str, ...]
) -> None:
    """A version of package.json says nothing of a commit, and outputs may be committed."""
    assert () == uncommitted(version, head, files, ["web/./dist"])


def test_one_file_differs() -> None:
    """A folder with a longer name than that of an output is no part of it."""
    (found,) = uncommitted(HEAD, HEAD, ("web/dist-old/a.js",), ["web/dist"])

    assert found.sentence.endswith("and 1 file differs from it: web/dist-old/a.js")


@pytest.mark.parametrize(
    ("before", "noticed", "sentences"),
    [
        (
            injected(a=ONE, b=ONE),
            {"tree-dirty"},
            ["went up before with other code: 1 script of 2 changed since"],
        ),
        (injected(a=ONE, b=TWO), {"tree-dirty"}, []),
        (injected(a=ONE, b=ONE), set(), []),
        (None, {"tree-dirty"}, []),
    ],
)
def test_a_release_that_went_up_with_other_code_is_told(
    before: Injected | None, noticed: set[str], sentences: list[str]
) -> None:
    """Not where the files are those of the commit: a build may give other scripts each time."""
    found = list(replaced(HEAD, before, injected(a=ONE, b=TWO), noticed))

    assert sentences == [each.sentence for each in found]
