"""What a build writes to installed packages is one finding, about each of them."""

from buildtools.checks.installed_packages import changed


def package(path: str) -> str:
    return path.rpartition("/")[0]


def test_packages_are_named_once_each() -> None:
    """The first with its files, the others as further subjects."""
    (found,) = changed(["m/b/1", "m/a/3", "m/a/1", "m/a/2"], package)

    assert ("package-changed", "warning", "m/a") == (found.code, found.severity, found.subject)
    assert (
        found.sentence == "the build writes 3 files of it: 1, 2 and 1 more, and of 1 other package"
    )
    assert ["m/b"] == [str(each) for each in found.also]


def test_a_build_that_writes_to_none_is_no_matter() -> None:
    """As nearly all are."""
    assert [] == list(changed([], package))
