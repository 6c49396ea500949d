"""The build step: what a build leaves is taken whole, or refused with reasons."""

import base64
import gzip
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from buildtools.errors import BuildFailed, ConfigurationError, MapsRefused, NothingFound
from buildtools.results import Built
from buildtools.settings import Build, Output
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.steps.building import build
from buildtools.steps.inject import inject

STATIC = Output(path=".next/static", url="~/_next/static", kind="browser")
SERVER = Output(path=".next/server", url="app:///.next/server/", kind="node")
NOW = 1_700_000_000.0
SOURCE = "export const greet = (name: string) => `hi ${name}`;\n"
SCRIPT = "export const greet=e=>`hi ${e}`;"


def source_map(*sources: str, content: list[str | None] | None = None, **more: object) -> str:
    """Return a small map; every text in it is SOURCE unless said otherwise."""
    texts = [SOURCE] * len(sources) if content is None else content
    body = {"version": 3, "sources": sources, "names": [], "mappings": "AAAA,OAAO,MAAM", **more}
    return json.dumps(body | ({"sourcesContent": texts} if texts else {}))


STUB = '{"version":3,"sources":[],"sections":[]}'


class Project:
    """A folder like a repository with one app, built by Turbopack long ago."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "web").mkdir()

    def write(self, path: str, text: str, when: float = NOW) -> None:
        file = self.root / "web" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (when, when))

    def script(self, path: str, map_: str | None, when: float = NOW, *, named: bool = True) -> None:
        """Write a script, and its map beside it unless it has none."""
        name = path.rpartition("/")[2]
        comment = f"\n//# sourceMappingURL={name}.map" if named else ""
        self.write(path, f"{SCRIPT}{comment}", when)
        if map_ is not None:
            self.write(f"{path}.map", map_, when)

    def build(
        self,
        command: str | None = None,
        outputs: tuple[Output, ...] = (STATIC,),
        environ: dict[str, str] | None = None,
        dist: str | None = None,
        **settings: object,
    ) -> Built:
        return build(
            self.root,
            self.settings(command=command, outputs=outputs, **settings),
            {"PATH": os.environ["PATH"], **(environ or {})},
            release="web@1.0.0",
            dist=dist,
            now=lambda: NOW,
        )

    def settings(self, **settings: object) -> Build:
        return Build(directory="web", **settings)  # type: ignore[arg-type] # given by name

    def refused(self, command: str | None = None, **more: object) -> list[tuple[str, str]]:
        with pytest.raises(MapsRefused) as caught:
            self.build(command, **more)  # type: ignore[arg-type]
        return [(found.code, found.subject) for found in caught.value.findings]

    def python(self, code: str) -> str:
        """Return a command that runs this Python code in the app's folder."""
        self.write("make.py", code)
        return f'"{sys.executable}" make.py'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def codes(built: Built) -> list[tuple[str, str, str]]:
    return [(found.code, found.severity, found.subject) for found in built.findings]


# What is collected


def test_pairs_are_collected_over_all_outputs(project: Project) -> None:
    """Browser and server frames name their scripts differently, so the URLs must be exact."""
    project.script(".next/static/chunks/a.js", source_map("turbopack:///[project]/src/a.ts"))
    project.script(".next/server/chunks/[root]_b.js", source_map("../../../src/b.ts"))

    built = project.build(outputs=(STATIC, SERVER))

    server, static = built.pairs
    assert server.script == "web/.next/server/chunks/[root]_b.js"
    assert server.map == "web/.next/server/chunks/[root]_b.js.map"
    assert server.url == "app:///.next/server/chunks/[root]_b.js"
    assert server.map_url == "app:///.next/server/chunks/[root]_b.js.map"
    assert (static.url, static.kind) == ("~/_next/static/chunks/a.js", "browser")
    assert (built.scripts, built.without_map, built.findings) == (2, 0, ())


def test_manifests_stubs_and_vendor_files_are_no_failure(project: Project) -> None:
    """A fresh Next build has all of these; an error here would stop every release."""
    project.script(".next/static/a.js", source_map("turbopack:///[project]/src/a.ts"))
    project.script(".next/static/x/_buildManifest.js", None, named=False)
    project.script(".next/static/vendor.js", None, named=False)
    project.script(".next/static/page.js", STUB, named=False)
    project.write(".next/static/polyfill-of-another-name.js.map", source_map("x.js"))

    built = project.build()

    assert ["web/.next/static/a.js"] == [pair.script for pair in built.pairs]
    assert (4, 2) == (built.scripts, built.without_map)
    assert [
        ("map-empty", "info", "web/.next/static/page.js.map"),
        ("map-orphan", "info", "web/.next/static/polyfill-of-another-name.js.map"),
        ("script-without-map", "info", "web/.next/static/vendor.js"),
    ] == codes(built)


def test_a_script_of_two_outputs_is_counted_once(project: Project) -> None:
    """Nested outputs must not upload a file under two URLs; the closer one knows its URL."""
    project.script(".next/static/a.js", source_map("../../src/a.ts"))
    outer = Output(path=".next", url="~/")

    built = project.build(outputs=(STATIC, outer))

    assert ["~/_next/static/a.js"] == [pair.url for pair in built.pairs]


def test_ignored_files_are_left_alone(project: Project) -> None:
    """A copied vendor script that names a map it never had must not stop the build for good."""
    project.script(".next/static/a.js", source_map("../../src/a.ts"))
    project.script(".next/static/vendor/jquery.js", None)

    assert [("map-named-but-missing", "web/.next/static/vendor/jquery.js")] == project.refused()
    assert 1 == project.build(ignore=("vendor/**",)).scripts


def test_an_embedded_map_makes_a_pair_without_a_map_file(project: Project) -> None:
    """Inline maps are real maps; they have no name of their own in the bundle."""
    text = base64.b64encode(source_map("../../src/a.ts").encode()).decode()
    url = f"data:application/json;charset=utf-8;base64,{text}"
    project.write(".next/static/a.js", f"{SCRIPT}\n//# sourceMappingURL={url}\n")

    (pair,) = project.build().pairs

    assert (pair.map, pair.map_url) == (None, None)


def test_an_embedded_map_that_cannot_be_decoded_is_refused(project: Project) -> None:
    """It looks like a map to people, and resolves nothing."""
    project.write(".next/static/a.js", "f();\n//# sourceMappingURL=data:application/json;base64,!")

    assert ("map-unparsable", "web/.next/static/a.js") in project.refused()


def test_scripts_that_share_a_real_map_are_refused(project: Project) -> None:
    """One map cannot be right for two scripts; two empty ones hurt nobody."""
    for name in ("a", "b"):
        project.write(f".next/static/{name}.js", f"{SCRIPT}{name}();\n//# sourceMappingURL=m.map")
        project.write(f".next/static/{name}-stub.js", "f();\n//# sourceMappingURL=stub.map")
    project.write(".next/static/m.map", source_map("../../src/a.ts"))
    project.write(".next/static/stub.map", STUB)

    assert [
        ("map-ambiguous", "web/.next/static/a.js"),
        ("map-ambiguous", "web/.next/static/b.js"),
    ] == [fault for fault in project.refused() if fault[0] != "map-missing"]
    assert ["web/.next/static/a.js"] == [
        pair.script
        for pair in project.build(ignore=("b.js",)).pairs
        if not pair.script.endswith("-stub.js")
    ]


def test_copies_of_a_script_may_share_its_map(project: Project) -> None:
    """It is as right for one as for the other: a build that copies its outputs is no mistake."""
    for name in ("a", "copy"):
        project.write(f".next/static/{name}.js", f"{SCRIPT}\n//# sourceMappingURL=m.map")
    project.write(".next/static/m.map", source_map("../../src/a.ts"))
    pairs = project.build().pairs

    assert ["web/.next/static/a.js", "web/.next/static/copy.js"] == [one.script for one in pairs]
    assert {"web/.next/static/m.map"} == {one.map for one in pairs}


# What is refused


def test_no_output_folder_is_refused_with_what_is_there_instead(project: Project) -> None:
    """A wrong path is the commonest cause of an empty upload that calls itself a success."""
    project.script("dist/assets/a.js", source_map("../../src/a.ts"))

    with pytest.raises(NothingFound, match="no output folder is there") as caught:
        project.build()

    assert 21 == caught.value.exit_code
    assert (
        "web/.next/static: no such folder; there are dist",
        "scripts with maps are in web/dist/assets (1 script, 1 map)",
    ) == caught.value.evidence
    assert str(project.root) not in " ".join(caught.value.evidence)


def test_the_nearest_folder_with_maps_may_be_a_hidden_one(project: Project) -> None:
    """Bundlers like hidden folders: .next, .output, .svelte-kit."""
    project.script(".output/public/a.js", source_map("a.ts"))

    with pytest.raises(NothingFound) as caught:
        project.build()

    assert "scripts with maps are in web/.output/public (1 script, 1 map)" in (
        caught.value.evidence
    )


def test_outputs_without_a_script_are_refused(project: Project) -> None:
    """What is there is counted, so that the reader sees which folder it is."""
    project.write(".next/static/a.css", "a{}")
    (project.root / "web/.next/server").mkdir()

    with pytest.raises(NothingFound, match="no output holds a script") as caught:
        project.build(outputs=(STATIC, SERVER))

    assert (
        "web/.next/static: no script among 1 file (1 .css)",
        "web/.next/server: empty",
    ) == caught.value.evidence


def test_a_build_without_any_map_names_the_bundlers_setting(project: Project) -> None:
    """The reader should know the one line to write, for the bundler that is really there."""
    project.script(".next/static/chunks/turbopack-1.js", None, named=False)

    with pytest.raises(NothingFound, match="1 script and no source map at all") as caught:
        project.build()

    assert "made by Next.js with Turbopack" in caught.value.evidence
    assert "productionBrowserSourceMaps: true" in caught.value.remedy


def test_one_output_without_a_usable_map_is_refused(project: Project) -> None:
    """Next's default writes server maps only: every browser trace would stay minified."""
    project.script(".next/server/a.js", source_map("../../src/a.ts"))
    project.script(".next/static/a.js", STUB)

    assert [("map-missing", "web/.next/static")] == project.refused(outputs=(STATIC, SERVER))


def test_one_output_that_is_not_there_is_refused(project: Project) -> None:
    """An output is configured because it matters."""
    project.script(".next/static/a.js", source_map("../../src/a.ts"))

    assert [("no-script", "web/.next/server")] == project.refused(outputs=(STATIC, SERVER))


def test_every_broken_map_is_told_in_one_go(project: Project) -> None:
    """One at a time costs a build each."""
    project.script(".next/static/a.js", "<!DOCTYPE html>")
    project.script(".next/static/b.js", None)
    project.script(".next/static/c.js", source_map("../../src/a.ts"))
    project.write(".next/static/d.js", "f();" * 10_000 + "\n//# sourceMappingURL=d.js.map")
    project.write(".next/static/d.js.map", source_map("../../src/a.ts", mappings=";;;"))

    assert [
        ("map-unparsable", "web/.next/static/a.js.map"),
        ("map-named-but-missing", "web/.next/static/b.js"),
        ("map-empty", "web/.next/static/d.js.map"),
    ] == project.refused()


def test_a_map_older_than_its_script_is_refused(project: Project) -> None:
    """Left over from an earlier build, it resolves every frame to a wrong line."""
    project.script(".next/static/a.js", source_map("../../src/gone.ts"))
    project.write(".next/static/a.js.map", source_map("../../src/gone.ts"), NOW - 3600)

    assert [("map-stale", "web/.next/static/a.js.map")] == project.refused()


def test_a_map_of_another_text_than_on_disk_is_refused(project: Project) -> None:
    """Times lie after a cache or a checkout; texts do not."""
    project.write("src/a.ts", SOURCE)
    project.script(".next/static/a.js", source_map("turbopack:///[project]/src/a.ts"))
    assert () == project.build().findings
    project.write("src/a.ts", "// four\n" + SOURCE)

    assert [("map-stale", "web/.next/static/a.js.map")] == project.refused()


@pytest.mark.parametrize("ignored", [True, False])
def test_a_file_that_git_ignores_is_no_sign_of_age(project: Project, ignored: bool) -> None:
    """Tools write it, and perhaps anew with each build."""
    project.write("src/made.ts", "// four\n" + SOURCE)
    project.script(".next/static/a.js", source_map("turbopack:///[project]/src/made.ts"))
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for asked in (("init", "-q"), (*who, "commit", "-q", "--allow-empty", "-m", "first")):
        subprocess.run(["git", *asked], cwd=project.root, check=True)
    (project.root / ".gitignore").write_text("made.ts\n" if ignored else "other.ts\n")

    if ignored:
        assert [("source-transformed", "info", "web/.next/static/a.js.map")] == codes(
            project.build()
        )
    else:
        assert [("map-stale", "web/.next/static/a.js.map")] == project.refused()


def test_a_build_that_wrote_nothing_is_refused(project: Project) -> None:
    """A command that does nothing must not release the outputs of last week."""
    project.script(".next/static/a.js", source_map("../../src/gone.ts"), NOW - 3600)

    assert [("map-stale", "web/.next/static/a.js.map")] == project.refused(project.python(""))


def test_only_the_projects_own_code_is_held_against_the_disk(project: Project) -> None:
    """Dependencies are linked, patched and hoisted; many chunks name one file, read once."""
    project.write("src/a.ts", SOURCE)
    project.write("node_modules/x/index.js", "// patched")
    for name in ("a", "b"):
        own, other = "../../src/a.ts", "../../node_modules/x/index.js"
        project.script(f".next/static/{name}.js", source_map(own, other))

    assert () == project.build().findings


def test_an_untouched_pair_with_the_text_on_disk_is_fresh(project: Project) -> None:
    """webpack does not write again what has not changed: that is no fault."""
    project.write("src/a.ts", SOURCE)
    project.script(".next/static/a.js", source_map("webpack://web/./src/a.ts"), NOW - 3600)

    assert 1 == len(project.build(project.python("")).pairs)


@pytest.mark.parametrize(
    ("suffix", "data", "told"),
    [
        pytest.param(".gz", gzip.compress(b"of an older build"), True, id="of another build"),
        pytest.param(".br", b"no brotli", True, id="unreadable"),
        pytest.param(".br", brotli.compress(b"of an older build"), True, id="brotli of another"),
        pytest.param(".gz", gzip.compress(SCRIPT.encode()), False, id="gzip"),
        pytest.param(".br", brotli.compress(SCRIPT.encode()), False, id="brotli"),
    ],
)
def test_a_sibling_of_other_bytes_is_refused(
    project: Project, suffix: str, data: bytes, told: bool
) -> None:
    """It was told after the upload once: SvelteKit's adapter and SolidStart write `.br`."""
    project.script(".next/static/a.js", source_map("a.ts"), named=False)
    sibling = project.root / f"web/.next/static/a.js{suffix}"
    sibling.write_bytes(data)
    asked = (STATIC,)
    if told:
        with pytest.raises(MapsRefused) as caught:
            project.build(outputs=asked)
        assert [("precompressed-stale", f"web/.next/static/a.js{suffix}")] == [
            (each.code, each.subject) for each in caught.value.findings
        ]
    else:
        assert "precompressed-stale" not in {
            code for code, _, _ in codes(project.build(outputs=asked))
        }


def test_without_brotli_its_siblings_are_refused_with_the_command(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes with the package; somebody may still have taken it out."""
    monkeypatch.setitem(sys.modules, "brotli", None)
    project.script(".next/static/a.js", source_map("a.ts"), named=False)
    (project.root / "web/.next/static/a.js.br").write_bytes(brotli.compress(SCRIPT.encode()))
    with pytest.raises(MapsRefused) as caught:
        project.build(outputs=(STATIC,))

    assert "pip install brotli" == caught.value.remedy


def test_more_than_ten_errors_are_counted(project: Project) -> None:
    """Nobody reads two hundred lines; everybody wants to know that it is two hundred."""
    for number in range(12):
        project.script(f".next/static/{number:02}.js", "")

    with pytest.raises(MapsRefused) as caught:
        project.build()

    assert 12 == len(caught.value.findings)
    assert "and 2 more" == caught.value.evidence[-1]


# Missing texts


def test_missing_texts_are_embedded_from_disk(project: Project) -> None:
    """Sentry shows source lines only from the map; the file is right here."""
    project.write("src/a.ts", SOURCE)
    project.write("src/latin.ts", "")
    (project.root / "web/src/latin.ts").write_bytes(b"// caf\xe9")
    sources = ("../../src/a.ts", "../../src/latin.ts", "../../src/none.ts")
    project.script(".next/static/a.js", source_map(*sources, content=[]))

    built = project.build()
    again = project.build()

    written = json.loads((project.root / "web/.next/static/a.js.map").read_text())
    assert [SOURCE, None, None] == written["sourcesContent"]
    assert ["source-content-embedded", "source-content-missing"] == [
        found.code for found in built.findings
    ]
    assert ["source-content-missing"] == [found.code for found in again.findings]
    assert built.pairs == again.pairs


def test_nothing_is_embedded_when_the_build_is_refused(project: Project) -> None:
    """A refused build is left exactly as it was made."""
    project.write("src/a.ts", SOURCE)
    bare = source_map("../../src/a.ts", content=[])
    project.script(".next/static/a.js", bare)
    project.script(".next/static/b.js", "")

    project.refused()

    assert bare == (project.root / "web/.next/static/a.js.map").read_text()


def test_a_missing_text_names_the_bundlers_option(project: Project) -> None:
    """The remedy is a setting, so it must be the right bundler's."""
    project.write("tsconfig.json", "{}")
    project.script(".next/static/a.js", source_map("../../src/none.ts", content=[]))

    unjudged, found = project.build().findings

    assert ("source-content-missing", "warning") == (found.code, found.severity)
    assert ("map-not-judged", "info") == (unjudged.code, unjudged.severity)
    assert "for tsc" in found.remedy
    assert "inlineSources" in found.remedy


# The command


def test_the_command_is_given_the_release_and_never_the_token(project: Project) -> None:
    """Bundler plugins would upload on their own if they found a token."""
    command = project.python(
        "import json, os, pathlib\n"
        "pathlib.Path('seen.json').write_text(json.dumps(dict(os.environ)))\n"
        "folder = pathlib.Path('.next/static'); folder.mkdir(parents=True)\n"
        f"(folder / 'a.js.map').write_text({source_map('../../src/a.ts')!r})\n"
        f"(folder / 'a.js').write_text({SCRIPT!r})\n"
    )
    environ = {"SENTRY_AUTH_TOKEN": "sntrys_marked", "CI_COPY": "sntrys_marked", "KEEP": "1"}

    built = project.build(command, environ=environ, dist="d7", environment={"MODE": "prod"})

    seen = json.loads((project.root / "web/seen.json").read_text())
    assert ("web@1.0.0", "d7", "prod", "1") == tuple(
        seen[name] for name in ("SENTRY_RELEASE", "SENTRY_DIST", "MODE", "KEEP")
    )
    assert "sntrys_marked" not in str(seen)
    assert 1 == len(built.pairs)


def test_the_commands_lines_are_told_as_they_come(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    """A build of minutes must not look hung."""
    project.script(".next/static/a.js", source_map("../../src/a.ts"), NOW + 5)

    with caplog.at_level(logging.INFO, "buildtools"):
        project.build(project.python("print('compiled 3 pages')"))

    assert "compiled 3 pages" in caplog.messages


def test_a_failing_command_ends_the_step_with_its_last_lines(project: Project) -> None:
    """Exit code 40 tells CI that it is the project's build, not the release, that failed."""
    command = project.python("print('first'); print('boom'); raise SystemExit(3)")

    with pytest.raises(BuildFailed) as caught:
        project.build(command)

    assert 40 == caught.value.exit_code
    assert ("folder web", "exit code 3", "first", "boom") == caught.value.evidence[1:]


def test_a_command_that_is_not_installed_names_the_install(project: Project) -> None:
    """A fresh clone has no node_modules, and `next: not found` does not say so."""
    project.write("package-lock.json", "{}")

    with pytest.raises(BuildFailed) as caught:
        project.build("no-such-bundler build")

    assert caught.value.remedy.startswith("npm ci")


# Settings that lead nowhere


def test_a_directory_that_is_not_there_is_a_configuration_error(project: Project) -> None:
    """Told before a build is started in the wrong place."""
    settings = Build(directory="wbe", outputs=(STATIC,))

    with pytest.raises(ConfigurationError, match="wbe is no folder") as caught:
        build(project.root, settings, {}, release="1", dist=None)

    assert ("beside sentry.yml there are web",) == caught.value.evidence


def test_no_outputs_are_a_configuration_error(project: Project) -> None:
    """Without outputs there is nothing that could be found."""
    with pytest.raises(ConfigurationError, match="names no folder"):
        project.build(outputs=())


def test_the_app_may_be_the_root_itself(tmp_path: Path) -> None:
    """Most repositories hold one app, beside sentry.yml."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/a.js").write_text(SCRIPT)
    (tmp_path / "dist/a.js.map").write_text(source_map("../src/a.ts"))
    settings = Build(outputs=(Output(path="./dist/", url="~"),))

    built = build(tmp_path, settings, {}, release="1", dist=None)

    assert [("dist/a.js", "~/a.js")] == [(pair.script, pair.url) for pair in built.pairs]


def test_nothing_found_at_the_root_has_paths_without_a_dot(tmp_path: Path) -> None:
    """The failure of a one-app repository reads like its sentry.yml."""
    (tmp_path / "a.js").write_text("f();")
    (tmp_path / "a.js.map").write_text(source_map("a.ts"))

    with pytest.raises(NothingFound) as caught:
        build(tmp_path, Build(outputs=(STATIC,)), {}, release="1", dist=None)

    first, near = caught.value.evidence
    assert first.startswith(".next/static: no such folder")
    assert "scripts with maps are in . (1 script, 1 map)" == near


# Honest maps


WORDS = [f"property{index:04}" for index in range(120)]


def told(project: Project, script: str) -> None:
    """Write a script and the map of `minified()`, which need not be the script."""
    step = encode(len(WORDS[0]) + 5)
    segments = [encode(2) + b"AAA", *[step + b"ACA"] * (len(WORDS) - 1)]
    mappings = b",".join(segments).decode()
    map_ = source_map("src/words.ts", content=["\n".join(WORDS)], mappings=mappings)
    project.write(".next/static/a.js", f"{script}\n//# sourceMappingURL=a.js.map")
    project.write(".next/static/a.js.map", map_)


def minified() -> str:
    return "".join(f"o.{word}();" for word in WORDS)


def test_an_honest_map_is_taken(project: Project) -> None:
    """The control of the next ones."""
    told(project, minified())

    assert project.build().findings == ()


def test_a_map_that_does_not_belong_to_its_script_is_refused(project: Project) -> None:
    """A tool put a line on top after the build: every frame would be wrong, silently."""
    told(project, f"console.log('built by us');\n{minified()}")

    assert [("map-wrong", "web/.next/static/a.js.map")] == project.refused()


def test_a_map_made_again_beside_an_injected_script_is_left_to_inject(project: Project) -> None:
    """A warm cache gives back the map and keeps the script; inject moves such a map."""
    told(project, minified())
    built = project.build()
    fresh = (project.root / "web/.next/static/a.js.map").read_bytes()
    inject(project.root, built.pairs)
    assert (project.root / "web/.next/static/a.js.map").read_bytes() != fresh
    (project.root / "web/.next/static/a.js.map").write_bytes(fresh)

    assert project.build().findings == ()


def test_a_repair_that_does_not_help_is_no_excuse(project: Project) -> None:
    """Injected once, and then a line was put on top as well."""
    told(project, minified())
    inject(project.root, project.build().pairs)
    script = project.root / "web/.next/static/a.js"
    script.write_text("console.log('built by us');\n" + script.read_text())

    assert [("map-wrong", "web/.next/static/a.js.map")] == project.refused()


def test_an_embedded_map_is_judged_too(project: Project) -> None:
    """There is no other file to blame then."""
    told(project, minified())
    map_ = (project.root / "web/.next/static/a.js.map").read_bytes()
    (project.root / "web/.next/static/a.js.map").unlink()
    url = f"data:application/json;base64,{base64.b64encode(map_).decode()}"
    project.write(".next/static/a.js", f"1;\n{minified()}\n//# sourceMappingURL={url}")

    assert [("map-wrong", "web/.next/static/a.js")] == project.refused()
