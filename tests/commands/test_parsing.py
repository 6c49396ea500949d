"""Words behind a task, and the place where our parser is put."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from invoke.exceptions import ParseError
from invoke.parser.argument import Argument
from invoke.parser.context import ParserContext
from invoke.parser.parser import Parser, ParseResult
from invoke.program import Program

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


class Sparing(OurParser):
    """Ours, before it explains what is wrong."""

    def parse_argv(self, argv: list[str]) -> ParseResult:
        return self._parsed(argv)


def read(parser: type[Parser], given: list[str]) -> object:
    """What a parser makes of a command line: each task with its values, or what is wrong."""
    reading = parser(contexts=ns.to_contexts(), initial=Program().initial_context)
    try:
        found = reading.parse_argv(given)
    except ParseError as error:
        return str(error), error.context and error.context.name
    assert reading.contexts.keys() == CONTEXTS.keys()
    tasks = [(each.name, {arg.name: arg.value for arg in each.args.values()}) for each in found]
    return tasks, found.remainder, found.unparsed


WORDS = (
    *("status", "release", "inject", "doctor", "explain", "--env", "--env=x", "-e", "-ex", "-V"),
    *("--json", "--json=status", "-qv", "-qstatus", "--only=status", "--only", "--undo", "-wx"),
    *("--from=build", "--from", "build", "--help", "--", "x", "-", "--hide=status", "--list"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=5))
@example(["status", "--json=release"])
@example(["explain", "status"])
@example(["--help", "status"])
def test_tasks_that_no_word_names_are_not_missed(given: list[str]) -> None:
    """Our parser keeps them from Invoke's, which would copy each; the outcome is the same."""
    assert read(Parser, given) == read(Sparing, given)


def test_what_is_parsed_into_one_command_is_not_there_for_the_next() -> None:
    """An argument is copied with its value, and a list of values with it."""
    once = OurParser(contexts=ns.to_contexts(), initial=Program().initial_context)
    command = next(each for each in once.contexts.values() if many(each))
    flag = f"--{many(command)[0].names[0]}"
    for value in ("a", "b"):
        *_, found = once.parse_argv([command.name, f"{flag}={value}"])
        assert [value] == many(found)[0].value


def many(context: ParserContext) -> list[Argument]:
    """The arguments of a task that may be given more than once."""
    return [each for each in context.args.values() if each.kind is list]
