"""What a build is refused for, and what is said of it, must help: nothing that changes nothing."""

import base64
import os
import re
from pathlib import Path

import pytest

from buildtools.checks.map_age import of_an_earlier_build
from buildtools.errors import MapsRefused, NothingFound
from buildtools.findings import Finding
from buildtools.results import Built
from buildtools.settings import Acceptance, Build, Output
from buildtools.steps.building import build
from buildtools.steps.inject import inject
from tests.steps.test_build import NOW, SERVER, SOURCE, STATIC, Project, source_map

LARGE = "f();" * 5000
PACKAGES = ("../../node_modules/h3/dist/index.mjs", "..\\node_modules\\ufo\\index.mjs")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def of(built: Built, code: str) -> Finding:
    (found,) = [each for each in built.findings if each.code == code]
    return found


def refusal(project: Project, **settings: object) -> MapsRefused:
    with pytest.raises(MapsRefused) as caught:
        project.build(**settings)  # type: ignore[arg-type]
    return caught.value


def empty(*names: str) -> str:
    return source_map(*names, mappings="")


def right(project: Project, path: str = ".next/static/a.js") -> None:
    """Write a pair that nothing is to be said of."""
    project.write("src/a.ts", SOURCE)
    project.script(path, source_map("../../src/a.ts"))


# Maps that are empty or cannot be read


def test_a_map_that_was_emptied_for_packages_is_a_warning(project: Project) -> None:
    """Nitro does that to every server of Nuxt; no second build changes it."""
    right(project)
    path = "chunks/nitro/nitro.mjs"
    project.write(f".next/static/{path}", LARGE)
    project.write(f".next/static/{path}.map", empty(*PACKAGES))
    found = of(project.build(), "map-empty")

    assert found.severity == "warning"
    assert "packages alone, with 2 sources in node_modules" in found.sentence
    assert f'build.ignore: ["{path}"]' in found.remedy
    assert "sourcemapMinify: false" in found.remedy
    assert () == project.build(ignore=(path,)).findings


def test_the_switch_of_nitro_is_not_named_elsewhere(project: Project) -> None:
    """The setting of another tool is no help."""
    right(project)
    project.write(".next/static/vendor.js", LARGE)
    project.write(".next/static/vendor.js.map", empty(*PACKAGES))

    assert "nitro" not in of(project.build(), "map-empty").remedy


@pytest.mark.parametrize(
    "names",
    [pytest.param((), id="of nothing"), pytest.param((PACKAGES[0], "../src/a.ts"), id="own")],
)
def test_an_empty_map_of_own_code_is_an_error(project: Project, names: tuple[str, ...]) -> None:
    """The control: nothing of the project would resolve, and the remedy names who did it."""
    right(project)
    project.write(".next/static/b.js", LARGE)
    project.write(".next/static/b.js.map", empty(*names))
    refused = refusal(project)

    assert [("map-empty", "error")] == [(each.code, each.severity) for each in refused.findings]
    assert "build again" not in refused.remedy
    assert 'build.ignore: ["b.js"]' in refused.remedy


def test_an_output_of_packages_alone_is_no_missing_map(project: Project) -> None:
    """All that is to be said of it is said."""
    right(project)
    project.write(".next/server/vendor.js", LARGE)
    project.write(".next/server/vendor.js.map", empty(*PACKAGES))
    built = project.build(outputs=(STATIC, SERVER))

    assert ["map-empty"] == [each.code for each in built.findings]


def test_a_map_of_packages_that_cannot_be_read_is_a_warning(project: Project) -> None:
    """Its fault is not the project's, and the script works as it always did."""
    right(project)
    project.script(".next/static/vendor.js", source_map(*PACKAGES, version=4))
    found = of(project.build(), "map-unparsable")

    assert found.severity == "warning"
    assert 'build.ignore: ["vendor.js"]' in found.remedy


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(source_map("../../src/a.ts", version=4), id="own code"),
        pytest.param("", id="empty"),
        pytest.param("[1]", id="no object"),
        pytest.param('{"version":4,"sources":7}', id="no list"),
        pytest.param(")]}'\n" + source_map(version=4), id="guarded, without sources"),
    ],
)
def test_any_other_map_that_cannot_be_read_is_an_error(project: Project, text: str) -> None:
    """The control: whose it is cannot be told, so it must be looked at."""
    right(project)
    project.script(".next/static/b.js", text)
    refused = refusal(project)

    assert [("map-unparsable", "error")] == [
        (each.code, each.severity) for each in refused.findings
    ]
    assert 'build.ignore: ["b.js"]' in refused.remedy


def embedded(map_: str) -> str:
    data = base64.b64encode(map_.encode()).decode()
    return f"console.log(1);\n//# sourceMappingURL=data:application/json;base64,{data}"


def test_a_foreign_script_with_an_unreadable_map_in_it_is_a_warning(project: Project) -> None:
    """Copied from somewhere with its map; none of its sources is a file of the project."""
    right(project)
    project.write(".next/static/widget.js", embedded(source_map("lib/widget.ts", version=4)))

    assert of(project.build(), "map-unparsable").severity == "warning"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(embedded(source_map("../../src/a.ts", version=4)), id="of own code"),
        pytest.param(embedded('{"version":4}'), id="of nothing"),
        pytest.param("f();\n//# sourceMappingURL=data:application/json;base64,!", id="no base64"),
    ],
)
def test_an_unreadable_map_in_an_own_script_is_an_error(project: Project, script: str) -> None:
    """The control."""
    right(project)
    project.write(".next/static/b.js", script)

    assert [("map-unparsable", "web/.next/static/b.js")] == project.refused()


# Chunks of an earlier build

OLD = "export const greet = () => 'hello';\n"


def old_chunk(project: Project, when: float = NOW) -> None:
    text = source_map("../../src/a.ts", content=[OLD])
    project.script(".next/static/a-OLD.js", text, when)


def test_a_chunk_that_another_one_replaced_is_a_warning(project: Project) -> None:
    """Browsers that have the page open still load it; build again would change nothing."""
    right(project)
    old_chunk(project)
    found = of(project.build(), "map-stale")

    assert (found.severity, found.subject) == ("warning", "web/.next/static/a-OLD.js.map")
    assert "empty the output folder" in found.remedy
    assert 'build.ignore: ["a-OLD.js"]' in found.remedy
    assert 2 == len(project.build().pairs)
    assert () == project.build(ignore=("a-OLD.js",)).findings


def test_a_chunk_that_the_command_left_beside_others_is_a_warning(project: Project) -> None:
    """What it did not write is of an earlier run."""
    project.write("src/a.ts", "export const another = 1;\n")
    old_chunk(project, NOW - 3600)
    project.script(".next/static/b.js", source_map("b.ts"), NOW + 1)

    assert {"warning"} == {
        each.severity for each in project.build("true").findings if each.code == "map-stale"
    }


def test_a_chunk_that_came_whole_beside_others_is_a_warning(project: Project) -> None:
    """An earlier release gave it its ID; the ones of this build have none yet."""
    project.write("src/a.ts", OLD)
    old_chunk(project)
    inject(project.root, project.build().pairs)
    project.write("src/a.ts", "export const another = 1;\n")
    project.script(".next/static/b.js", source_map("b.ts"))

    assert of(project.build(), "map-stale").severity == "warning"


def test_an_old_build_as_a_whole_is_an_error(project: Project) -> None:
    """The control: every pair has its ID, and the source is another one since."""
    project.write("src/a.ts", OLD)
    old_chunk(project)
    project.script(".next/static/b.js", source_map("b.ts"))
    inject(project.root, project.build().pairs)
    project.write("src/a.ts", "export const another = 1;\n")

    assert ("map-stale", "web/.next/static/a-OLD.js.map") in project.refused()


def test_an_old_pair_with_its_map_inside_is_told_too(project: Project) -> None:
    """The ID of the map is that of the script then."""
    project.write("src/a.ts", OLD)
    project.write(".next/static/a.js", embedded(source_map("../../src/a.ts", content=[OLD])))
    inject(project.root, project.build().pairs)
    project.write("src/a.ts", "export const another = 1;\n")
    project.script(".next/static/b.js", source_map("b.ts"))

    assert of(project.build(), "map-stale").severity == "warning"


def test_only_what_is_said_of_its_age_is_softened() -> None:
    """A map of another script is wrong whenever it was built."""
    wrong = Finding("map-empty", "error", "a.js.map", "maps nothing")

    assert wrong == of_an_earlier_build(wrong, "a.js")


# Files that are left alone


def test_what_is_left_alone_takes_its_map_along(project: Project) -> None:
    """Its map was once judged, or told as one that belongs to no script."""
    right(project)
    project.write(".next/static/chunks/x.js", "f();\n//# sourceMappingURL=../maps/x.map")
    project.write(".next/static/maps/x.map", source_map("../../src/a.ts", content=["old"]))
    project.write(".next/static/maps/y.map", source_map("y.ts"))

    assert ["map-orphan"] == [each.code for each in project.build(ignore=("chunks/x.js",)).findings]


def test_a_map_that_is_left_alone_takes_its_script_along(project: Project) -> None:
    """A glob for one script once refused the next one, which has the same map."""
    right(project)
    project.script(".next/static/x.js", source_map("x.ts"))
    project.write(".next/static/y.js", "f();\n//# sourceMappingURL=x.js.map")
    built = project.build(ignore=("x.js*",))

    assert ["web/.next/static/a.js"] == [pair.script for pair in built.pairs]
    found = of(built, "script-without-map")
    assert ("web/.next/static/y.js", "info") == (found.subject, found.severity)
    assert "left alone by build.ignore" in found.sentence


def test_a_folder_that_is_left_alone_need_not_be_readable(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left alone may not stop a build in any way."""
    right(project)
    locked = project.root / "web/.next/static/locked"
    locked.mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "no")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert 1 == len(project.build(ignore=("locked",)).pairs)


# Maps by another name


def test_a_map_is_paired_by_the_file_that_it_names(project: Project) -> None:
    """webpack's SourceMapDevToolPlugin can write no comment and another digest."""
    project.write(".next/static/main.7b2b33.js", "console.log(1);")
    project.write(".next/static/maps/main.37627f.map", source_map("a.ts", file="main.7b2b33.js"))
    built = project.build()

    assert ["web/.next/static/maps/main.37627f.map"] == [pair.map for pair in built.pairs]
    assert of(built, "map-named-by-file").severity == "info"


def test_two_maps_of_one_file_are_given_to_nobody(project: Project) -> None:
    """The control: which one is right cannot be told."""
    right(project)
    project.write(".next/static/main.js", "f();")
    for name in ("one", "two"):
        project.write(f".next/static/{name}.map", source_map("a.ts", file="main.js"))
    built = project.build()

    assert 1 == len(built.pairs)
    assert ["map-orphan", "map-orphan", "script-without-map"] == sorted(
        each.code for each in built.findings
    )


def test_a_map_that_was_renamed_is_named(project: Project) -> None:
    """An asset pipeline put a digest into both names and left the comment as it was."""
    script = ".next/static/application-8bf830a0.js"
    project.write(script, "f();\n//# sourceMappingURL=application.js.map")
    project.write(
        ".next/static/application.js-11f6ad8e.map", source_map("a.ts", file="application.js")
    )
    refused = refusal(project)

    assert ["map-named-but-missing"] == [each.code for each in refused.findings]
    assert "application.js-11f6ad8e.map may be it" in refused.findings[0].sentence
    assert "turn source maps on" not in "\n".join(refused.lines())


def test_a_file_that_is_no_map_names_nothing(project: Project) -> None:
    """A game's level may end in .map; it is left alone."""
    right(project)
    project.write(".next/static/levels/island.map", "sand sea")

    assert ["map-orphan"] == [each.code for each in project.build().findings]


def test_maps_that_no_script_names_are_not_called_missing(project: Project) -> None:
    """Turn source maps on, it once said, and they lay there."""
    project.write(".next/static/main.js", "f();")
    project.write(".next/static/else.map", source_map("a.ts"))
    refused = refusal(project)

    assert "no script names web/.next/static/else.map" in refused.evidence[0]
    assert "sourceMappingURL" in refused.remedy


def test_a_build_of_windows_is_read(project: Project) -> None:
    """A backslash in an address is a slash, for browsers too."""
    project.write("src/a.ts", SOURCE)
    project.write(".next/static/app.js", "console.log(1);\n//# sourceMappingURL=maps\\app.js.map")
    project.write(".next/static/maps/app.js.map", source_map("..\\..\\..\\src\\a.ts", content=[]))
    built = project.build()

    assert ["web/.next/static/maps/app.js.map"] == [pair.map for pair in built.pairs]
    assert "1 source" in of(built, "source-content-embedded").sentence


# Outputs that are no outputs


def test_a_copy_for_a_server_of_its_own_is_to_be_taken_out(project: Project) -> None:
    """Maps are on, and thirty errors said to turn them on."""
    right(project)
    copy = Output(path=".next/standalone/.next/server", url="app:///.next/server", kind="node")
    for name in ("b", "c"):
        project.script(f".next/standalone/.next/server/{name}.js", None)
    refused = refusal(project, outputs=(STATIC, copy))

    assert [("map-missing", "web/.next/standalone/.next/server")] == [
        (each.code, each.subject) for each in refused.findings
    ]
    assert "take this output out" in refused.remedy


def test_a_copy_with_its_maps_is_an_output(project: Project) -> None:
    """Some build commands copy everything, and deploy from there."""
    right(project)
    right(project, ".next/standalone/.next/server/a.js")
    copy = Output(path=".next/standalone/.next/server", url="app:///.next/server", kind="node")

    assert 2 == len(project.build(outputs=(STATIC, copy)).pairs)


def test_sentrys_own_plugin_is_named_where_it_takes_the_maps(project: Project) -> None:
    """By both bundlers alike: its defaults leave no map for browsers."""
    project.write("next.config.mjs", "export default withSentryConfig({});")
    project.write(".next/static/a.js", "f();")
    with pytest.raises(NothingFound) as caught:
        project.build()

    assert "productionBrowserSourceMaps: true" in caught.value.remedy
    assert "sourcemaps: { disable: true } in withSentryConfig" in caught.value.remedy
    project.write("next.config.mjs", "export default {};")
    with pytest.raises(NothingFound) as caught:
        project.build()
    assert "withSentryConfig" not in caught.value.remedy


# Scripts in pages

PAGE = '<h1>x</h1><script type="module">let a = 1;\n//# sourceMappingURL=x.js.map</script>'


def test_a_build_whose_scripts_are_all_in_pages_is_told_the_switch(project: Project) -> None:
    """Astro and Vite inline what is small; the paths were right all the time."""
    project.write(".next/static/index.html", PAGE)
    project.write(".next/static/x.js.map", source_map("x.ts"))
    with pytest.raises(NothingFound) as caught:
        project.build()

    assert "inline scripts are in web/.next/static/index.html" in caught.value.evidence
    assert "assetsInlineLimit: 0" in caught.value.remedy
    assert "build.outputs" not in caught.value.remedy


def test_a_page_without_code_is_no_hint(project: Project) -> None:
    """The control: data and scripts with an address are in every page."""
    project.write(
        ".next/static/index.html",
        '<script src="a.js"></script><script type="application/json">{}</script><script> </script>',
    )
    with pytest.raises(NothingFound) as caught:
        project.build()

    assert "assetsInlineLimit" not in caught.value.remedy
    assert "fix build.outputs" in caught.value.remedy


def test_an_output_with_scripts_in_pages_alone_says_so(project: Project) -> None:
    """It can be taken out, or its scripts be written as files."""
    right(project)
    project.write(".next/server/index.html", PAGE)
    refused = refusal(project, outputs=(STATIC, SERVER))

    assert "inline scripts are in web/.next/server/index.html" in refused.evidence[0]
    assert re.search("take it out .*assetsInlineLimit", refused.remedy)


def test_one_script_that_was_inlined_is_a_warning(project: Project) -> None:
    """The map that lies there alone is of a script in a page: its errors never resolve."""
    right(project)
    project.write(".next/static/index.html", PAGE)
    project.write(".next/static/other.html", "<script>track()</script>")
    project.write(".next/static/x.js.map", source_map("x.ts"))
    built = project.build()

    assert [("script-inlined", "warning", "web/.next/static/index.html")] == [
        (each.code, each.severity, each.subject) for each in built.findings
    ]
    assert "web/.next/static/x.js.map" in built.findings[0].sentence


# What is accepted


def accepting(project: Project, *accepted: Acceptance) -> Built:
    outputs = Build(directory="web", outputs=(STATIC, SERVER))
    (project.root / "web/.next/server").mkdir(parents=True, exist_ok=True)
    right(project, ".next/server/s.js")
    return build(project.root, outputs, {}, release="1", dist=None, accept=accepted)


def test_an_accepted_script_may_be_all_that_an_output_has(project: Project) -> None:
    """Then nothing more is to be said of that output."""
    project.script(".next/static/b.js", None)
    accepted = Acceptance("map-named-but-missing", "b.js", "sold without")

    assert 1 == len(accepting(project, accepted).pairs)


def test_what_is_accepted_does_not_hide_that_the_others_have_no_map(project: Project) -> None:
    """One vendored script, and an app that was built without source maps."""
    project.script(".next/static/b.js", None)
    project.write(".next/static/app.js", "f();")
    with pytest.raises(MapsRefused) as caught:
        accepting(project, Acceptance("map-named-but-missing", "b.js", "sold without"))

    assert ["map-missing"] == [each.code for each in caught.value.findings]


def test_an_accepted_error_does_not_refuse_the_build(project: Project) -> None:
    """It stays in the result, with its severity and the reason."""
    right(project)
    project.script(".next/static/b.js", None)
    accepted = Acceptance("map-named-but-missing", "web/.next/static/b.js", "sold without")
    built = accepting(project, accepted)

    assert [("error", "sold without")] == [
        (each.severity, each.accepted) for each in built.findings
    ]
    assert [("map-named-but-missing", "web/.next/static/b.js")] == project.refused()
