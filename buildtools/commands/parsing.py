"""Parsing: a command line that is wrong ends with 20, a sentence and the name that was meant.

Invoke prints its own text for it and ends with 1. Its parser is replaced, where `tasks.py` imports
ours, by one that differs in three things alone: what is wrong with a task of ours is told as any
failure of ours is, an object with `--json`; words behind a task that takes some are its own; and
nothing else of Invoke is touched, so that tasks of others are read, refused and ended as ever.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import invoke.program
from invoke.exceptions import Exit, ParseError
from invoke.parser.context import ParserContext
from invoke.parser.parser import Parser

from buildtools.commands.env_task import Misvalued, Ours
from buildtools.errors import ConfigurationError

if TYPE_CHECKING:
    from invoke.parser.parser import ParseResult


class OurParser(Parser):
    """Invoke's parser, which explains what it does not understand of our tasks."""

    def parse_argv(self, argv: list[str]) -> "ParseResult":
        """Read a command line. Raises Exit with 20 for one that is wrong, after saying why."""
        words = with_words(argv, self.contexts)
        try:
            parsed = self._parsed(words)
            self._refuse_unknown_help()
        except ParseError as error:
            if _completes() or not self._is_about_ours(error):
                raise
            told(error, argv, self.contexts)
        return parsed

    def _parsed(self, words: list[str]) -> "ParseResult":
        """Have Invoke parse. It copies every task that it knows before it begins: here those named.

        A name is a word, what follows `=` in one, or what follows a short flag.
        """
        known, named = self.contexts, type(self.contexts)()
        for word in words:
            for name in (word, word.partition("=")[2], word[2:]):
                if name in known:
                    named[name] = known[name]
        self.contexts = named
        try:
            return super().parse_argv(words)
        finally:
            self.contexts = known

    def _is_about_ours(self, error: ParseError) -> bool:
        """Whether it is our task that is wrong; of a word that is none, whether any is ours."""
        context = error.context
        if isinstance(error, Misvalued) or (context and context.name):
            return isinstance(error, Misvalued) or is_ours(context)
        return any(is_ours(each) for each in self.contexts.values())

    def _refuse_unknown_help(self) -> None:
        """Raise ParseError for `--help` of a task that is not there, which Invoke ends with 1."""
        asked = sys.argv[1:3]
        name = asked[0].partition("=")[2] if asked and asked[0].startswith("--help=") else ""
        if len(asked) > 1 and asked[0] in ("-h", "--help"):
            name = asked[1]
        if name and not name.startswith("-") and self.contexts and name not in self.contexts:
            raise ParseError(f"No idea what {name!r} is!", self.initial)


def is_ours(context: ParserContext | None) -> bool:
    """Whether a task is one of ours, by its arguments."""
    return context is not None and any(isinstance(each, Ours) for each in context.args.values())


def _completes() -> bool:
    """Whether a shell asks what could come next: half a word is no mistake then."""
    return "--complete" in sys.argv


def told(error: ParseError, argv: Sequence[str], contexts: Any) -> None:
    """Say what is wrong. Raises Exit with 20."""
    from buildtools.commands.misread import explained
    from buildtools.commands.showing import show_failure

    failure = explained(error, argv, contexts)
    show_failure(failure, json="--json" in argv)
    raise Exit(code=failure.exit_code) from error


@contextmanager
def explaining(argv: Sequence[str], contexts: Any = None) -> Iterator[None]:
    """Within this, what Invoke finds wrong by itself is a failure of ours: Exit with 20."""
    try:
        yield
    except ParseError as error:
        told(error, argv, contexts or {})
    except Exit as ended:
        if not ended.message:
            raise
        from buildtools.commands.showing import show_failure

        failure = ConfigurationError(ended.message.rstrip("!"), remedy="invoke --list")
        show_failure(failure, json="--json" in argv)
        raise Exit(code=failure.exit_code) from ended


def with_words(argv: Sequence[str], contexts: Any) -> list[str]:
    """Return a command line with words at their arguments: `doctor token` has `--only=token`.

    A word that is the name of a task is that task.
    """
    read: list[str] = []
    context, waits, at = None, False, -1
    for number, word in enumerate(argv):
        if word == "--":
            return [*read, *argv[number:]]
        taker = _taker(context, word)
        if waits:
            waits = False
        elif word in contexts:
            context, at = contexts[word], -1
        elif word in ("--help", "-h") and context and argv[number - 1] == context.name:
            # Invoke would take it for the argument that stands first
            read += [f"--{each.names[0]}=-" for each in context.missing_positional_args]
        elif word.startswith("-"):
            waits = bool(context and word in context.flags and context.flags[word].takes_value)
        elif taker and taker.words:
            if at >= 0:
                read[at] += f"{taker.words.between}{word}"
                continue
            at = len(read)
            word = f"--{taker.names[0]}={word}"  # noqa: PLW2901 - it is read as this
        read.append(word)
    return read


def _taker(context: ParserContext | None, word: str) -> Ours | None:
    """Return the argument that takes a word behind its task without its own name."""
    mine = context.args.values() if context else ()
    takers = (each for each in mine if isinstance(each, Ours) and each.words)
    return next((each for each in takers if each.words and each.words.fits(word)), None)


def take(program: Any = invoke.program) -> None:
    """Put our parser where Invoke's programs find theirs; where that is another, leave it."""
    if getattr(program, "Parser", None) is Parser:
        program.Parser = OurParser
