"""Libraries that were published with a debug ID, bundled for real and asked for by the real SDK.

Each of two entries bundles two libraries: one that registers an ID when it is loaded, one whose
code, and so whose snippet, runs later than everything else. The SDK must tell each file's own ID.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from buildtools.sourcemaps.scripts import comments
from buildtools.steps.inject import inject
from buildtools.values import Pair

pytestmark = pytest.mark.interop

EAGER = "540bca55-a45e-502a-9995-ed5fb773207c"
LATE = "6f1e3f0e-6a52-4a0f-8a53-0d9b7cb3a007"
NATIVE = "96745f9a-720a-482e-8b5e-8d1f7c3ab001"

LIBRARIES = {
    "eager/package.json": '{"name":"eager","version":"1.0.0","module":"index.js","type":"module"}',
    "eager/index.js": f"""\
;(function () {{
  try {{
    var e = globalThis, n = new e.Error().stack;
    n && (e._sentryDebugIds = e._sentryDebugIds || {{}}, e._sentryDebugIds[n] = "{EAGER}",
      e._sentryDebugIdIdentifier = "sentry-dbid-{EAGER}");
    n && ((e._debugIds || (e._debugIds = {{}}))[n] = "{NATIVE}");
  }} catch (e) {{}}
}})();
export function shout(text) {{
  return text.toUpperCase();
}}
//# debugId={EAGER}
""",
    "late/package.json": '{"name":"late","version":"1.0.0","main":"index.js"}',
    "late/index.js": f"""\
exports.start = function () {{
  try {{
    var e = globalThis, n = new e.Error().stack;
    (e._sentryDebugIds = e._sentryDebugIds || {{}})[n] = "{LATE}";
  }} catch (e) {{}}
  return "started";
}};
//# debugId={LATE}
""",
}
ENTRY = """\
import {{ shout }} from "eager";
import {{ start }} from "late";
export function {name}() {{
  start();
  return new Error(shout("{name}"));
}}
"""
PROGRAM = """\
const [sdk, ...files] = process.argv.slice(2);
const Sentry = require(sdk);
const events = [];
Sentry.init({
  dsn: "http://key@127.0.0.1:1/1",
  beforeSend: (event) => (events.push(event), null),
  defaultIntegrations: false,
});
(async () => {
  for (const file of files) {
    const [make] = Object.values(await import(file));
    Sentry.captureException(make());
  }
  await Sentry.flush(2000);
  const ids = {};
  for (const event of events)
    for (const image of event.debug_meta?.images ?? []) ids[image.code_file] = image.debug_id;
  console.log(JSON.stringify(ids));
})();
"""


def _bundled(home: Path, bundler: str, node_modules: Path) -> list[Path]:
    """Write the entries and libraries, and let one bundler make two bundles of them."""
    for path, text in LIBRARIES.items():
        file = home / "node_modules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (home / "src").mkdir()
    for name in ("one", "two"):
        (home / "src" / f"{name}.js").write_text(ENTRY.format(name=name))
    out = home / "out"
    program, *minified = bundler.split(", ")
    options = {
        "esbuild": ["--bundle", "--format=esm", "--sourcemap", f"--outdir={out}"],
        "rolldown": ["--format", "esm", "--sourcemap", "--dir", str(out)],
    }[program] + ["--minify" for _ in minified]
    for name in ("one", "two"):  # apart: shared chunks would hold the libraries once
        asked = [str(node_modules / ".bin" / program), f"src/{name}.js", *options]
        done = subprocess.run(asked, cwd=home, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout + done.stderr
    return [out / "one.js", out / "two.js"]


def _told(sdk: Path, files: list[Path], home: Path) -> dict[str, str]:
    """Let the SDK of this folder report an error of each file, and give the IDs it tells."""
    program = home / "ask.cjs"
    program.write_text(PROGRAM)
    node = shutil.which("node") or "node"
    asked = [node, str(program), str(sdk), *map(str, files)]
    environ = {"PATH": os.environ["PATH"], "HOME": str(home)}
    done = subprocess.run(
        asked, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return {Path(path.removeprefix("file://")).name: id_ for path, id_ in told.items()}


@pytest.mark.parametrize("sdk", ["@sentry/node", "sentry-node-11"])
@pytest.mark.parametrize(
    "bundler", ["esbuild", "esbuild, minified", "rolldown", "rolldown, minified"]
)
def test_each_file_tells_its_own_id_whatever_it_bundles(
    bundler: str, sdk: str, node_modules: Path, tmp_path: Path
) -> None:
    """Without injection the libraries' IDs are told: the same one for both files."""
    files = _bundled(tmp_path, bundler, node_modules)
    before = _told(node_modules / sdk, files, tmp_path)
    names = [f"out/{file.name}" for file in files]
    pairs = [Pair(name, f"{name}.map", f"~/{name}", f"~/{name}.map", "node") for name in names]
    injected = inject(tmp_path, pairs)
    own = {Path(each.pair.script).name: each.debug_id for each in injected.pairs}

    assert {"one.js": NATIVE, "two.js": NATIVE} == before
    assert 2 == len({*own.values()} - {EAGER, LATE, NATIVE})
    assert own == _told(node_modules / sdk, files, tmp_path)
    assert own == {file.name: comments.read(file.read_bytes()).debug_id for file in files}
    assert {"debug-id-foreign"} == {each.code for each in injected.findings}
    assert injected.pairs == inject(tmp_path, pairs, injected).pairs
