"""Real outputs of bundlers: every digest, sibling and copy holds after injection as before."""

import base64
import gzip
import hashlib
import re
from collections import defaultdict
from pathlib import Path

import brotli
import pytest

from buildtools.settings import Verify
from buildtools.steps.inject import undo
from tests.outputs.injected import Files, Fixture
from tests.proving import on_disk

WITH_DIGESTS = {"vite-sri": 1, "webpack-sri": 2, "vite-workbox": 4, "angular": 7, "next-sri": 10}
WITH_SIBLINGS = {"vite-compressed": 6, "sveltekit": 18}
WITH_COPIES = {"next-standalone": 48, "next-webpack-standalone": 1}
ALL = [*WITH_DIGESTS, *WITH_SIBLINGS, *WITH_COPIES]


def holds(files: Files) -> set[tuple[str, str]]:
    """Return which file holds whose digest, by code that shares nothing with ours."""
    owner: dict[str, set[str]] = defaultdict(set)
    for path, data in files.items():
        for name in ("sha256", "sha384", "sha512"):
            owner[base64.b64encode(hashlib.new(name, data).digest()).decode()].add(path)
        for name in ("md5", "sha1"):
            owner[hashlib.new(name, data).hexdigest()].add(path)
    words = {
        path: set(re.findall(r"[A-Za-z0-9+/]{32,}={0,2}", data.decode(errors="replace")))
        for path, data in files.items()
        if not path.endswith((".map", "MADE.md", "expected.json"))
    }
    return {(path, each) for path in words for word in words[path] for each in owner.get(word, ())}


@pytest.fixture(params=ALL)
def fixture(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Fixture]:
    """Each of the outputs that injection alone would break."""
    return request.param, Fixture(request.param, tmp_path / request.param)


def test_every_digest_has_its_file_as_before(fixture: tuple[str, Fixture]) -> None:
    """One that is lost is a page, an update or a route that is dead."""
    name, injection = fixture
    before = holds(injection.before)

    assert before == holds(injection.after)
    assert WITH_DIGESTS.get(name, 0) <= len(before)


def test_every_sibling_stands_for_its_file_as_before(fixture: tuple[str, Fixture]) -> None:
    """A server sends it in the file's place."""
    name, injection = fixture
    siblings = 0
    for path, data in injection.after.items():
        stem, dot, suffix = path.rpartition(".")
        if dot and suffix in ("gz", "br"):
            read = gzip.decompress if suffix == "gz" else brotli.decompress
            siblings += injection.before[path] != data
            assert injection.after[stem] == read(data), path

    assert WITH_SIBLINGS.get(name, 0) == siblings


def test_every_copy_is_a_copy_as_before(fixture: tuple[str, Fixture]) -> None:
    """The standalone server runs the copies."""
    name, injection = fixture
    copies = 0
    for path, data in injection.before.items():
        copy = path.replace("/standalone/.next/", "/")
        if copy != path and injection.before.get(copy) == data:
            copies += injection.after[path] != data
            assert injection.after[copy] == injection.after[path], path

    assert (copies > 0) == (name in WITH_COPIES)


def test_no_position_moves(fixture: tuple[str, Fixture]) -> None:
    """Digests that are updated inside a script take the place of equally long ones."""
    _, injection = fixture
    counts, findings, _ = on_disk(injection.root, injection.injected.pairs, Verify())

    assert [] == [found for found in findings if found.severity == "error"]
    assert sum(counts[name] for name in counts if name.endswith("positions")) > 0


def test_undo_gives_back_every_byte(fixture: tuple[str, Fixture]) -> None:
    """What other tools overwrite is gone."""
    _, injection = fixture
    undo(injection.root, injection.injected)

    assert injection.before != injection.after
    assert injection.before == injection.files()
