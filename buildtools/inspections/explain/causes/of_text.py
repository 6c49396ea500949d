"""Causes that the frame's own text tells, without event, server or ledger."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from buildtools.inspections.explain.causes.evidence import (
    Evidence,
    file_name,
    origin,
)
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked
from buildtools.stacks import Kind

_PAGES = ("", "html", "htm", "xhtml", "php", "asp", "aspx", "jsp")
"""Endings of what a browser shows as a page; an address that ends in `/` has none."""
_FILELESS: tuple[Kind, ...] = ("native", "async", "unplaced", "component")
_INVALID = "js_invalid_sourcemap_location"


def _of_kind(kinds: tuple[Kind, ...], evidence: Evidence) -> Answer:
    frame = evidence.frame
    if frame.kind in kinds:
        return Holds((f"the frame says: {frame.raw.strip()}",))
    return RuledOut(f"the frame is of kind {frame.kind}")


def _kinds(*kinds: Kind) -> Callable[[Evidence], Answer]:
    return partial(_of_kind, kinds)


def _native(evidence: Evidence) -> Answer:
    frame = evidence.frame
    if frame.kind in _FILELESS:
        return _of_kind(_FILELESS, evidence)
    if frame.kind == "script" and frame.line is None:
        return Holds((f"the frame names no line of {evidence.path or 'any file'}",))
    return RuledOut("the frame names a file and a line")


def _not_on_the_web(evidence: Evidence) -> RuledOut | None:
    """Return why the frame's file is no page and nobody else's; None where it may be."""
    if evidence.frame.kind not in ("script", "document") or not evidence.path.startswith("http"):
        return RuledOut("the frame's file is no script on the web")
    if evidence.ledger and evidence.ledger.url:
        return RuledOut(f"the ledger has it as {evidence.ledger.url}")
    return None


def _third_party(evidence: Evidence) -> Answer:
    path, ours = evidence.path, evidence.site_origins
    own = origin(path)
    if (other := _not_on_the_web(evidence)) is not None:
        return other
    if evidence.image_id:
        return RuledOut("the event has a debug ID for it")
    if evidence.server and evidence.server.named:
        return RuledOut(f"the server has {evidence.server.named[0].url}")
    if not ours:
        return Unasked("the site's own addresses: set site in sentry.yml")
    if own in ours:
        return RuledOut(f"{own} is the site's own")
    return Holds((f"it comes from {own}", f"the site's own scripts come from {', '.join(ours)}"))


def _in_page(evidence: Evidence) -> Answer:
    path, event = evidence.path, evidence.event
    if (other := _not_on_the_web(evidence)) is not None:
        return other
    if evidence.frame.kind == "document":
        return Holds((f"the frame says that {path} is a page",))
    if event and event.page and path.partition("#")[0] == event.page.partition("#")[0]:
        return Holds((f"{path} is the page that the event happened on",))
    name = file_name(path)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _PAGES[1:] or urlsplit(path).path in ("", "/") or path.endswith("/"):
        return Holds((f"{path} is a page, not a script",))
    return RuledOut(f"{name} is a file of its own")


def _package(evidence: Evidence) -> Answer:
    path, kind = evidence.path.replace("\\", "/"), evidence.frame.kind
    if kind != "script" or path.startswith("http") or "/node_modules/" not in path:
        return RuledOut("the frame's file is no file of an installed package")
    if evidence.ledger and evidence.ledger.url:
        return RuledOut(f"the ledger has it as {evidence.ledger.url}")
    if evidence.image_id:
        return RuledOut("the event has a debug ID for it")
    name = path.rpartition("/node_modules/")[2]
    return Holds((f"{name} lies in node_modules, and is no output of the build",))


def _column(evidence: Evidence) -> Answer:
    frame, event = evidence.frame, evidence.event
    if frame.column:
        return RuledOut(f"the frame has column {frame.column}")
    if event and event.original is None and _INVALID not in event.errors:
        return RuledOut("a server takes the start of the line, so something else is the matter")
    return Holds((f"the frame names line {frame.line} of {evidence.path}, and no column",))


def _script_error(evidence: Evidence) -> Answer:
    event = evidence.event
    if event is None:
        return Unasked("the event")
    if event.value.strip().rstrip(".") == "Script error" or (
        event.type.strip().rstrip(".") == "Script error"
    ):
        return Holds((f"the event's message is “{event.value or event.type}”, without a stack",))
    return RuledOut("the browser told the error's message")


def _stackless(evidence: Evidence) -> Answer:
    event = evidence.event
    if event is None:
        return Unasked("the event")
    if event.frames:
        return RuledOut(f"the event has a stack of {event.frames} frames")
    said = ": ".join(one for one in (event.type, event.value) if one)
    return Holds((f"the event has no frame: {said or 'it has no exception either'}",))


NATIVE = Cause(
    "frame-native",
    "the frame is the engine's own",
    "the frame names no file or no line: `native`, `[native code]`, `async Promise.all`",
    "there is no file that a map could be of",
    "",
    "debugging.md#the-frame-is-none-of-your-files",
    "frame",
    _native,
)
BUILTIN = Cause(
    "frame-of-runtime",
    "the frame is of Node, or of another runtime",
    "the path begins with `node:`, or is one of the code that comes with a runtime",
    "nobody uploads maps of the runtime itself",
    "",
    "debugging.md#the-frame-is-none-of-your-files",
    "frame",
    _kinds("runtime"),
)
EXTENSION = Cause(
    "frame-of-extension",
    "the frame is of the browser, an extension or the app around the page",
    "the scheme: `chrome-extension:`, `moz-extension:`, `webkit-masked-url:`, `chrome:`",
    "its code is not yours, and neither is the error",
    "leave such events out with denyUrls in Sentry.init, or with the server's inbound filters",
    "debugging.md#the-frame-is-none-of-your-files",
    "frame",
    _kinds("extension", "browser"),
)
THIRD_PARTY = Cause(
    "frame-of-third-party",
    "the frame is of a script from elsewhere",
    "its origin is neither the page's nor the site's, and the ledger does not know it",
    "no map of it is yours to upload",
    "leave it, or ask its owner for maps; denyUrls in Sentry.init leaves such events out",
    "debugging.md#the-frame-is-none-of-your-files",
    "frame",
    _third_party,
)
IN_PAGE = Cause(
    "frame-in-page",
    "the code stands in the page itself",
    "the frame's file is the page, or ends as pages do: an inline script or an event attribute",
    "a page has no source map",
    "move the code into a file that the bundler knows",
    "debugging.md#no-file-holds-the-code",
    "frame",
    _in_page,
)
JAVASCRIPT_URL = Cause(
    "frame-of-javascript-url",
    "the code stands in a `javascript:` address",
    "the scheme of the frame's file",
    "there is no file that a map could be of",
    "move the code into a file that the bundler knows",
    "debugging.md#no-file-holds-the-code",
    "frame",
    _kinds("inline"),
)
EVAL = Cause(
    "frame-of-eval",
    "the code was made at run time",
    "`eval at`, `> eval`, `> Function`, or an `eval code` without a place",
    "what `eval`, `new Function` or a `setTimeout` with a text made has no file and no map",
    "build without a `devtool` that has `eval` in its name; call functions instead of texts",
    "frameworks.md#what-each-source-map-setting-is-worth",
    "frame",
    _kinds("eval"),
)
DEV_BUILD = Cause(
    "frame-of-dev-build",
    "the frame is of a development build",
    "a scheme that dev servers use, such as `rsc:`, or modules that they serve one by one",
    "maps of a dev server are never uploaded, and need not be",
    "reproduce it with a production build; keep events of development out of the project",
    "frameworks.md#what-each-source-map-setting-is-worth",
    "frame",
    _kinds("dev"),
)
BLOB = Cause(
    "frame-of-blob",
    "the script was made in the browser",
    "`blob:` or `data:` is the scheme: mostly a worker that was inlined",
    "such an address is another one each time, so nothing can be found by it",
    "have the bundler write the worker as a file of its own, without `?inline`",
    "debugging.md#no-file-holds-the-code",
    "frame",
    _kinds("blob", "data"),
)
WASM = Cause(
    "frame-of-wasm",
    "the frame is of WebAssembly",
    "`wasm-function` in the frame's place",
    "source maps say nothing of it: Sentry wants debug files there",
    "upload its debug files with sentry-cli debug-files upload",
    "debugging.md#no-file-holds-the-code",
    "frame",
    _kinds("wasm"),
)
BYTECODE = Cause(
    "frame-of-bytecode",
    "the place is one in Hermes bytecode",
    "`address at` in the frame: its column is an offset into the bytecode",
    "only a map composed of the bundler's and Hermes's own knows that offset",
    "compose the two maps when building, and upload the composed one",
    "debugging.md#no-file-holds-the-code",
    "frame",
    _kinds("bytecode"),
)
PACKAGE = Cause(
    "frame-of-package",
    "the frame is of a package that runs as it was installed",
    "the path lies in `node_modules`, the event has no debug ID for it, and no pair is of it",
    "the bundler left it alone, so what the frame shows is the package's own code",
    "",
    "debugging.md#the-frame-is-none-of-your-files",
    "frame",
    _package,
)
STACKLESS = Cause(
    "stack-missing",
    "what was thrown has no stack",
    "the event has no frame: a text or an object was thrown, or a promise rejected with one",
    "engines give a stack to errors alone",
    "throw errors, and reject promises with errors",
    "debugging.md#the-place-is-missing",
    "event",
    _stackless,
    ("event",),
)
COLUMN = Cause(
    "column-missing",
    "the frame has a line, but no column",
    "no column in the frame: `window.onerror` of old browsers, or code that cuts stacks",
    "the line of a minified file is thousands of characters: what is found belongs to its start",
    "hand the SDK the error itself, not its message, file and line",
    "debugging.md#the-place-is-missing",
    "frame",
    _column,
    ("minified", "resolved"),
)
SCRIPT_ERROR = Cause(
    "script-error",
    "the browser told nothing of the error",
    "the message is `Script error.`, and there is no stack",
    "a script from another origin threw, and the page may not see its errors",
    'put crossorigin="anonymous" on its script tag, and Access-Control-Allow-Origin on its answer',
    "debugging.md#the-place-is-missing",
    "frame",
    _script_error,
    ("event",),
)
