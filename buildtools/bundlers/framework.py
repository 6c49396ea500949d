"""Where the outputs of an app lie before anything is built, and what of its project moves them.

A row says in which way of building which folders come of it, with names in braces; a `Told` says
where an app sets the value of such a name.
"""

import msgspec

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output


class Told(msgspec.Struct, frozen=True):
    """One value of a build that an app may set; the first place that says it counts."""

    name: str
    """As layouts have it in braces. `base` is a URL or its path; all others are folders."""
    built: tuple[str, ...] = ()
    """Files that a build leaves, and the key in them: `.output/nitro.json#preset`."""
    flags: tuple[str, ...] = ()
    """Of its program: `--outDir`; a number is that of a word without a dash, from 1."""
    variables: tuple[str, ...] = ()
    """Set before its program in the script."""
    files: tuple[str, ...] = ()
    """Files of data, and the key in them: `app.json#expo.baseUrl`."""
    keys: tuple[str, ...] = ()
    """Of its configuration, dotted; `*` stands for each item of an array."""
    default: str | None = None
    """None: without a value there are no such outputs."""
    guess: str = ""
    """What makes of the default a guess, where it is more than that: a sentence's end."""
    several: bool = False
    """Whether each value makes outputs of its own, where the first place has more than one."""
    names_file: tuple[str, ...] = ()
    """Of the places above those that name a file, whose folder it is."""


class Layout(msgspec.Struct, frozen=True):
    """One way of building, and the folders that come of it."""

    outputs: tuple[Output, ...]
    """With names of `Told` in braces."""
    packages: tuple[str, ...] = ()
    """One of them is a dependency then."""
    files: tuple[str, ...] = ()
    """Patterns of paths, one of which is in the app's folder then."""
    words: str = ""
    """Pattern that is found in the words behind its program then."""
    says: tuple[tuple[str, str], ...] = ()
    """Keys of the configuration and a pattern of their value; all of them hold then."""
    doubt: str = ""
    """What stays open all the same, as a clause; such outputs are a guess."""
    open_kind: bool = False
    """Whether it is open where the scripts run, and a page that names them tells."""


class Framework(msgspec.Struct, frozen=True):
    """How an app of a bundler or framework is known before it is built, and what comes of it."""

    bundler: Bundler
    packages: tuple[str, ...] = ()
    """A dependency on one of them shows it."""
    programs: tuple[str, ...] = ()
    """Patterns of commands that build by it, up to where their flags begin."""
    default_command: str = ""
    """What builds an app that has no script for it."""
    told: tuple[Told, ...] = ()
    layouts: tuple[Layout, ...] = ()
    """The first that holds counts."""
    map_flags: str = ""
    """Flags of its program that turn source maps on."""
    executors: tuple[str, ...] = ()
    """Patterns of names by which runners of tasks call it."""
    within_output: str = ""
    """Where its folder is in the output that a runner of tasks names."""
    site_keys: tuple[str, ...] = ()
    """Keys of its configuration that name the site's URL."""
    library_keys: tuple[str, ...] = ()
    """Keys of its configuration that only the build of a library has."""
    map_keys: tuple[str, ...] = ()
    """Keys of its configuration that say whether it writes them."""


class Runner(msgspec.Struct, frozen=True):
    """A runner of tasks, which builds a package by a file of its own there."""

    bundler: Bundler
    file: str
    """In the package's folder: `project.json`."""
    executor: str
    """The key in it that names who builds."""
    output: str
    """The key in it of the folder that it builds to, from the top of the repository."""
    command: str
    """What builds a package by its `{name}`."""
