"""One line of a stack, typed: what it is, and the place that it names."""

from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal[
    "script",
    "native",
    "async",
    "runtime",
    "extension",
    "browser",
    "document",
    "inline",
    "eval",
    "dev",
    "blob",
    "data",
    "wasm",
    "bytecode",
    "component",
    "unplaced",
]
"""What a frame is, from its text alone.

    script      a file, with its line
    native      a function of the engine, which has no file: `Array.forEach (<anonymous>)`
    async       no call but a place where one waits: `async Promise.all (index 0)`
    runtime     code that comes with Node, Deno, Bun, Electron or the engine: `node:internal/…`
    extension   a browser's extension, or a script whose address Safari hides
    browser     code of the browser itself: `chrome://`, `resource://`
    document    a script inside a page, named by the page's own address
    inline      a `javascript:` address
    eval        text that was evaluated; the place is that of the call, where it is known
    dev         a module of a development server: `webpack-internal:`, `rsc:`
    blob, data  a script that was made at run time, of a `blob:` or `data:` address
    wasm        a function of WebAssembly
    bytecode    an offset in Hermes' bytecode, which only a composed map leads back
    component   an element of React's component stack that has no place
    unplaced    a function for which the engine names no file
"""


class Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one line of a stack says; a text's frames come with the innermost call first."""

    kind: Kind
    function: str | None
    """As the engine spells it: `Object.<anonymous>`, `new Oven`; without `async ` and `[as x]`."""

    url: str | None
    """As it is printed, with its query and fragment: an address, a path, a bare file name."""

    line: int | None
    column: int | None
    """Both from one, as engines print them; in UTF-16 code units."""

    raw: str
    """The whole line that it was read from; a frame out of JSON is spelled as V8 would."""

    waited: bool = False
    """Whether the call was waited for (`async f`, `promise callback*f`), not made directly."""

    at: int | None = None
    """The line of the text on which it stands, from one; None out of JSON."""

    evaluated: tuple[int, int] | None = None
    """Line and column inside the evaluated text, for `eval`."""

    offset: int | None = None
    """Where in a module of WebAssembly, in bytes."""
