"""What a configuration must say, of source maps and of Sentry's plugins, and how it is made to."""

import msgspec

Written = bool | int | str | None
"""A value in a configuration; None says that a key is not there."""


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """What a configuration must say, so that a release can be proven."""

    form: str = ""
    """Which of `configs`; empty where the build command alone says it."""
    tools: tuple[str, ...] = ()
    """Names of those that want it; empty where all do that have this form of configuration."""
    key: str = ""
    """Dotted; `*` is any name."""
    does: tuple[Written, ...] = (True, "hidden", "inline")
    """Values that do; that of a key above it may be True, too."""
    also: tuple[str, ...] = ()
    """Keys that count where that one is not there."""
    unless: tuple[tuple[str, Written], ...] = ()
    """Keys of that file, each with a value at which nothing is wanted."""
    usual: bool = False
    """Whether it is so where nothing says it."""
    puts: tuple[tuple[str, str], ...] = ()
    """Keys and values, as a script has them, that make it so."""
    why: str
    """What is lost without it, a clause."""
    needed: bool = True
    """False for what makes a proof better, and for what it can be done without."""
    flags: tuple[str, ...] = ()
    """Patterns in the build command that make it so."""
    flag: str = ""
    """What is put behind the build command."""
    off: tuple[str, ...] = ()
    """Patterns in the build command that take it away."""
    variable: tuple[str, str] = ("", "")
    """A variable of the build, and the value with which it takes it away."""


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a plugin that leave to us what it would do by itself."""

    plugins: str
    """Pattern of its package, a blank, and its name in the configuration."""
    majors: tuple[int, int] = (0, 1_000)
    """Of its package: from the first, and below the second."""
    does: tuple[tuple[str, Written], ...]
    """Any of these options does it; None where it is not given at all."""
    puts: tuple[tuple[str, str], ...]
    """Options and values, as a script has them, that do it."""
    why: str
    """What it does without, a clause."""
