"""What `build` notices: of outputs, maps and sources; what `review` does of an SDK set up there."""

from buildtools.findings.catalogue.row import Row, Severity

ROWS = (
    Row(
        "no-script",
        "error",
        "an output has no script",
        "there is nothing in it that an error could come from: mostly its path is a wrong one",
        "take it out of `build.outputs`, or fix its path there",
        "settings.md#keys",
    ),
    Row(
        "file-name",
        "error",
        "the name of a script or map is not UTF-8, or has a control character, a backslash or a"
        " space at an end; info for other files, which are not looked into",
        "bundle, server and browser would each know the file by another name",
        "rename it, or leave it alone by `build.ignore`",
        "settings.md#keys",
    ),
    Row(
        "link-leads-out",
        "error",
        "a script or map is a link to a file that is not the project's",
        "`inject` would write to a file of somebody else",
        "build a copy of it, or leave it alone by `build.ignore`",
        "settings.md#keys",
        never="inject would write to a file that is not the project's",
    ),
    Row(
        "link-followed",
        "info",
        "one that leads out of its output, within the project: its target is what changes",
        "whoever else uses the target gets the injected file too",
        page="settings.md#keys",
    ),
    Row(
        "map-missing",
        "error",
        "no script of an output has a source map that maps anything",
        "no frame of this output can be resolved",
        "turn source maps on in the bundler",
        "frameworks.md#bundlers",
    ),
    Row(
        "map-named-but-missing",
        "error",
        "a script names a map that is in no output; a warning where it names a web address",
        "frames of this script stay minified",
        "keep the maps in the outputs until the upload",
        "frameworks.md#bundlers",
    ),
    Row(
        "map-stale",
        "error",
        "a map is older than the build, or of another text than is on disk; a warning where an"
        " earlier build left the pair beside those of this one",
        "frames would lead to lines that have moved since",
        "build again into an empty folder",
        "accuracy.md#texts-that-differ-from-the-disk",
    ),
    Row(
        "source-transformed",
        "info",
        "a loader, a tool or the build itself changed a source's text; a warning where lines moved",
        "Sentry shows the changed text, and where lines moved the numbers are not the file's",
        page="accuracy.md#texts-that-differ-from-the-disk",
    ),
    Row(
        "tree-dirty",
        "warning",
        "a release is named by a commit, and files differ from it",
        "nobody can tell from the commit which code runs",
        "commit what is to be released, and build again",
        "commits.md#changes-that-are-not-committed",
    ),
    Row(
        "package-changed",
        "warning",
        "a build writes to installed packages; seen in a rehearsal alone",
        "what is built depends on how often it was built since the packages were installed",
        "let the build write elsewhere, or change packages when they are installed",
        "steps.md#rehearsals",
    ),
    Row(
        "release-replaced",
        "warning",
        "another code goes up as a release that went up before",
        "errors of both stand under one release",
        "commit what is to be released, and build again",
        "commits.md#changes-that-are-not-committed",
    ),
    Row(
        "map-unparsable",
        "error",
        "a map cannot be read, by our reader or by Sentry's resolver; a warning where it is of"
        " packages alone",
        "a map that cannot be read resolves nothing",
        "see what wrote it, or leave its script alone by `build.ignore`",
        "maps.md#what-the-resolver-cannot-read",
    ),
    Row(
        "map-wrong",
        "error",
        "places of a map fall wrong in its script or its sources; a warning in packages, and where"
        " frames keep their line",
        "errors would be shown at lines that they did not come from",
        "let what writes the script last write its map too",
        "accuracy.md#how-it-is-told",
        former=("map-dishonest",),
    ),
    Row(
        "map-coarse",
        "error",
        "a map has next to no places for a minified script",
        "all frames of a long line would lead to one place",
        "let the bundler write maps with columns",
        "frameworks.md#what-each-source-map-setting-is-worth",
    ),
    Row(
        "map-realigned",
        "info",
        "a map did not count a text put before its script's code; `inject` moves it",
        "as it was built every frame would be some lines off",
        page="accuracy.md#realigned",
    ),
    Row(
        "map-not-judged",
        "info",
        "too little in a map to tell whether it is right",
        "nobody knows whether its frames lead to the right lines",
        page="accuracy.md#how-it-is-told",
    ),
    Row(
        "map-empty",
        "info",
        "a map maps nothing of a small script; from 16 KiB on an error, or a warning where it is of"
        " packages alone",
        "frames of this script stay minified",
        "see which plugin empties the map, or leave the script alone by `build.ignore`",
        "maps.md#chained-maps",
    ),
    Row(
        "map-ambiguous",
        "error",
        "it cannot be told which map belongs to a script",
        "with the map of another script its frames would be wrong",
        "let the bundler write a sourceMappingURL comment",
        "frameworks.md#bundlers",
    ),
    Row(
        "map-orphan",
        "info",
        "a map belongs to no script",
        "it is not sent, for no frame would ask for it",
        page="frameworks.md#bundlers",
    ),
    Row(
        "map-named-by-file",
        "info",
        "a script names no map that is there; one map names it by its `file` key",
        "the two are taken for a pair",
        page="frameworks.md#bundlers",
    ),
    Row(
        "script-inlined",
        "warning",
        "a page holds a script of the build, whose map no error will find",
        "frames of it name the page, which has no debug ID",
        "let the build write such scripts as files",
        "frameworks.md",
    ),
    Row(
        "map-mended",
        "warning",
        "Sentry's resolver cannot read a map as it was built; `inject` repairs it without a loss",
        "what is served is not the map that was built any more",
        page="maps.md#what-the-resolver-cannot-read",
    ),
    Row(
        "map-chained",
        "info",
        "sources of a map are generated files with maps of their own; `inject` makes one map of"
        " them; a warning where it does not",
        "with the outer map alone frames lead to generated code",
        "let the bundler read the maps of its sources",
        "maps.md#chained-maps",
    ),
    Row(
        "source-content-missing",
        "warning",
        "a map has no text for a source, and no file of the project is it",
        "frames have file and line, and no code around them",
        "let the bundler put sourcesContent into its maps",
        "frameworks.md#bundlers",
    ),
    Row(
        "source-content-embedded",
        "info",
        "missing texts were put in from disk",
        "frames show the code around them",
        page="frameworks.md#bundlers",
    ),
    Row(
        "script-without-map",
        "info",
        "a script has no map and stays as it is",
        "its frames stay as they are",
        page="frameworks.md#bundlers",
    ),
    Row(
        "secret-in-build",
        "error",
        "what looks like a secret stands in a script, or in a text of a map; a warning for test"
        " keys and such as may be public, info for what says so itself",
        "whoever loads the page, and everybody with access to Sentry, can read it",
        "take it out of the code, and revoke it: it has been built into files",
        "exposure.md#secrets",
    ),
    Row(
        "home-path-in-build",
        "warning",
        "a path of somebody's home folder stands in a script or a map",
        "it tells the name of a person, or of the machine that built it",
        "build in a folder that names nobody, or let the bundler write relative paths",
        "exposure.md#home-folders",
    ),
)

_SOURCES = "review-sources.md#what-is-noticed"


def _set_up(code: str, title: str, why: str, remedy: str, severity: Severity = "warning") -> Row:
    return Row(code, severity, title, why, remedy, _SOURCES, resume="build", late=True)


SET_UP = (
    _set_up(
        "sdk-not-running",
        "the SDK is in the page, and no client of it is enabled",
        "no error of the page is reported",
        "give init a DSN, and `enabled` no false, in this environment",
    ),
    _set_up(
        "option-ignored",
        "an option is set that this SDK does not read any more",
        "what it was to do is not done, and nothing says so",
        "remove it, and set what took its place: the SDK's migration guide",
    ),
    _set_up(
        "traces-rate-one",
        "every trace is kept in production",
        "each request costs a span's quota, and its time",
        "give tracesSampleRate what is needed to see a trend: 0.1 is usual",
        "info",
    ),
    _set_up(
        "traces-sent-everywhere",
        "tracing headers go to every address that the app asks",
        "servers of others are told IDs of traces, and may refuse the request for the headers",
        "name the own servers in tracePropagationTargets",
    ),
    _set_up(
        "user-identified",
        "more of a user than an ID is given to the SDK",
        "each event, span and log has it, and no scrubbing rule reaches all of them",
        "call setUser({ id }) alone, and look the rest up by the ID",
    ),
    _set_up(
        "replay-never-records",
        "replays are loaded, and no rate lets one be kept",
        "every visitor loads the code for nothing",
        "set replaysSessionSampleRate or replaysOnErrorSampleRate, or remove the integration",
    ),
    _set_up(
        "everything-ignored",
        "a filter of the SDK matches every event",
        "no error is reported",
        "narrow the pattern to what should be left out",
    ),
    _set_up(
        "set-up-lacks-export",
        "a file that sets the SDK up does not export what the framework calls",
        "what the framework would tell the SDK is told to nobody",
        "export it",
    ),
    _set_up(
        "boundary-silent",
        "the page that is shown for an error does not report it",
        "no other code sees that error",
        "call Sentry.captureException(error) in it",
    ),
)
