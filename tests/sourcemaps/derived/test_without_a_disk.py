"""What follows from a change is decided on any listing and reader of files."""

import posixpath
from collections.abc import Iterator, Sequence

from buildtools.change import rewritten
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.derived.update import update_derived
from buildtools.splices import difference
from tests.sourcemaps.derived.conftest import ref

OLD, NEW = b"lazy();\n", b"id();lazy();\n"


class InMemoryFiles:
    """Files that lie nowhere, and no links."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        return self._files[path]

    def blocks(self, path: str) -> Iterator[bytes]:
        yield self._files[path]

    def size(self, path: str) -> int:
        return len(self._files[path])

    def below(self, folder: str, _ignore: Sequence[str]) -> Iterator[str]:
        return (path for path in self._files if path.startswith(f"{folder}/"))

    def directly_in(self, folder: str) -> Iterator[str]:
        return (path for path in self._files if posixpath.dirname(path) == folder)

    def names(self, folder: str) -> Sequence[str]:
        return tuple(map(posixpath.basename, self.directly_in(folder)))

    def is_linked(self, _path: str) -> bool:
        return False

    def target(self, path: str) -> str:
        return path


def test_a_page_a_loader_and_a_copy_follow() -> None:
    """Each is described before and after, and the change leads back to what was given."""
    loader = b'load("lazy.js","' + ref(OLD) + b'");\n'
    page = b'<script src="entry.js" integrity="' + ref(loader) + b'"></script>\n'
    files = {
        "dist/lazy.js": OLD,
        "dist/entry.js": loader,
        "dist/index.html": page,
        "dist/copy/lazy.js": OLD,
    }
    change = rewritten("dist/lazy.js", OLD, NEW, difference(OLD, NEW))

    derived = update_derived(InMemoryFiles(files), places(".", ["dist"]), [change])

    followed = derived.files
    assert ["dist/index.html", "dist/entry.js", "dist/copy/lazy.js"] == [*followed]
    assert ref(NEW) in followed["dist/entry.js"].new
    assert ref(followed["dist/entry.js"].new) in followed["dist/index.html"].new
    assert NEW == followed["dist/copy/lazy.js"].new
    assert [files[path] for path in followed] == [each.old for each in followed.values()]
    assert "digests in 2 files, 1 copy, 0 compressed" == derived.summary
