"""A small site on disk: scripts, what depends on them, and injection."""

import base64
import hashlib
from pathlib import Path

import pytest

from buildtools.results import Injected
from buildtools.sourcemaps.derived.digests import Algorithm
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.steps.inject import inject
from buildtools.values import Kind, Pair

MAP = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}'


class Tree:
    """A project whose build folder is `dist`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pairs: list[Pair] = []
        self.outputs = ["dist"]

    def write(self, path: str, data: bytes) -> bytes:
        """Write any file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)
        return data

    def script(self, path: str, data: bytes, kind: Kind = "browser") -> bytes:
        """Write a script with its map, and pair them."""
        self.write(f"{path}.map", MAP)
        self.pairs.append(Pair(path, f"{path}.map", f"~/{path}", f"~/{path}.map", kind))
        return self.write(path, data)

    def inject(self, earlier: Injected | None = None) -> Injected:
        """Do the step."""
        return inject(self.root, self.pairs, earlier, places(".", self.outputs))

    def read(self, path: str) -> bytes:
        """Read any file."""
        return (self.root / path).read_bytes()

    def all(self) -> dict[str, bytes]:
        """Read every file, without what links lead to."""
        paths = (path for path in sorted(self.root.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}


def ref(data: bytes, algorithm: Algorithm = "sha384") -> bytes:
    """Write a file's integrity as a page does, but for the padding."""
    made = hashlib.new(algorithm, data).digest()
    return f"{algorithm}-".encode() + base64.b64encode(made).rstrip(b"=")


def hexed(data: bytes, algorithm: Algorithm) -> bytes:
    """Write a digest in hex."""
    return hashlib.new(algorithm, data).hexdigest().encode()


def codes(injected: Injected) -> list[tuple[str, str, str]]:
    """Name what was noticed."""
    return [(found.code, found.severity, found.subject) for found in injected.findings]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty project."""
    return Tree(tmp_path)
