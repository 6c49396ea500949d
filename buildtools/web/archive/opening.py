"""Opening: a folder, a tar or an image, whichever a path is."""

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from buildtools.errors import NothingFound
from buildtools.files.boundaries import Boundaries
from buildtools.files.walking import walk
from buildtools.machine.faults import refused
from buildtools.web.archive import images
from buildtools.web.archive.contents import Contents, Kept, LeftOut, Wanted, keeping
from buildtools.web.archive.forward import uncompressed
from buildtools.web.archive.layering import Layers
from buildtools.web.archive.tars import Member, inside, members

_STEP = 1 << 20


@contextmanager
def opened(path: Path, wanted: Wanted) -> Iterator[Contents]:
    """Find the wanted files of what is about to be deployed; copies of them end with the block.

    Raises NothingFound when there is nothing at the path, or several images, and DiskRefused when
    it cannot be read, or is cut off.
    """
    with keeping() as kept, ExitStack() as stack:
        if path.is_dir():
            yield _folder(path, wanted, kept)
            return
        try:
            file = stack.enter_context(path.open("rb"))
        except FileNotFoundError as error:
            raise NothingFound(
                f"there is nothing at {path}",
                remedy="name a folder, a tar, or an image that was saved to a file",
            ) from error
        except OSError as error:
            raise refused("read", path, error) from error
        yield _file(file, path.name, wanted, kept, stack)


def _folder(path: Path, wanted: Wanted, kept: Kept) -> Contents:
    blobs = _InFolder(path)
    if (path / images.LAYOUT).is_file() and images.is_image(blobs):
        return _image(blobs, wanted, kept)
    names = [name for name in walk(path, everything=True) if wanted(name)]
    out = set(Boundaries(path).links(names, "."))
    found = {name: path / name for name in names if name not in out}
    left_out = tuple(LeftOut(name, "the link leads out of the folder") for name in sorted(out))
    return Contents("folder", found, left_out)


def _file(file: IO[bytes], called: str, wanted: Wanted, kept: Kept, stack: ExitStack) -> Contents:
    """Read a tar as it is; once it shows itself to be an image, read that."""
    plain = Layers(wanted, kept, whiteouts=False)
    names = set[str]()

    def noting() -> Iterator[Member]:
        for member in members(file, called):
            names.add(member.path or "")
            yield member

    plain.add(noting())
    if not images.is_image(_Names(called, names)):
        return Contents("tar", plain.files(), plain.left_out())
    whole = stack.enter_context(_seekable(file))
    tar = tarfile.open(fileobj=whole, mode="r:", errors="surrogateescape")  # noqa: SIM115, as below
    return _image(_InTar(stack.enter_context(tar), called), wanted, kept)


def _image(blobs: images.Blobs, wanted: Wanted, kept: Kept) -> Contents:
    image = Layers(wanted, kept, whiteouts=True)
    for name in images.layers(blobs):
        called = f"layer {name} of {blobs.called}"
        with blobs.open(name) as file:
            images.refuse_another(file, name, called)
            image.add(members(file, called, whole=True))
    return Contents("image", image.files(), image.left_out())


@contextmanager
def _seekable(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Open a compressed file as one that can be sought in: unpacked once, on the disk."""
    file.seek(0)
    source = uncompressed(file)
    if source is file:
        file.seek(0)
        yield file
        return
    with tempfile.TemporaryFile(prefix="buildtools-") as whole:
        try:
            while block := source.read(_STEP):
                whole.write(block)
        except OSError as error:
            raise refused("unpack to", Path(tempfile.gettempdir()), error) from error
        whole.seek(0)
        yield whole


class _Names:
    """An image of which no more than the names of its parts is known yet."""

    def __init__(self, called: str, names: set[str]) -> None:
        self.called = called
        self._names = names

    def has(self, name: str) -> bool:
        return name in self._names

    def open(self, name: str) -> IO[bytes]:
        raise KeyError(name)


class _InTar:
    """The parts of an image in a tar that can be sought in."""

    def __init__(self, tar: tarfile.TarFile, called: str) -> None:
        self.called = called
        self._tar = tar
        self._parts = {inside(each.name): each for each in tar}

    def has(self, name: str) -> bool:
        return name in self._parts

    def open(self, name: str) -> IO[bytes]:
        """Open a part; before version 25 Docker wrote one that is there twice as a link."""
        opened = self._tar.extractfile(self._parts[name])
        if opened is None:
            raise KeyError(name)
        return opened


class _InFolder:
    """The parts of an image in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.called = folder.name
        self._folder = folder

    def has(self, name: str) -> bool:
        return self._below(name).is_file()

    def open(self, name: str) -> IO[bytes]:
        if not self.has(name):
            raise KeyError(name)
        return self._below(name).open("rb")

    def _below(self, name: str) -> Path:
        """Return the place of a part; one whose name leads out is a place that is never there."""
        path = inside(name)
        return self._folder / path if path else self._folder
