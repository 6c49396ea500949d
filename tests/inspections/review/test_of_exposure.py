"""What a build gives away, as evidence of one app."""

import base64
import json
import random
import string
from pathlib import Path

import msgspec
import pytest

from buildtools.inspections.review import of_exposure
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.ledger import Entry, Ledger
from buildtools.results import Uploaded
from buildtools.review.evidence.exposure import ExposureSeen
from buildtools.review.unseen import Unseen
from buildtools.settings import Acceptance, Output
from buildtools.values import Upload
from tests.inspections.review.test_of_sources import _scope

SCRIPT = "f();\n//# sourceMappingURL=a.js.map"


def secret(number: int = 0) -> str:
    draw = random.Random(f"review {number}")
    return "npm_" + "".join(draw.choice(string.ascii_letters) for _ in range(36))


def source_map(*texts: str, name: str = "src/{}.ts") -> str:
    sources = [name.format(index) for index in range(len(texts))]
    body = {"version": 3, "sources": sources, "names": [], "mappings": "AAAA"}
    return json.dumps({**body, "sourcesContent": texts})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output of an app with one pair."""
    folder = tmp_path / "web" / "out"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text(SCRIPT)
    (folder / "a.js.map").write_text(source_map("f();"))
    return folder


def seen(root: Path, scope: Scope | None = None) -> ExposureSeen:
    found = of_exposure.search(scope or _scope(root))
    assert isinstance(found, ExposureSeen)
    return found


def figures(found: ExposureSeen) -> dict[str, float]:
    return {each.name: each.value for each in found.figures}


def test_a_clean_build_has_none(tmp_path: Path, out: Path) -> None:
    """And it is said how much was read for that."""
    found = seen(tmp_path)

    assert ((), {"secrets": 0, "home-paths": 0}) == (found.findings, figures(found))
    assert found.searched == len(SCRIPT) + len("f();")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js.map", source_map(f'"{secret()}"')),
        ("a.js", f'"{secret()}"'),
        ("b.js", f'"{secret()}"'),
        ("orphan.js.map", source_map(f'"{secret()}"')),
        ("broken.js.map", f'{{"sources":["{secret()}"'),
        (
            "inline.js",
            "f();\n//# sourceMappingURL=data:application/json;base64,"
            + base64.b64encode(source_map(f'"{secret()}"').encode()).decode(),
        ),
        ("odd.js", f'"{secret()}"\n//# sourceMappingURL=data:application/json;base64,%'),
    ],
    ids=["map", "script", "alone", "orphan", "unreadable", "inline", "bad inline"],
)
def test_a_secret_is_found_wherever_it_is(tmp_path: Path, out: Path, name: str, text: str) -> None:
    """Each file of an output is deployed or sent."""
    (out / name).write_text(text)

    found = seen(tmp_path)
    assert ["secret-in-build"] == [each.code for each in found.findings]
    assert 1 == figures(found)["secrets"]


def test_a_map_that_cannot_be_read_is_searched_with_its_script(tmp_path: Path, out: Path) -> None:
    """It lies beside the script, whatever is in it."""
    (out / "a.js.map").write_text(f'{{"sources":["{secret()}"')

    assert 1 == figures(seen(tmp_path))["secrets"]


def test_what_is_accepted_is_shown_and_not_counted(tmp_path: Path, out: Path) -> None:
    """With its reason."""
    (out / "a.js.map").write_text(source_map(f'"{secret()}"'))
    scope = _scope(tmp_path)
    accept = (Acceptance("secret-in-build", "npm token in **", "read-only"),)
    settings = msgspec.structs.replace(scope.loaded.settings, accept=accept)
    loaded = msgspec.structs.replace(scope.loaded, settings=settings)
    found = seen(tmp_path, msgspec.structs.replace(scope, loaded=loaded))

    assert (0, "read-only") == (figures(found)["secrets"], found.findings[0].accepted)


def test_home_folders_and_published_sources_are_told(tmp_path: Path, out: Path) -> None:
    """Videos are called .ts as well."""
    (out / "a.js.map").write_text(source_map("f();", name="file:///home/jane/app/{}.ts"))
    (out / "worker.ts").write_text("const a: number = 1;")
    (out / "video.ts").write_bytes(b"G\0\0")

    found = seen(tmp_path)
    assert ["home-path-in-build", "source-published"] == [each.code for each in found.findings]
    assert "web/out/worker.ts" == found.findings[1].subject
    assert 1 == figures(found)["home-paths"]


def test_what_was_sent_is_told_by_the_ledger(tmp_path: Path, out: Path) -> None:
    """Settings may have changed since."""
    scope = _scope(tmp_path)
    settings = msgspec.structs.replace(scope.loaded.settings, upload=Upload("none"))
    loaded = msgspec.structs.replace(scope.loaded, settings=settings)
    done = Entry(1, {}, Uploaded((), 2, "ok", sources="app"), "", 0.0)
    ledger = Ledger("production", "web@1", entries={"upload": done})
    changed = msgspec.structs.replace(scope, loaded=loaded, ledger=ledger)

    assert ("none", "app") == (seen(tmp_path, changed).wanted, seen(tmp_path, changed).sent)
    assert ("all", None) == (seen(tmp_path).wanted, seen(tmp_path).sent)


def test_without_a_build_it_is_unknown(tmp_path: Path) -> None:
    """And what makes one is named."""
    found = of_exposure.search(_scope(tmp_path))

    assert Unseen("there are no built scripts: invoke build") == found


def test_what_was_not_asked_for_is_not_read(tmp_path: Path) -> None:
    """`--only=server` reads no script."""
    found = of_exposure.search(_scope(tmp_path, Asked(only=frozenset({"server"}))))

    assert isinstance(found, Unseen)
    assert not found.asked


def test_an_output_that_is_not_there_has_nothing(tmp_path: Path, out: Path) -> None:
    """Of several, another one may be built."""
    scope = _scope(tmp_path)
    build = scope.loaded.settings.build
    outputs = (*build.outputs, Output("server", "app:///server", "node"))
    more = msgspec.structs.replace(build, outputs=outputs)
    settings = msgspec.structs.replace(scope.loaded.settings, build=more)
    loaded = msgspec.structs.replace(scope.loaded, settings=settings)

    assert () == seen(tmp_path, msgspec.structs.replace(scope, loaded=loaded)).findings
