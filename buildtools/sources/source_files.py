"""The app's own source files: no packages, no outputs, no tests, nothing behind a link; bounded."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from buildtools.bundlers import all_of
from buildtools.files import small_file
from buildtools.files.walking import walk
from buildtools.sources.modules import READ

MOST_FILES = 20_000
MOST_BYTES = 1_000_000
"""A longer file was not written by hand."""
MOST_OF_ALL = 200_000_000

COMPONENTS = tuple(f".{each}" for each in all_of(lambda each: each.components))
_BUILT = tuple(dict.fromkeys(each.path.split("/")[0] for each in all_of(lambda e: e.outputs)))
_IGNORED = (*(f"{each}/**" for each in _BUILT), "**/dist/**", "**/coverage/**")
_TESTS = re.compile(
    r"(?:^|/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright)/"
    r"|\.(?:test|spec|stories|cy|d)\.[cm]?[jt]sx?$"
)
_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_FRONT = re.compile(rb"\A\s*---\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_NO_LINE = re.compile(rb"[^\n]")


class Sources:
    """The files of one app, read when asked for, and why some were not."""

    def __init__(self, app: Path, outputs: Sequence[str] = ()) -> None:
        self._app = app
        self._ignored = [*_IGNORED, *(f"{each.rstrip('/')}/**" for each in outputs)]
        self.unread: list[str] = []

    def names(self) -> Iterator[str]:
        """Name them in a stable order. Raises DiskRefused where a folder cannot be listed."""
        count = 0
        for name in walk(self._app, self._ignored, links=False):
            if name.endswith((*READ, *COMPONENTS)) and not _TESTS.search(name):
                count += 1
                if count > MOST_FILES:
                    self.unread.append(f"files behind {name}: more than {MOST_FILES:,} are there")
                    return
                yield name

    def read(self, signs: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        """Read those in which one of these stands; of components the scripts alone."""
        total = 0
        for name in self.names():
            text = self.load(name)
            if text is None or not any(sign in text for sign in signs):
                continue
            total += len(text)
            if total > MOST_OF_ALL:
                self.unread.append(f"files behind {name}: together they are too large")
                return
            yield name, text

    def load(self, name: str) -> bytes | None:
        """Read one file; None where it is none, is behind a link, or cannot be read."""
        path = self._app / name
        if ".." in Path(name).parts or not path.is_file() or self._is_linked(path):
            return None
        try:
            text = small_file.read(path, MOST_BYTES, name)
        except (OSError, small_file.Unfit) as error:
            why = error.evidence[0] if isinstance(error, small_file.Unfit) else error.strerror
            self.unread.append(f"{name}: {why}")
            return None
        return scripts_of(text) if name.endswith(COMPONENTS) else text

    def _is_linked(self, path: Path) -> bool:
        return not path.resolve().is_relative_to(self._app.resolve())


def scripts_of(component: bytes) -> bytes:
    """Blank out what is no script in a component, so that each line keeps its number."""
    parts, end = [], 0
    spans = [found.span(1) for form in (_FRONT, _SCRIPT) for found in form.finditer(component)]
    for start, stop in sorted(spans):
        if start >= end:
            parts += [_NO_LINE.sub(b" ", component[end:start]), component[start:stop]]
            end = stop
    return b"".join([*parts, _NO_LINE.sub(b" ", component[end:])])
