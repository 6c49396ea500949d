"""The search through a build: what is said of secrets and homes, and of whom."""

import random
import string

from buildtools.acceptance import mark
from buildtools.checks.maps import Map, Source
from buildtools.checks.secrets.places import MOST
from buildtools.checks.secrets.search import Search
from buildtools.checks.secrets.tracing import by_map, nowhere
from buildtools.findings.subjects import File
from buildtools.settings import Acceptance


def secret(number: int = 0) -> str:
    """Return one of many npm tokens."""
    draw = random.Random(number)
    return "npm_" + "".join(draw.choice(string.ascii_letters) for _ in range(36))


def _map(*sources: tuple[str, str | None]) -> Map:
    return Map(tuple(Source(*each) for each in sources), mapped=True)


def test_a_secret_is_told_once_with_all_its_places() -> None:
    """It stands in the source, and so in the script and in each map that has the source."""
    search = Search("/srv/app")
    text = f'// one\nconst token = "{secret()}";'
    for name in ("a", "b"):
        parsed = _map(("src/api.ts", text), ("src/b.ts", None))
        search.pair(f"dist/{name}.js", f'x="{secret()}"', f"dist/{name}.js.map", parsed, nowhere)

    (found,) = search.findings()
    assert ("secret-in-build", "error", "npm token in src/api.ts") == (
        *(found.code, found.severity),
        found.subject,
    )
    assert "stands in src/api.ts:2, and 3 more places" in found.sentence
    assert secret() not in repr(found)
    assert [
        File("dist/a.js.map"),
        File("dist/a.js", 1, 4),
        File("dist/b.js.map"),
        File("dist/b.js", 1, 4),
    ] == list(found.also)


def test_a_secret_of_the_script_alone_is_traced_to_its_source() -> None:
    """The bundler has put a variable's value where the source has the variable's name."""
    map_ = b'{"version":3,"sources":["src/api.ts"],"names":[],"mappings":"AACA"}'
    search = Search("/srv/app")
    parsed = _map(("src/api.ts", "\nprocess.env.TOKEN"))
    search.pair("dist/a.js", f'"{secret()}"', "dist/a.js.map", parsed, by_map(lambda: map_))

    (found,) = search.findings()
    assert "npm token in src/api.ts" == found.subject
    assert "src/api.ts:2" in found.sentence


def test_a_script_that_nothing_is_known_of_is_named_itself() -> None:
    """Without a map, and where the map is none."""
    search = Search("/srv/app")
    search.file("dist/a.js", f'\n"😀{secret()}"')
    broken = by_map(lambda: b"{")
    search.pair("dist/b.js", f'"{secret(1)}"', "dist/b.js.map", _map(), broken)
    unmapped = by_map(lambda: b'{"version":3,"sources":[],"names":[],"mappings":"A"}')
    search.pair("dist/c.js", f'"{secret(2)}"', "dist/c.js.map", _map(), unmapped)

    found = search.findings()
    assert ["dist/a.js:2:4", "dist/b.js:1:2", "dist/c.js:1:2"] == [
        each.sentence.rpartition(" ")[2] for each in found
    ]


def test_what_a_package_brings_weighs_less() -> None:
    """Whoever builds the app cannot take it out, and everybody has the package."""
    search = Search("/srv/app")
    texts = ("node_modules/sdk/a.js", f'"{secret()}"'), ("src/a.ts", f'"{secret(1)}"')
    search.texts("dist/a.js.map", _map(*texts))

    assert ["error", "warning"] == [each.severity for each in search.findings()]


def test_of_thousands_a_few_are_listed() -> None:
    """Data that was built in may hold any number; the report stays readable."""
    search = Search("/srv/app")
    search.file("dist/a.js", "\n".join(f'"{secret(number)}"' for number in range(MOST + 100)))

    found = search.findings()
    assert MOST == len(found)
    assert "100 more of its kind are not listed" in found[-1].sentence


def test_homes_of_packages_and_of_scripts_made_of_them_are_left_out() -> None:
    """A package's comments name its author's folder, and the script has the same text."""
    theirs, own = '"/Users/author/dev/x.js"', '"/Users/jane/app/y.js"'
    search = Search("/srv/app")
    parsed = _map(("node_modules/x/x.js", theirs), ("src/a.ts", own))
    search.pair("dist/a.js", theirs, "dist/a.js.map", parsed, nowhere)

    (found,) = search.findings()
    assert ("home-path-in-build", "home folder in src/a.ts") == (found.code, found.subject)
    assert "jane" not in repr(found)


def test_a_home_in_names_and_scripts_is_one_finding() -> None:
    """Every source of a map may be named by its whole path."""
    search = Search("/srv/app")
    names = [(f"file:///home/jane/app/{name}.ts", f"text {name}") for name in "abc"]
    search.pair("dist/a.js", '"file:///home/jane/app/a.ts"', "dist/a.js.map", _map(*names), nowhere)

    (found,) = search.findings()
    assert "home folder in dist/a.js.map" == found.subject
    assert "/home/j… stands in the names of sources in dist/a.js.map, and 1 more place" == (
        found.sentence
    )


def test_a_secret_in_a_source_below_a_home_does_not_tell_the_home() -> None:
    """What is shown of one must not give the other away."""
    search = Search("/srv/app")
    parsed = _map(("file:///home/jane/app/a.ts", f'"{secret()}"'))
    search.texts("dist/a.js.map", parsed)

    assert "jane" not in repr(search.findings())


def test_each_text_is_read_once() -> None:
    """Maps of one build repeat what they have in common."""
    search = Search("/srv/app")
    for name in ("a", "b", "c"):
        search.texts(f"dist/{name}.js.map", _map(("node_modules/x/x.js", "x" * 1000)))

    assert 1000 == search.searched


def test_it_is_accepted_by_its_kind_and_place() -> None:
    """A second secret of another kind in the same source is not accepted with it."""
    search = Search("/srv/app")
    other = "ghp_" + secret(1)[4:]
    search.texts("dist/a.js.map", _map(("src/api.ts", f'"{secret()}" "{other}"')))
    accept = Acceptance("secret-in-build", "npm token in src/api.ts", "read-only, of a test feed")

    assert {"npm token in src/api.ts": True, "GitHub token in src/api.ts": False} == {
        each.subject: bool(each.accepted) for each in mark(search.findings(), [accept])
    }
