"""The build step looks for secrets and home folders before anything is sent."""

import random
import string
from pathlib import Path

import pytest

from buildtools.errors import MapsRefused
from buildtools.settings import Acceptance
from buildtools.steps.building import build
from tests.steps.test_build import SERVER, STATIC, Project, codes, source_map

NAME = "chunks/a.js"


def secret(number: int = 0) -> str:
    """Return one of many npm tokens; none stands in this file."""
    draw = random.Random(f"build {number}")
    return "npm_" + "".join(draw.choice(string.ascii_letters) for _ in range(36))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def refused(project: Project, **more: object) -> list[tuple[str, str, str]]:
    """Return what a build is refused for: code, subject and sentence."""
    with pytest.raises(MapsRefused) as caught:
        project.build(**more)  # type: ignore[arg-type] # given by name
    return [(found.code, found.subject, found.sentence) for found in caught.value.findings]


def test_a_secret_in_a_text_of_a_map_refuses_the_build(project: Project) -> None:
    """With the upload everybody with access to Sentry could read it."""
    text = f'// the feed\nfetch("/feed", "{secret()}");'
    project.script(f".next/static/{NAME}", source_map("src/feed.ts", content=[text]))

    found, *_ = sorted(refused(project), key=lambda each: each[0] != "secret-in-build")
    assert ("secret-in-build", "npm token in src/feed.ts") == found[:2]
    assert "src/feed.ts:2" in found[2]
    assert secret() not in found[2]


def test_a_secret_in_a_script_is_traced_to_its_source(project: Project) -> None:
    """The bundler has put the value of a variable there."""
    project.script(f".next/static/{NAME}", source_map("src/feed.ts"))
    project.write(f".next/static/{NAME}", f'x("{secret()}")\n//# sourceMappingURL=a.js.map')

    assert "npm token in src/feed.ts" in [subject for _, subject, _ in refused(project)]


@pytest.mark.parametrize("name", ["alone.js", "orphan.js.map"])
def test_files_that_are_no_pair_are_searched_too(project: Project, name: str) -> None:
    """They are deployed like the others."""
    project.script(f".next/static/{NAME}", source_map("src/a.ts"))
    project.write(f".next/static/{name}", f'{{"x":"{secret()}"}}')

    assert ("secret-in-build", f"npm token in web/.next/static/{name}") in [
        each[:2] for each in refused(project)
    ]


def test_a_map_that_nobody_can_read_is_searched_as_it_stands(project: Project) -> None:
    """It may be accepted as it is, and is public then all the same."""
    project.script(f".next/static/{NAME}", f'{{"sources":["{secret()}"')

    assert "secret-in-build" in [code for code, _, _ in refused(project)]


def test_a_text_that_the_map_will_be_given_is_searched(project: Project) -> None:
    """The build step puts missing texts in, so they are sent like the others."""
    project.write("src/feed.ts", f'fetch("/feed", "{secret()}");')
    project.script(f".next/static/{NAME}", source_map("../../../src/feed.ts", content=[]))

    assert ["secret-in-build"] == [code for code, _, _ in refused(project)]


def test_code_of_servers_is_searched_too(project: Project) -> None:
    """Its scripts and maps are sent as well."""
    content: list[str | None] = [f'"{secret()}"']
    project.script(f".next/server/{NAME}", source_map("src/api.ts", content=content))

    assert ["secret-in-build"] == [code for code, _, _ in refused(project, outputs=(SERVER,))]


def test_what_is_accepted_stays_shown(project: Project) -> None:
    """It refuses nothing any more, and every report has it with its reason."""
    project.script(f".next/static/{NAME}", source_map("src/feed.ts", content=[f'"{secret()}"']))
    accept = Acceptance("secret-in-build", "npm token in src/feed.ts", "of a public feed")
    settings = project.settings(outputs=(STATIC,))

    built = build(project.root, settings, {}, release="web@1", dist=None, accept=[accept])

    told = {each.code: each.accepted for each in built.findings}
    assert "of a public feed" == told["secret-in-build"]


def test_the_projects_own_token_is_found_whatever_its_form(project: Project) -> None:
    """An older one is 64 digits, like any digest."""
    token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
    project.script(f".next/static/{NAME}", source_map("src/a.ts", content=[f'"{token}"']))

    with pytest.raises(MapsRefused) as caught:
        build(
            project.root,
            project.settings(outputs=(STATIC,)),
            {},
            release="web@1",
            dist=None,
            secrets=[token],
        )

    assert ["secret of sentry.yml in src/a.ts"] == [each.subject for each in caught.value.findings]


def test_a_home_folder_is_a_warning(project: Project) -> None:
    """It refuses nothing: what it tells is a name."""
    project.script(f".next/static/{NAME}", source_map("file:///home/jane/shop/src/a.ts"))

    built = project.build()

    expected = ("home-path-in-build", "warning", f"home folder in web/.next/static/{NAME}.map")
    assert [expected] == codes(built)
