"""Frames in the forms in which people paste them, and lines that are none."""

import json
from pathlib import Path

import pytest

from buildtools.stacks import Frame, read, reading

URL = "https://h.example/a.js"
CONSOLES = Path(__file__).parent / "texts/consoles"


def _told(frame: Frame) -> tuple[object, ...]:
    return (frame.kind, frame.function, frame.url, frame.line, frame.column)


@pytest.mark.parametrize(
    "prefix",
    [
        "2026-11-26T10:00:00.123Z ",
        "2026-11-26T10:00:00.000000+00:00 app[web.1]: ",
        "2026-11-26 10:00:00,123 ERROR [main] ",
        "[12:30:01.123] ",
        "12:30:01 PM ",
        "Nov 26 10:00:00 host app[123]: ",
        "11-26 10:00:00.123  1234  5678 E ReactNativeJS: ",
        "I/ReactNativeJS( 1234): ",
        "[web] ",
        "[0] ",
        "web_1  | ",
        "0|web  | ",
        "stderr | ",
        "web:dev: ",
        "@shop/web:build: ",
        "#12 3.456 ",
        "##[error]",
        "::error::",
        "│ ",
        "> ",
        "+",
        "E  ",
        "\x1b[90m",
        "\x1b]8;;https://x\x07",
        "\\u001b[90m",
        "\u200b",
        "&nbsp;",
    ],
)
def test_what_a_log_writes_in_front_is_no_part_of_a_frame(prefix: str) -> None:
    """Stacks are pasted out of terminals, containers and CI."""
    raw = f"{prefix}    at named ({URL}:5:24)"
    (frame,) = read(f"{prefix}Error: x\n{raw}")

    assert ("script", "named", URL, 5, 24) == _told(frame)
    assert (raw.strip(), 2) == (frame.raw, frame.at)


@pytest.mark.parametrize("prefix", ["2026-11-26T10:00:00Z ", "[web] ", "web_1  | "])
def test_frames_with_an_at_sign_lose_their_prefix_too(prefix: str) -> None:
    """Else the time would be a part of the function's name."""
    (frame,) = read(f"{prefix}named@{URL}:5:24\n")

    assert ("script", "named", URL, 5, 24) == _told(frame)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"at named ({URL}:5:24)", ("script", "named", URL, 5, 24)),
        (f"\tat named ({URL}:5:24)", ("script", "named", URL, 5, 24)),
        (f"  at named({URL}:5:24)", ("script", "named", URL, 5, 24)),
        (f"    at named ({URL}:5:24) {{", ("script", "named", URL, 5, 24)),
        (f"    at named ({URL}:5:24),", ("script", "named", URL, 5, 24)),
        (f"    at {URL}:5:24 {{", ("script", None, URL, 5, 24)),
        (f"    at Object.x [as y] ({URL}:5:24)", ("script", "Object.x", URL, 5, 24)),
        (f"    at Object.x (async {URL}:5:24)", ("script", "Object.x", URL, 5, 24)),
        (f"    at &lt;anonymous&gt; ({URL}:5:24)", ("script", None, URL, 5, 24)),
        (f"    at <unknown> ({URL}:5:24)", ("script", None, URL, 5, 24)),
        (f"    at a (b) ({URL}:5:24)", ("script", "a (b)", URL, 5, 24)),
        ("    at f (a/b c/x.js:5:24)", ("script", "f", "a/b c/x.js", 5, 24)),
        (r"    at f (C:\a b (x86)\x.js:5:2)", ("script", "f", r"C:\a b (x86)\x.js", 5, 2)),
        (r"    at C:\a b\x.js:5:24", ("script", None, r"C:\a b\x.js", 5, 24)),
        (r"    at f (\\server\x.js:5:24)", ("script", "f", r"\\server\x.js", 5, 24)),
        ("    at f (file:///C:/x.js:5:24)", ("script", "f", "file:///C:/x.js", 5, 24)),
        ("    at http://[::1]:80/x.js:5:24", ("script", None, "http://[::1]:80/x.js", 5, 24)),
        ("    at http://h/(a)/[b]/x.js:5:2", ("script", None, "http://h/(a)/[b]/x.js", 5, 2)),
        ("    at fn (http://h/a.js:48)", ("script", "fn", "http://h/a.js", 48, None)),
        ("    at VM12:1:5", ("eval", None, None, None, None)),
        ("    at [eval]:1:7", ("eval", None, None, None, None)),
        ("    at evalmachine.<anonymous>:1:7", ("eval", None, None, None, None)),
        ("   at eval code (eval code:1:1)", ("eval", "eval code", None, None, None)),
        (
            "   at Array.prototype.map (native code)",
            ("native", "Array.prototype.map", None, None, None),
        ),
        ("    at f (unknown source)", ("unplaced", "f", None, None, None)),
        ("    at f (native at boa/src/x.rs)", ("native", "f", None, None, None)),
        ("    at ext:core/00.js:2:3", ("runtime", None, "ext:core/00.js", 2, 3)),
        ("    at node.js:936:3", ("runtime", None, "node.js", 936, 3)),
        ("    at electron/js2c/x:2:3", ("runtime", None, "electron/js2c/x", 2, 3)),
        ("    at f (rsc://React/Server/x?0:2:3)", ("dev", "f", "rsc://React/Server/x?0", 2, 3)),
        ("    at f (about://React/Server/x:2:3)", ("dev", "f", "about://React/Server/x", 2, 3)),
        ("    at f (about:blank:2:3)", ("document", "f", "about:blank", 2, 3)),
        ("    at f (http://h/shop.html?x:2:3)", ("document", "f", "http://h/shop.html?x", 2, 3)),
        ("    at f (<WASM>[3]+17)", ("wasm", "f", "<WASM>[3]+17", None, None)),
        ("    at wasm-function[3]:0x1f", ("wasm", None, "wasm-function[3]", None, None)),
        ("    at f (main.bundle:1:9)", ("script", "f", "main.bundle", 1, 9)),
        ("\tat core.js#14(eval):1 (inner)", ("eval", "inner", "core.js", 14, None)),
        ("\tat core.js:7 (named)", ("script", "named", "core.js", 7, None)),
        (
            "    at e@safari-extension:(//id/x.js:2:3)",
            ("extension", "e", "safari-extension://id/x.js", 2, 3),
        ),
        (f"async*named@{URL}:5:24", ("script", "named", URL, 5, 24)),
        (f"promise callback*@{URL}:5:24", ("script", None, URL, 5, 24)),
        (f"a/b<@{URL}:5:24", ("script", "a/b", URL, 5, 24)),
        (f"bar(1,[object Object])@{URL}:5", ("script", "bar", URL, 5, None)),
        (
            f"<anonymous function: run>([arguments not available])@{URL}:5",
            ("script", "run", URL, 5, None),
        ),
        (
            f"<anonymous function>([arguments not available])@{URL}:5",
            ("script", None, URL, 5, None),
        ),
        ("@https://h/a@1.2/x.js:5:24", ("script", None, "https://h/a@1.2/x.js", 5, 24)),
        (
            "f@webkit-masked-url://hidden/:5:24",
            ("extension", "f", "webkit-masked-url://hidden/", 5, 24),
        ),
        ("f@self-hosted:5:24", ("runtime", "f", "self-hosted", 5, 24)),
        ("<?>.wasm-function[0]@[wasm code]", ("wasm", "<?>.wasm-function[0]", None, None, None)),
        (f"{URL}:5:24\nf@{URL}:1:2", ("script", None, URL, 5, 24)),
        (f"named @ {URL}:5", ("script", "named", URL, 5, None)),
        ("(anonymous)\t@\ta.js:5", ("script", None, "a.js", 5, None)),
        (f"    named {URL}:5:24", ("script", "named", URL, 5, 24)),
        (f"    async*named {URL}:5:24", ("script", "named", URL, 5, 24)),
        ("\tnamed (a.js:5:24)", ("script", "named", "a.js", 5, 24)),
        (f"? ({URL}:5:24)", ("script", None, URL, 5, 24)),
        ("    in Presser (at a.js:12)", ("script", "Presser", "a.js", 12, None)),
        (" ❯ named src/a.ts:5:24", ("script", "named", "src/a.ts", 5, 24)),
        (f"  Line 44 of linked script {URL}: In function run", ("script", "run", URL, 44, None)),
        (f"called from line 27, column 8 in run(ex) in {URL}:", ("script", "run", URL, 27, 8)),
        (
            f"Error thrown at line 4, column 2 in <anonymous function>() in {URL}:",
            ("script", None, URL, 4, 2),
        ),
    ],
)
def test_each_form_is_read(line: str, expected: tuple[object, ...]) -> None:
    """The same call is spelled in many ways, and means one thing."""
    assert expected == _told(read(f"Error: x\n{line}\n")[0])


@pytest.mark.parametrize(
    "text",
    [
        "Error: mail a@b.c:1:2",
        "Error: at foo (x.js:1:2)",
        "root@10.0.0.1:22",
        "git@github.com:org/repo.git",
        "see me@example.com",
        "inner@",
        "- a@b.js:1",
        "user@host:~/x.js:1:2",
        "value@12:1917",
        "at line 5:3",
        "    at 10:30",
        "    at noon (12:30)",
        "    at all times (see RFC 1:2)",
        "    at ignore-listed frames",
        "    at div\n    at span",
        "    at the end, it stops",
        "    in the end",
        "    mail (a:1:2)",
        "Warning: foo (bar.js:1:2)",
        "look at http://x/y.js:1:2 (it is bad)",
        "12:30:15",
        "http://h:8080",
        "https://h.example/",
        "Line 4 of it all",
        "called from line 4 in f() in there:",
        f"Error:     at fake ({URL}:1:2)",
        f"error:     at fake ({URL}:1:2)",
        f"Bakery:     at fake ({URL}:1:2)",
        f"[web] Error:     at fake ({URL}:1:2)",
        f"[web] error:     at fake ({URL}:1:2)",
        f"[Error]     at fake ({URL}:1:2)",
        "Promise.then (async)",
        "    at (",
        "    at ()",
        "@",
        "::1:2",
        "❯ much to do",
        "    at x (http://h/a.js)",
        "x @ y",
        "a b c d e @ x.js:1",
        "(a) @ x.js:1",
        "global code",
        "http://h/a b.js:1:2",
        "core.js:5:11 Uncaught",
    ],
)
def test_a_line_that_is_no_frame_is_none(text: str) -> None:
    """An invented frame sends somebody to a file that has done nothing."""
    assert () == read(text)


@pytest.mark.parametrize(
    "text", [f"{URL}:5:24", f" ({URL}:5:24) ", "a.js:5:24", "/srv/a.js:5:24", "src/a.ts:5"]
)
def test_a_place_alone_is_a_frame(text: str) -> None:
    """It is what the margin of a console shows."""
    (frame,) = read(text)

    assert 5 == frame.line


def test_marks_of_waiting_are_kept() -> None:
    """Who waited is not who called."""
    waited = [frame.waited for frame in read(f"    at async f ({URL}:1:2)\n    at g ({URL}:1:2)")]

    assert [True, False] == waited
    assert read(f"async*f@{URL}:1:2\n")[0].waited


def test_evaluated_text_has_a_place_of_its_own() -> None:
    """The file's place is that of the call; the other one is in the text."""
    nested = f"    at e (eval at f (eval at g ({URL}:1:2), <anonymous>:3:4), <anonymous>:5:6)"
    (v8,) = read(nested)
    (gecko,) = read(f"e@{URL} line 15 > eval line 3 > Function:3:7\n")
    (old,) = read(f"    at e (eval at f ({URL}:1:2))")

    assert (("eval", "e", URL, 1, 2), (5, 6)) == (_told(v8), v8.evaluated)
    assert (("eval", "e", URL, 15, None), (3, 7)) == (_told(gecko), gecko.evaluated)
    assert (("eval", "e", URL, 1, 2), None) == (_told(old), old.evaluated)


# --- which lines of a text


CONSOLE_FRAMES = {"bun": [1, 1, 1, 2], "deno": [6, 6, 6, 6, 7, 7], "node": [3, 3, 3, 3, 4, 4]}


@pytest.mark.parametrize("program", sorted(CONSOLE_FRAMES))
def test_a_console_is_read_error_by_error(program: str) -> None:
    """Aggregates and causes are errors of their own; a quoted line in a message is none of them."""
    told = reading((CONSOLES / f"{program}.txt").read_text(encoding="utf-8"))

    assert CONSOLE_FRAMES[program] == [len(stack.frames) for stack in told.stacks]
    assert not any("fake" in frame.raw for frame in told.frames)
    assert all(stack.head for stack in told.stacks)


def test_the_log_of_a_next_server_is_read() -> None:
    """Its heads have a mark in front, and it leaves frames out by a line of its own."""
    told = reading((CONSOLES / "next.txt").read_text(encoding="utf-8"))

    assert [1, 1, 2, 9, 9] == [len(stack.frames) for stack in told.stacks]
    assert (told.stacks[0].head or "").startswith("⨯ RangeError")


QUOTING = "line one\n    at fake (http://x/y.js:1:2)\nline three"
REAL = f"    at real ({URL}:5:24)\n    at {URL}:6:1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"Error: {QUOTING}\n{REAL}", QUOTING),
        (f"Error: {QUOTING}\n{REAL}", None),
        (f"Error: {QUOTING}\n{REAL}".replace("\n", "\r\n"), QUOTING),
        (f"Error: {QUOTING}\n{REAL}".replace("\n", "\n[web] "), QUOTING),
        (f"Uncaught Error: {QUOTING}\n{REAL}", QUOTING),
        (f"{QUOTING}\n{REAL}", QUOTING),
        (f"Error: {QUOTING}\nreal@{URL}:5:24\n@{URL}:6:1\n", None),
        (
            f"Error: a\n    at fake (http://x/y.js:1:2)\n{REAL}",
            "a\n    at fake (http://x/y.js:1:2)",
        ),
        (f"Error: a\n  at fake (http://x/y.js:1:2)\n{REAL}", None),
        (f"Error: a\n    at fake (http://x/y.js:1:2)\n\n{REAL}", None),
        (json.dumps({"message": QUOTING, "stack": f"Error: {QUOTING}\n{REAL}"}), None),
        (
            "12:00:00 "
            + json.dumps({"err": {"message": QUOTING, "stack": f"Error: {QUOTING}\n{REAL}"}}),
            None,
        ),
    ],
)
def test_a_line_of_the_message_is_no_frame(text: str, message: str | None) -> None:
    """Where the message is known it is cut off; else the last unbroken run is the stack."""
    assert [("real", 5), (None, 6)] == [(f.function, f.line) for f in read(text, message)]


@pytest.mark.parametrize("message", ["", "not in it", "real", "at", "Error"])
def test_a_message_that_is_elsewhere_changes_nothing(message: str) -> None:
    """What people say the message was may be shortened, or be another one."""
    assert 2 == len(read(f"Error: a\n{REAL}\n", message))


def test_a_name_alone_may_begin_a_stack() -> None:
    """Custom errors have any name; some hosts put it on a line of its own."""
    assert 2 == len(read(f"Bakery\nit fell\n{REAL}", "it fell", "Bakery"))


@pytest.mark.parametrize(
    "between",
    [
        "\nError: two\n",
        "\nCaused by: x\n",
        " {\n  code: 1,\n  [cause]: Error: two\n",
        "\nFrom previous event:\n",
        "\nError: two\n    at div\nand more\n",
        "\n-------------   Elapsed: 1 ms   -------------\n",
        "\n\nThe above error occurred in the <Shop> component:\n\n",
        "\nGET / 200\nlater TypeError: two\n",
        "\n    ... 3 lines matching cause stack trace ...\n",
        "\n      repeats 4 times\n",
        "\n",
    ],
)
def test_what_stands_between_stacks_ends_none_of_them(between: str) -> None:
    """Two errors in a log are two errors."""
    assert 4 == len(read(f"Error: one\n{REAL}{between}{REAL}"))


def test_stacks_without_a_head_stay_apart_and_whole() -> None:
    """SpiderMonkey's have none, and people paste several."""
    assert 4 == len(read(f"f@{URL}:1:2\n@{URL}:3:4\n\nf@{URL}:1:2\n@{URL}:3:4\n"))


def test_every_other_line_may_be_empty() -> None:
    """Mail and chat double the line breaks."""
    assert 2 == len(read(f"Error: one\n{REAL}\n".replace("\n", "\n\n")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Error: cold at f ({URL}:5:24) at {URL}:6:1", [("f", 5), (None, 6)]),
        (f"at f ({URL}:5:24) at async g ({URL}:6:1)", [("f", 5), ("g", 6)]),
        (f"x at noon at f ({URL}:5:24) at {URL}:6:1\nmore", [("f", 5), (None, 6)]),
        (f"Error: look at f ({URL}:5:24)", []),
        (f"f ({URL}:5:24) at {URL}:6:1 and so on", []),
    ],
)
def test_a_stack_may_have_lost_its_line_breaks(text: str, expected: list[object]) -> None:
    """Tables and chats make blanks of them; one place alone may be a sentence."""
    assert expected == [(frame.function, frame.line) for frame in read(text)]


def test_components_without_a_place_belong_to_their_stack() -> None:
    """React lists elements of the page between the components."""
    told = read(f"    at Shop ({URL}:1:2)\n    at div\n    at Suspense\n    at App ({URL}:3:4)")

    assert ["script", "component", "component", "script"] == [frame.kind for frame in told]


def test_operas_lines_of_source_are_left_out() -> None:
    """Below each frame it shows the line of source."""
    text = (
        f"Error thrown at line 42, column 12 in <anonymous function: make>() in {URL}:\n"
        "    this.undef();\n"
        f"called from line 27, column 8 in run(ex) in {URL}:\n"
        "    ex = ex || this.make();"
    )

    assert [("make", 42), ("run", 27)] == [(f.function, f.line) for f in read(text)]
