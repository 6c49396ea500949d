"""Words behind a task, and the place where our parser is put."""

from types import SimpleNamespace

import pytest
from invoke.parser.parser import Parser

from buildtools.commands import parsing
from buildtools.commands.parsing import OurParser, with_words
from buildtools.commands.table import ns

CONTEXTS = Parser(contexts=ns.to_contexts()).contexts
SITE = "https://example.com"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("doctor", "doctor"),
        ("doctor token", "doctor --only=token"),
        ("doctor token commits --json", "doctor --only=token,commits --json"),
        ("doctor token --env x commits", "doctor --only=token,commits --env x"),
        ("doctor --env x token", "doctor --env x --only=token"),
        ("doctor --json token", "doctor --json --only=token"),
        ("doctor release", "doctor release"),
        ("doctor token release doctor dsn", "doctor --only=token release doctor --only=dsn"),
        ("token doctor", "token doctor"),
        ("status token", "status token"),
        ("doctor -- token", "doctor -- token"),
        (f"live {SITE} --json", f"live --site={SITE} --json"),
        ("live finalize", "live finalize"),
        ("live example.com", "live example.com"),
        (f"explain {SITE}", f"explain {SITE}"),
        ("explain --help", "explain --what=- --help"),
        ("explain x --help", "explain x --help"),
        ("release --help", "release --help"),
        ("--help", "--help"),
    ],
)
def test_words_behind_a_task_are_its_own(given: str, read: str) -> None:
    """But for those that are tasks, and for values of its flags."""
    assert read.split() == with_words(given.split(), CONTEXTS)


def test_our_parser_stands_where_invoke_looks_for_its_own() -> None:
    """In each program that has the one we know, and in no other."""
    known, other, without = SimpleNamespace(Parser=Parser), SimpleNamespace(Parser=int), object()
    for program in (known, other, without):
        parsing.take(program)

    assert OurParser is known.Parser
    assert int is other.Parser
    assert not hasattr(without, "Parser")
