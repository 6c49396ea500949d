"""Products that break one promise each, and one that keeps them: what a judge has to tell apart."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HONEST_WORDS = "error: the server answered 500\n  try: ask again later\n"


def honest(words: Sequence[str]) -> None:
    """Fail as one should."""
    del words
    sys.stderr.write(HONEST_WORDS)
    raise SystemExit(30)


def boastful(words: Sequence[str]) -> None:
    """Do nothing and call it done."""
    del words
    sys.stdout.write("finalized  every step is done\n")


def stuck(words: Sequence[str]) -> None:
    """Never end."""
    del words
    time.sleep(600)


def broken(words: Sequence[str]) -> None:
    """Fail with a mistake of its own."""
    raise RecursionError(f"no way out of {words}")


def unwritten(words: Sequence[str]) -> None:
    """End with a code that no page names."""
    del words
    sys.stderr.write(HONEST_WORDS)
    raise SystemExit(77)


def tearing(words: Sequence[str]) -> None:
    """Leave half of a built file."""
    path = Path("out/web/page.js")
    path.write_bytes(path.read_bytes()[:40])
    honest(words)


def careless(words: Sequence[str]) -> None:
    """Take a source of the project away."""
    Path("src/page.ts").unlink()
    honest(words)


def untidy(words: Sequence[str]) -> None:
    """Leave a file among the outputs."""
    Path("out/web/page.js.123.tmp").touch()
    honest(words)


def talkative(words: Sequence[str]) -> None:
    """Show the token."""
    sys.stderr.write(f"sent {os.environ['SENTRY_AUTH_TOKEN']}\n")
    honest(words)


def writing(words: Sequence[str]) -> None:
    """Keep the token in the ledger."""
    folder = Path(".buildtools")
    folder.mkdir(exist_ok=True)
    (folder / "production.json").write_text(os.environ["SENTRY_AUTH_TOKEN"])
    honest(words)


def helpless(words: Sequence[str]) -> None:
    """Say what failed, and nothing that helps."""
    del words
    sys.stderr.write("error: the server answered 500\n")
    raise SystemExit(30)


def colourful(words: Sequence[str]) -> None:
    """Show what a server said as it came."""
    sys.stderr.write("error: the server said \x1b[2J\n  try: ask again later\n")
    raise SystemExit(30)


def mistaken(words: Sequence[str]) -> None:
    """Blame the token for a fault of the server."""
    sys.stderr.write("error: the token is not accepted\n  try: another token\n")
    raise SystemExit(10)


def greedy(words: Sequence[str]) -> None:
    """Read all of an answer, however much it is."""
    held = bytearray(900 * 1024 * 1024)
    held[::4096] = b"x" * len(held[::4096])
    honest(words)
