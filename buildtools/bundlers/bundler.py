"""What is known of one bundler: a row of facts, each of which some part of the package asks for.

A file of this folder holds one tool with all its quirks; `BUNDLERS` in it lists the values. What a
tool has no quirk for is left out. Paths have forward slashes; a pattern is the text of a regular
expression, so that one of many tools is made of them all.
"""

import re
from typing import Literal

import msgspec

from buildtools.settings import Output


class Wrapper(msgspec.Struct, frozen=True):
    """A function around the app's configuration that takes source maps away by itself."""

    config: str
    """How the name of the configuration begins, in the app's folder."""
    sign: bytes
    """What stands in it then."""
    advice: str
    """The setting that lets the maps be, said behind the one that turns maps on."""


class Copies(msgspec.Struct, frozen=True):
    """A folder in which the build repeats its outputs, for a server of its own."""

    build: str
    """The folder of the build: ".next"."""
    folder: str
    """The folder of copies within it: "standalone"."""
    advice: str
    """What to do with an output that is such a copy."""


class Emptied(msgspec.Struct, frozen=True):
    """Scripts of packages alone, whose maps the build empties."""

    scripts: str
    """Pattern that is found in their paths."""
    advice: str
    """The setting that keeps their maps."""


class Scheme(msgspec.Struct, frozen=True):
    """How URLs of sources are read: `webpack://shop/./src/a.ts`."""

    name: str
    package: bool = False
    """Whether the first name is that of a package, with a scope before it or without."""
    project: str = ""
    """What stands for the project's folder; it may be the repository's or the app's."""
    made: str = ""
    """How the path of a source begins that the bundler made up; the project's apart."""
    outside: str = ""
    """How the path of a source begins that is above the app: what a package was built from."""

    def path(self, rest: str) -> str:
        """Return the path of a source; `rest` is what stands behind `name://`."""
        if not self.package:
            return rest.removeprefix("/")
        if rest.startswith("@"):
            rest = rest.partition("/")[2]
        return rest.partition("/")[2]

    def is_made(self, path: str) -> bool:
        """Whether the bundler made the source of this path up."""
        own = bool(self.project) and path.startswith(self.project)
        return bool(self.made) and path.startswith(self.made) and not own

    def is_outside(self, path: str) -> bool:
        """Whether the source of this path is none of the app."""
        return bool(self.outside) and path.startswith(self.outside)


class Writer(msgspec.Struct, frozen=True):
    """Who puts a text of its own before or behind another, and what that text is."""

    name: str
    text: re.Pattern[str]


class Precache(msgspec.Struct, frozen=True):
    """A service worker's list of files, which may say of one that it never changes."""

    name: str
    """What stands in the name of a file that holds nothing else."""
    sign: bytes
    """What stands in a file with such a list."""
    for_ever: re.Pattern[bytes]
    """An entry that is never asked for again."""
    url: re.Pattern[bytes]
    """Its URL, as the first group."""


class Runtime(msgspec.Struct, frozen=True):
    """How a script finds its chunks when it runs: their names stand in no text as a whole."""

    names: re.Pattern[str]
    """Begins the function that gives the file of a chunk's ID; its parameter is a group."""
    public_path: re.Pattern[str]
    """Says where such files begin, as the group `path`."""
    loads: re.Pattern[str]
    """Loads a chunk, whose ID is a group."""


class SetUp(msgspec.Struct, frozen=True):
    """A file that a framework runs first, in which an SDK is set up."""

    file: str
    """Pattern of its path from the app's folder, without its suffix."""
    runtime: Literal["browser", "server", "edge", ""] = ""
    """Where it runs; empty where in several."""
    exports: tuple[tuple[str, str], ...] = ()
    """What the framework calls if it is exported, and what the SDK has for it."""


class Cause(msgspec.Struct, frozen=True):
    """Why a build failed, by what it said, and what helps."""

    said: str
    """Pattern that is found in the output."""
    advice: str


class Bundler(msgspec.Struct, frozen=True, kw_only=True):
    """A bundler, a framework, or another tool whose work stands in a build."""

    name: str
    """As users are told it."""

    # How it is recognised; without any evidence it never is.
    rank: int = 99
    """Who is asked first where several leave the same traces: frameworks, from 10 on, before what
    they are built on, from 50 on."""
    files: tuple[str, ...] = ()
    """Patterns of paths, from the app's folder or from anywhere below it."""
    heads: tuple[str, ...] = ()
    """Patterns of the first bytes of a map: bundlers differ in the order of its keys."""
    vague: tuple[str, ...] = ()
    """Patterns of paths that many builds have; they count when there is no better."""

    # Its configuration, which is read as data.
    configs: tuple[str, ...] = ()
    """Files of it, the usual one first: without its suffix where that is a script's, else whole.
    Those that begin with the same word are one form, which is called by the first of them."""
    apis: tuple[tuple[str, str, str], ...] = ()
    """Package and function that a script of the project may call with the configuration, and which
    of `configs` that then is."""
    around: tuple[str, ...] = ()
    """Functions that are given the configuration first, and their own options behind it."""
    merges: tuple[str, ...] = ()
    """Functions that put several configurations over each other, the last on top."""
    named: tuple[tuple[str, str], ...] = ()
    """Modules that a list in the configuration of a framework names by a text, each with the key
    of that configuration which has its options too, or nothing."""

    # The settings to turn to, and where they stand, each as a sentence's end.
    maps: str = ""
    """Turns source maps on."""
    texts: str = ""
    """Puts sourcesContent into them."""
    columns: str = ""
    """Lets mappings have columns."""
    new_names: str = ""
    """Changes the names of all files once, so that no cache has them."""
    not_inlined: str = ""
    """Lets small scripts be files instead of standing in pages."""
    wrappers: tuple[Wrapper, ...] = ()

    # What a build leaves.
    outputs: tuple[Output, ...] = ()
    """Folders with scripts, as its own template builds them."""
    data: tuple[str, ...] = ()
    """Patterns of scripts' names, without `.js`, that are data or copied and never have a map."""
    traces: tuple[str, ...] = ()
    """Ends of the names of JSON files whose `files` go with a script, relative to them."""
    edge: tuple[str, ...] = ()
    """Patterns in paths of scripts that run at the edge, wherever the others of their folder do."""
    pages: tuple[str, ...] = ()
    """Folders of the app, and of no output, with pages that it made: `index.html` is /."""
    copies: tuple[Copies, ...] = ()
    caches: tuple[str, ...] = ()
    """Folders of a hidden build folder that nobody serves."""
    emptied: tuple[Emptied, ...] = ()

    # What of it a site serves.
    public_paths: tuple[str, ...] = ()
    """Folders that names of chunks begin at, whatever script they stand in: "_next/"."""
    runtimes: tuple[Runtime, ...] = ()
    builds: tuple[str, ...] = ()
    """Patterns of what names a build in texts and addresses, as the one group."""
    manifests: tuple[str, ...] = ()
    """Files that name scripts, or that no page needs to name: of the site's folder, or of one of
    `public_paths` where they begin with it; `{build}` is what `builds` find."""
    error_pages: tuple[str, ...] = ()
    """Pages that fail by themselves, and name the scripts that nothing else does."""
    cache_headers: tuple[str, ...] = ()
    """Headers in which its server tells of its cache."""

    alive: tuple[tuple[str, str], ...] = ()
    """A package that brings pages to life in a browser, and a pattern of what it then puts to
    elements: a page where nothing has it was only shown."""

    plugins: tuple[str, ...] = ()
    """Patterns of functions that it exports for the configuration of bundlers, which want a
    plugin of what they give."""

    # How it names sources, and what it writes into texts.
    schemes: tuple[Scheme, ...] = ()
    made: tuple[str, ...] = ()
    """Patterns in names of sources that no file has."""
    made_names: tuple[str, ...] = ()
    """Patterns of how such a name begins, or one behind a slash in it."""
    components: tuple[str, ...] = ()
    """Suffixes of sources that became another text before they were mapped."""
    documents: tuple[str, ...] = ()
    """Suffixes of texts that became code, and are not looked for as it."""
    nameless: tuple[str, ...] = ()
    """Functions of its runtime, whose names resolvers leave out."""
    loaders: tuple[Writer, ...] = ()
    """Known by what they put before or behind the text of a source; any part of it tells."""
    writers: tuple[Writer, ...] = ()
    """Put a text before code after its map was made; all of it must match. Only what a tool
    writes itself, read off its real output: by it, maps are moved without asking."""

    # What hangs on the bytes and the names of files.
    precaches: tuple[Precache, ...] = ()
    looked_up: tuple[str, ...] = ()
    """Patterns of names of lists by which files are found, so that no digest in a name is ever
    checked against a content."""
    directives: tuple[str, ...] = ()
    """Directives of scripts that another bundler will take apart."""

    # Where an SDK is set up in its sources.
    set_ups: tuple[SetUp, ...] = ()
    boundaries: tuple[str, ...] = ()
    """Patterns of files, without suffix, that are shown instead of a page that failed; no other
    code sees that error."""
    runtime_signs: tuple[tuple[str, str], ...] = ()
    """Patterns of conditions that hold in one runtime alone, and that runtime."""
    sdks: tuple[tuple[str, str], ...] = ()
    """Packages of SDKs for one runtime alone, and that runtime."""
    tools: tuple[str, ...] = ()
    """Patterns of packages that run while an app is built, alone."""

    # What its failures say, and how packages come to be there.
    causes: tuple[Cause, ...] = ()
    brought_by: str = ""
    """The command that brings a package manager where only Node is."""
    cached_as: str = ""
    """What CI systems that cache for package managers call it."""
    cache_variable: str = ""
    """The variable that says where it keeps what it fetched."""
    installs: tuple[tuple[str, str], ...] = ()
    """A file beside package.json, and the command that installs by it."""
    lock_forms: tuple[tuple[str, str], ...] = ()
    """Names of its lists of what is installed, each with the form that it has: `folders` and
    `names` are JSON by path, `snapshots` and `ranges` are indented lines."""
    locks: tuple[str, ...] = ()
    """Names of its lists of packages, which are no settings of a site whatever their suffix."""
    manager: str = ""
    """What one types of a package manager."""
    runs: tuple[str, ...] = ()
    """How it runs a script, the same with flags for it, and a program of a package:
    `npm run {script}`, `npm run {script} -- {flags}`, `npx {program}`."""
    lists: tuple[str, ...] = ()
    """Its lists of packages beside package.json, by which it is known."""
    workspaces: tuple[str, ...] = ()
    """Files that name the folders of a repository's packages, and the key in them."""
    projects: str = ""
    """A file at the top, and one that makes its folder a project: `nx.json#project.json`."""
    leaves: tuple[str, ...] = ()
    """Files of a package or of the top that name what its build leaves, and the key."""
    stores: tuple[str, ...] = ()
    """Folders of node_modules that hold packages."""
