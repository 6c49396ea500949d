"""Files of stored bundles: of each bundle the directory is read once, whatever is asked of it."""

import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from buildtools.sandbox.bundle_file import Archives, read_file


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        archive.writestr("a.js", "a")
        archive.writestr("b.js", "b")
    return tmp_path / "bundle.zip"


def test_a_bundle_is_opened_once(bundle: Path) -> None:
    """An event has hundreds of frames, and a bundle thousands of files."""
    with closing(Archives()) as archives:
        assert b"a" == archives.read(bundle, "a.js")
        bundle.unlink()  # what was opened is still there
        assert b"b" == archives.read(bundle, "b.js")
    assert read_file(bundle, "a.js") is None


def test_what_is_not_there_is_nothing(bundle: Path) -> None:
    """Neither a file nor a bundle; the others are read all the same."""
    with closing(Archives()) as archives:
        assert archives.read(bundle, "c.js") is None
        assert archives.read(bundle.with_name("other.zip"), "a.js") is None
        assert b"a" == archives.read(bundle, "a.js")
