"""The app's hooks in Node: what they leave, and that they get nothing to reach out with."""

import os
import shutil
from pathlib import Path

import pytest

from buildtools.inspections.review.privacy.hooks import Hooked, Item, Unrun, run
from buildtools.values import Hooks

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")

EVENT = {"message": "of erika@example.com", "breadcrumbs": [{"message": "erika@example.com"}]}
ERROR = {"exception": {"values": [{"type": "Error", "value": "boom"}]}}
TRANSACTION = {"type": "transaction", "spans": [{"description": "erika@example.com"}]}
SPAN = {"name": "erika@example.com", "attributes": {}}
LOG = {"message": "erika@example.com", "attributes": {}}
ITEMS = (
    Item("event", "event", EVENT),
    Item("error", "event", ERROR),
    Item("transaction", "event", TRANSACTION),
    Item("span", "span", SPAN),
    Item("log", "log", LOG),
)
CLEAN = """
const clean = (x) => JSON.parse(JSON.stringify(x).replaceAll("erika@example.com", "[email]"));
const hinted = (hint) => ({ extra: { hint: String(hint.originalException) } });
exports.event = async (event, hint) => clean({ ...event, ...hinted(hint) });
exports.span = exports.crumb = exports.log = clean;
"""
ALL = Hooks("scrub.js", "event", "span", "crumb", "log")


def hooked(
    folder: Path, code: str, hooks: Hooks = ALL, items: tuple[Item, ...] = ITEMS
) -> Hooked | Unrun:
    (folder / hooks.file).write_text(code)
    return run(hooks, folder, os.environ, items)


def left(folder: Path, code: str, hooks: Hooks = ALL) -> Hooked:
    found = hooked(folder, code, hooks)
    assert isinstance(found, Hooked), found
    return found


def test_each_hook_gets_what_the_sdk_gives_it(tmp_path: Path) -> None:
    """Spans of a transaction never meet beforeSend, breadcrumbs meet theirs before it."""
    found = left(tmp_path, CLEAN)

    assert "erika" not in str(found.left)
    assert {"hint": "Error: boom"} == (found.left["error"] or {})["extra"]
    assert {"hint": "undefined"} == (found.left["event"] or {})["extra"]
    assert "extra" not in (found.left["transaction"] or {})
    assert ("beforeSend: event of scrub.js", "beforeSendSpan: span of scrub.js") == found.names[:2]
    assert ((), ()) == (found.failed, found.tried)


def test_a_hook_that_does_nothing_leaves_all(tmp_path: Path) -> None:
    """The control: what is struck was struck by their code."""
    found = left(tmp_path, "exports.event = exports.span = exports.crumb = exports.log = (x) => x;")

    assert [each.item for each in ITEMS] == list(found.left.values())


def test_without_a_hook_for_spans_they_stay_as_they_are(tmp_path: Path) -> None:
    """The hole that most code for older SDKs has."""
    found = left(tmp_path, CLEAN, Hooks("scrub.js", event="event"))

    assert TRANSACTION == found.left["transaction"]
    assert SPAN == found.left["span"]
    assert [{"message": "[email]"}] == (found.left["event"] or {})["breadcrumbs"]


def test_what_returns_nothing_drops_events_but_no_spans(tmp_path: Path) -> None:
    """As SDK 11 does: a span is sent as it was."""
    found = left(
        tmp_path, "exports.event = exports.span = exports.crumb = exports.log = () => null;"
    )

    assert (None, None, SPAN) == tuple(found.left[name] for name in ("event", "log", "span"))
    assert TRANSACTION == found.left["transaction"]
    assert ("event", "it returned nothing 2 times, what it was given is dropped") in found.failed
    sent = "it returned nothing 2 times, what it was given is sent as it was"
    assert ("span", sent) in found.failed
    assert ("crumb", "it returned nothing 1 time, what it was given is dropped") in found.failed


def test_what_throws_is_told_with_its_words(tmp_path: Path) -> None:
    """A span whose hook throws is sent with all that the hook would have taken out."""
    code = """
exports.event = (x) => x;
exports.crumb = exports.log = (x) => x;
exports.span = (x) => { x.name = "changed"; throw new Error("no data in it"); };
"""
    found = left(tmp_path, code)

    assert SPAN == found.left["span"]
    ((function, sentence),) = found.failed
    assert "span" == function
    assert "it threw 2 times, what it was given is sent as it was: no data in it" == sentence


ACTS = {
    "fetch": "await fetch('https://example.com/')",
    "https.get": "require('https').get('https://example.com/')",
    "net.connect": "require('net').connect(443, '127.0.0.1')",
    "net.Socket.connect": "new (require('net').Socket)().connect(443, '127.0.0.1')",
    "dns.lookup": "await require('dns').promises.lookup('example.com')",
    "child_process.execSync": "require('child_process').execSync('env')",
}


def test_a_hook_that_reaches_out_is_refused_and_told(tmp_path: Path) -> None:
    """Planted data goes nowhere, and what is measured is said to be without it."""
    acts = "".join(f"{name!r}: async () => {{ {act}; }}," for name, act in ACTS.items())
    code = f"exports.event = async (x) => {{ await ({{ {acts} }})[x.message](); return x; }};"
    items = tuple(Item(name, "event", {"message": name}) for name in ACTS)
    found = hooked(tmp_path, code, _EVENT, items)

    assert isinstance(found, Hooked)
    assert dict.fromkeys(ACTS) == found.left
    ((_, sentence),) = found.failed
    assert sentence.endswith("dropped: hooks are run without it: fetch")
    assert tuple(ACTS) == found.tried


def test_a_hook_sees_no_variable_of_ours(tmp_path: Path) -> None:
    """The token among them: all that it could show is empty."""
    os.environ["SENTRY_AUTH_TOKEN"] = "sntrys_5ecre7"
    code = "exports.event = (x) => ({ ...x, extra: { ...process.env } });"
    found = left(tmp_path, code, _EVENT)

    extra = (found.left["event"] or {})["extra"]
    assert "production" == extra["NODE_ENV"]
    assert set(extra) <= {"NODE_ENV", "LC_CTYPE"}  # the second where node is a script of Python's


def test_a_hook_writes_no_file_and_reads_none_outside_of_the_app(tmp_path: Path) -> None:
    """Node's permission model bounds it, where there is one."""
    app, other = tmp_path / "app", tmp_path / "secret.txt"
    app.mkdir()
    other.write_text("sntrys_5ecre7")
    code = """
const fs = require("fs"), tried = [];
const attempt = (act) => { try { act(); tried.push("done"); } catch (e) { tried.push(e.code); } };
exports.event = (x) => {
  attempt(() => fs.readFileSync(SECRET));
  attempt(() => fs.writeFileSync(NEW, "x"));
  return { ...x, extra: { tried } };
};
"""
    paths = {"SECRET": other, "NEW": app / "new.txt"}
    code = "".join(f"const {name} = {str(path)!r};" for name, path in paths.items()) + code
    found = left(app, code, _EVENT)

    assert ["ERR_ACCESS_DENIED"] * 2 == (found.left["event"] or {})["extra"]["tried"][:2]
    assert not (app / "new.txt").exists()


def test_what_a_hook_prints_is_no_answer(tmp_path: Path) -> None:
    """Its words would else be taken for answers."""
    code = """
exports.event = (x) => {
  console.log("{}");
  process.stdout.write("{}\\n");
  require("fs").writeSync(1, "{}\\n");
  return x;
};
"""
    assert EVENT == left(tmp_path, code, _EVENT).left["event"]


def test_more_answers_than_a_pipe_holds_all_come(tmp_path: Path) -> None:
    """Node left before they were read, when the machine was busy."""
    items = tuple(Item(str(at), "event", {"message": "x" * 1000}) for at in range(1000))
    found = hooked(tmp_path, "exports.event = (x) => x;", _EVENT, items)

    assert isinstance(found, Hooked)
    assert 1000 == len(found.left)


@pytest.mark.parametrize(
    ("code", "hooks", "why"),
    [
        ("exports.other = 1;", Hooks("scrub.js", "event"), "exports no event; it exports other"),
        ("exports.event = 1;", Hooks("scrub.js", "event"), "exports no event; it exports event"),
        (
            "throw new Error('not here');",
            Hooks("scrub.js", "event"),
            "when it was loaded: not here",
        ),
        (
            "exports.event = () => process.exit(0);",
            Hooks("scrub.js", "event"),
            "after 0 of 5 events",
        ),
        ("export const event = 1;", Hooks("scrub.ts", "event"), "neither esbuild nor typescript"),
        ("", Hooks("scrub.js"), "names no function"),
    ],
)
def test_what_cannot_be_run_is_said(tmp_path: Path, code: str, hooks: Hooks, why: str) -> None:
    """Unknown is told with why, and never taken for a hook that strikes nothing."""
    found = hooked(tmp_path, code, hooks)

    assert isinstance(found, Unrun)
    assert why in found.why


def test_without_file_or_node_nothing_is_run(tmp_path: Path) -> None:
    """Both are said by name."""
    absent = run(ALL, tmp_path, os.environ, ITEMS)
    assert Unrun("scrub.js is not there") == absent

    assert Unrun("there is no program node") == run(ALL, tmp_path, {"PATH": str(tmp_path)}, ITEMS)


def test_sources_are_read_by_what_the_app_is_built_with(tmp_path: Path) -> None:
    """A stand-in of its bundler: what that makes of the file is what is run."""
    package = tmp_path / "node_modules" / "esbuild"
    package.mkdir(parents=True)
    (package / "index.js").write_text("""
exports.version = "0.0.1";
exports.buildSync = ({ entryPoints }) => {
  const text = require("fs").readFileSync(entryPoints[0], "utf8").replace(": object", "");
  return { outputFiles: [{ text: text.replace("export const event =", "exports.event =") }] };
};
""")
    helper = tmp_path / "node_modules" / "helper"
    helper.mkdir()
    (helper / "index.js").write_text("module.exports = (x) => ({ ...x, message: 'helped' });")
    code = 'const help = require("helper"); export const event = (x: object) => help(x);'
    found = left(tmp_path, code, Hooks("scrub.ts", "event"))

    assert "helped" == (found.left["event"] or {})["message"]


_EVENT = Hooks("scrub.js", "event")
