"""What `inject` notices, of pairs and what follows from a change; and what `upload` does."""

from buildtools.findings.catalogue.row import Row

_FOLLOWS = "steps.md#what-follows-from-a-change"

ROWS = (
    Row(
        "debug-id-mismatch",
        "error",
        "a pair holds different debug IDs",
        "a frame asks for the ID of the script, and the map is stored under another one",
        "build again, with one tool alone that injects IDs",
    ),
    Row(
        "debug-id-shared",
        "error",
        "different scripts hold one debug ID",
        "the server would resolve frames of one with the map of the other",
        "build again without the tool that gave them their IDs",
    ),
    Row(
        "debug-id-unreadable",
        "warning",
        "a debugId comment held no debug ID",
        "the script gets a new one",
    ),
    Row(
        "debug-id-foreign",
        "info",
        "a library in the script was published with a debug ID; the script's own counts",
        "the one that is registered last wins, so the library's is made harmless",
    ),
    Row(
        "script-not-injectable",
        "warning",
        "a script is UTF-16 or no text",
        "it gets no debug ID, and its frames stay minified",
        "write it as UTF-8",
    ),
    Row(
        "pair-repaired",
        "info",
        "a pair was half injected, and is whole now",
        "script and map carry one ID again",
    ),
    Row(
        "map-key-dropped",
        "info",
        "`scopes` was taken out of a map, because it counts lines that move",
        "Sentry does not read it, and a debugger would show the wrong variables",
        page="maps.md#keys-that-count-lines",
    ),
    Row(
        "pair-half-injected",
        "error",
        "a pair was half injected, and cannot be repaired",
        "its frames would be some lines off, or find no map",
        "build again",
    ),
    Row(
        "map-shared",
        "error",
        "one map belongs to different scripts",
        "a map carries one debug ID, and each of the scripts needs its own",
        "let each script have a map of its own",
    ),
    Row(
        "integrity-circular",
        "error",
        "integrity digests hang on each other in a circle",
        "none of them can be written anew, and a browser refuses what does not have its digest",
        "build without integrity, or inject before it is computed",
        _FOLLOWS,
    ),
    Row(
        "integrity-ambiguous",
        "error",
        "one digest stands for files that differ now",
        "a browser would refuse one of the files",
        "build without integrity, or with different contents",
        _FOLLOWS,
    ),
    Row(
        "size-kept",
        "error",
        "a script, such as a server's, holds the old size of a changed file and has no room for the"
        " new one",
        "the server sends the file cut short",
        "build this script without minifying",
        _FOLLOWS,
    ),
    Row(
        "precompressed-stale",
        "error",
        "a compressed sibling (`.gz`, `.br`) is not of its file, or cannot be made anew; told by"
        " `build` for scripts",
        "a server that sends it in the file's place sends other bytes, without the debug ID",
        "delete it, or compress after inject",
        _FOLLOWS,
        former=("sibling-stale",),
    ),
    Row(
        "csp-hash-kept",
        "warning",
        "a Content-Security-Policy names the hash of a changed script",
        "browsers refuse to run the script",
        "compute it after inject, or allow scripts by 'self' or a nonce",
        _FOLLOWS,
        former=("policy-digest",),
    ),
    Row(
        "service-worker-precache",
        "warning",
        "a service worker never asks again for a changed file",
        "browsers that have it go on with the file without its debug ID",
        "inject before the service worker is generated, and change all names once",
        _FOLLOWS,
        former=("precache-kept",),
    ),
    Row(
        "immutable-name-kept",
        "info",
        "names with a hash keep their name with new content; told once, at the first injection",
        "caches that hold them as immutable go on with the old content, without debug IDs",
        "change all names once, by a setting of the bundler",
        _FOLLOWS,
        former=("name-kept",),
    ),
    Row(
        "digest-kept",
        "warning",
        "a digest of a changed script stands where nothing is written",
        "who compares it refuses the script",
        "compute it after inject",
        _FOLLOWS,
    ),
    Row(
        "digest-in-name",
        "info",
        "a script's name is the whole digest of what it was",
        "names are never changed: who checks one refuses the script",
        "name files after inject if that is done",
        _FOLLOWS,
    ),
    Row(
        "use-client-directive",
        "warning",
        'a script is meant for another bundler by its directive, such as "use client"',
        "that bundler drops the debug ID with the rest that it takes apart",
        "inject what that bundler writes, and leave this output out of `build.outputs`",
        _FOLLOWS,
        former=("directive-kept",),
    ),
    Row(
        "sources-withheld",
        "info",
        "maps are sent without texts of sources, as `upload.sources` wants it",
        "frames have file, line and function, and no code around them",
        page="exposure.md#what-is-sent",
    ),
    Row(
        "map-flattened",
        "info",
        "maps in sections are stored as flat ones, because the server knows no sections",
        "the files of the build stay as they are",
        page="servers.md#what-is-there-instead",
        resume="upload",
    ),
    Row(
        "map-sectioned",
        "warning",
        "a map is stored in sections, by which the server resolves nothing, for they could not be"
        " joined",
        "frames of its script stay minified on this server",
        "let the bundler write a map without sections",
        "servers.md#what-is-there-instead",
        resume="upload",
    ),
)

DOCTOR: tuple[Row, ...] = ()
"""What is noticed before a release: of settings, git, framework and CI."""
