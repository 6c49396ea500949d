"""What is wrong with a command line: no such task, flag or value, and the one that was meant."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from invoke.exceptions import ParseError
from invoke.parser.context import ParserContext

from buildtools.errors import ConfigurationError
from buildtools.texts.wording import meant, near

_UNKNOWN = re.compile(r"No idea what (?P<word>'.*'|\".*\") is!", re.DOTALL)
_VALUELESS = re.compile(r"Flag (?:<\w+: )?(?P<flag>[\w-]+).* needed value", re.DOTALL)
_MISSING = re.compile(r"'(?P<task>[\w.-]+)' did not receive required positional arguments: '(\w+)'")
_COMMON = 3
"""Letters that make one flag the beginning of another: `--environment` of `--env`."""


def explained(error: ParseError, argv: Sequence[str], contexts: Any) -> ConfigurationError:
    """Return what Invoke did not understand as a failure with a near match and one thing to do."""
    text, context = str(error), error.context
    task = context.name if context and context.name else ""
    if unknown := _UNKNOWN.fullmatch(text):
        word = unknown["word"][1:-1]
        if word.startswith("-"):
            return _flag(word, argv, context, task, contexts)
        return _after_flag(word, argv, context, task) or _task(word, task, contexts)
    if valueless := _VALUELESS.match(text):
        return _valueless(f"--{valueless['flag'].lstrip('-')}", context, task)
    if missing := _MISSING.match(text):
        return _missing(missing[2], context, task)
    return ConfigurationError(text.rstrip("!"), remedy=_help(task or _last(argv, contexts)))


def _help(task: str) -> str:
    return f"invoke {task} --help" if task else "invoke --list"


def _task(word: str, before: str, contexts: Any) -> ConfigurationError:
    names = list(contexts)
    behind = f", and {before} takes no such word" if before else ""
    return ConfigurationError(
        f"there is no task {word!r}{behind}{meant(word, names)}",
        evidence=[f"tasks: {', '.join(names)}"] if names else (),
        remedy="invoke --list",
    )


def _last(argv: Sequence[str], contexts: Any) -> str:
    """Name the task whose flags were read last; nothing where there was none."""
    return next((word for word in reversed(argv) if word in contexts), "")


def _flag(
    word: str, argv: Sequence[str], context: ParserContext | None, task: str, contexts: Any
) -> ConfigurationError:
    if not task:
        first = next((each for each in argv if each in contexts), "status")
        return ConfigurationError(
            f"{word} stands before any task",
            remedy="flags stand behind the task that they are for:"
            f" invoke {first} {_given(word, argv, contexts)}",
        )
    known = [*context.flags, *context.inverse_flags] if context else []
    return ConfigurationError(
        f"{task} has no flag {word}{_near(word, known)}",
        evidence=[f"its flags: {', '.join(known)}"],
        remedy=_help(task),
    )


def _given(flag: str, argv: Sequence[str], contexts: Any) -> str:
    """Return a flag with the value that stands behind it; Invoke has parted them."""
    behind = argv[argv.index(flag) + 1 :] if flag in argv else ()
    takes = any(flag in each.flags and each.flags[flag].takes_value for each in contexts.values())
    return f"{flag}={behind[0]}" if takes and behind else flag


def _near(word: str, known: Iterable[str]) -> str:
    """Ask for the flag that was meant: one that begins as this one, or is written like it."""
    names = [flag.lstrip("-") for flag in known if flag.startswith("--")]
    bare = word.lstrip("-")
    begins = [name for name in names if name.startswith(bare) or bare.startswith(name)]
    found = max(begins, key=len, default="") if len(bare) >= _COMMON else ""
    found = found or "".join(near(bare, names))
    return f"; did you mean '--{found}'?" if found else ""


def _after_flag(
    word: str, argv: Sequence[str], context: ParserContext | None, task: str
) -> ConfigurationError | None:
    """Explain a value that no flag takes: `--json=yes`, or a flag that stands there twice."""
    flags = context.flags if context else {}
    for given in argv:
        flag, _, value = given.partition("=")
        if not flag.startswith("-") or value != word or flag not in flags:
            continue
        if flags[flag].takes_value:
            return ConfigurationError(f"{flag} is given twice", remedy="give it once")
        return ConfigurationError(
            f"{flag} of {task} takes no value, and {given} gives one", remedy=f"write {flag} alone"
        )
    return None


def _valueless(flag: str, context: ParserContext | None, task: str) -> ConfigurationError:
    wanted = context.flags[flag].help if context and flag in context.flags else ""
    of = f" of {task}" if task else ""
    return ConfigurationError(
        f"{flag}{of} needs a value",
        evidence=[f"{flag}: {wanted}"] if wanted else (),
        remedy=f"write {flag}={flag.strip('-').upper()}",
    )


def _missing(name: str, context: ParserContext | None, task: str) -> ConfigurationError:
    wanted = context.args[name].help if context else ""
    return ConfigurationError(
        f"{task} needs an argument: {name}",
        evidence=[f"{name}: {wanted}"] if wanted else (),
        remedy=_help(task),
    )
