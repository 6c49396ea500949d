"""A stack that somebody has pasted, explained from what a release has left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.shopping import PACKAGE, Shop


@pytest.fixture(name="released")
def _released(shop: Shop) -> Shop:
    """The shop, built and injected."""
    ended = shop.invoke("build", "inject")
    assert ended.code == 0, ended.err
    return shop


def _stack(shop: Shop) -> tuple[str, str]:
    """Return a stack of one frame in a script of the shop, and the script's URL."""
    script = next((shop.root / "out/web").rglob("*.js"))
    url = f"https://www.example.com/static/{script.relative_to(shop.root / 'out/web').as_posix()}"
    line = next(
        number
        for number, text in enumerate(script.read_text().split("\n"), 1)
        if len(text) > 60 and "_sentryDebugIds" not in text
    )
    return f"Error: cold\n    at bake ({url}:{line}:40)\n    at Array.map (<anonymous>)\n", url


def test_a_stack_is_explained_from_ledger_and_disk(released: Shop) -> None:
    """No server is asked: what the release has left is enough."""
    text, _ = _stack(released)
    (released.root / "stack.txt").write_text(text)
    by_name, itself = released.invoke("explain", "stack.txt"), released.invoke("explain", text)

    assert 0 == by_name.code, by_name.err
    assert by_name.out == itself.out
    assert "Error: cold" in by_name.out
    assert "src/" in by_name.out
    assert "the frame is the engine's own (frame-native)" in by_name.out
    assert "2 frames: 1 with their place, 1 with a cause" in by_name.out


def test_one_frame_is_a_question_too(released: Shop) -> None:
    """A place in a console's margin is all that some reports hold."""
    text, url = _stack(released)
    place = text.partition("(")[2].partition(")")[0]
    told = released.invoke("explain", place, "--json").json

    assert (1, 1) == (told["frames"], told["placed"])
    assert url == told["stacks"][0]["frames"][0]["frame"]["url"]
    assert told["stacks"][0]["frames"][0]["original"]["file"].startswith("src/")


def test_what_nobody_knows_is_not_taken_for_an_answer(shop: Shop) -> None:
    """A script can tell a question that is open from one that is answered."""
    ended = shop.invoke("explain", "https://www.example.com/elsewhere/x.js:1:2", "--json")

    assert 21 == ended.code
    assert (1, 0, 1) == tuple(ended.json[name] for name in ("frames", "caused", "unknown"))


@pytest.mark.parametrize(
    "text", ["all is well", "Error: a\n    at ignore-listed frames", "Error: a\n    at div"]
)
def test_a_text_without_a_frame_is_refused(released: Shop, text: str) -> None:
    """Nothing in the input is a frame: that is said, and nothing is guessed."""
    ended = released.invoke("explain", text)

    assert 21 == ended.code
    assert "nothing in this is a frame of a stack" in ended.err


def test_a_file_that_is_not_there_is_named(shop: Shop) -> None:
    """A slip in a name is no stack without frames."""
    ended = shop.invoke("explain", "logs/stack.txt")

    assert 21 == ended.code
    assert "there is no file logs/stack.txt" in ended.err


def test_a_line_of_the_message_is_no_frame(released: Shop) -> None:
    """A message may quote a stack; the frames behind it are the error's own."""
    text, url = _stack(released)
    quoting = text.replace("cold", f"cold\n    at fake ({url}:1:1)\nagain")
    unknown = released.invoke("explain", quoting)
    known = released.invoke("explain", quoting, f"--message=cold\n    at fake ({url}:1:1)\nagain")

    assert "1 line left aside" in unknown.out
    assert "2 frames" in unknown.out
    assert "left aside" not in known.out
    assert "2 frames" in known.out


def test_a_folder_of_maps_needs_no_settings(released: Shop, tmp_path: Path) -> None:
    """Whoever has the maps at hand may ask from anywhere."""
    text, _ = _stack(released)
    elsewhere = Shop(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    (elsewhere.root / "tasks.py").write_text("from buildtools.tasks import ns\n")
    maps = released.root / "out/web"
    found = elsewhere.invoke("explain", text, f"--maps={maps}")
    none = elsewhere.invoke("explain", text, "--maps=nowhere")
    bare = elsewhere.invoke("explain", text)

    assert 0 == found.code, found.err
    assert "1 with their place" in found.out
    assert (21, True) == (none.code, "nowhere is no folder" in none.err)
    assert (21, True) == (bare.code, "1 not known" in bare.out)


def test_a_stack_comes_through_a_pipe(released: Shop) -> None:
    """`docker logs web 2>&1 | buildtools explain -` is how servers are asked."""
    text, _ = _stack(released)
    ended = subprocess.run(
        [sys.executable, "-m", "invoke", "explain", "-"],
        cwd=released.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        input=text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert 0 == ended.returncode, ended.stderr
    assert b"1 with their place" in ended.stdout


def test_before_any_release_the_frame_alone_is_asked(shop: Shop) -> None:
    """Without a ledger there are no scripts, and what the text tells is still told."""
    ended = shop.invoke("explain", "    at x (chrome-extension://abc/x.js:1:2)", "--env=staging")

    assert 0 == ended.code, ended.err
    assert "(frame-of-extension)" in ended.out
