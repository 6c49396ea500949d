"""What another tool uploaded, beside what ours would: by URL and debug ID, or not at all."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from buildtools.errors import NotPermitted
from buildtools.inspections.comparing import Comparison, compare, lines, on_disk
from buildtools.settings import Output

ONE, TWO = "85314830-023f-4cf1-a267-535f4e37bb17", "1bb1a9a0-5d0f-4f40-9d0a-3f7a1d0b9c11"


class _Association(NamedTuple):
    release: str | None


class _Bundle(NamedTuple):
    bundle_id: str
    associations: Sequence[_Association]


class _File(NamedTuple):
    file_path: str
    parsed_debug_id: str | None = None
    file_type: int = 2


class _Server:
    """A server that lists bundles, the newest first, or refuses."""

    def __init__(
        self, bundles: dict[str, tuple[str, list[_File]]], refusal: Exception | None = None
    ) -> None:
        self._bundles, self._refusal = bundles, refusal
        self.asked: list[str] = []

    def bundles(self, project: str, query: str | None = None) -> Sequence[_Bundle]:
        del project, query
        if self._refusal:
            raise self._refusal
        return [_Bundle(name, [_Association(each)]) for name, (each, _) in self._bundles.items()]

    def bundle_files(self, project: str, bundle_id: str) -> Sequence[_File]:
        del project
        self.asked.append(bundle_id)
        return self._bundles[bundle_id][1]


def _with(*files: _File, release: str = "shop@1") -> _Server:
    return _Server({"new": (release, list(files))})


def test_scripts_are_found_by_debug_id_whatever_their_url() -> None:
    """A prefix that was wrong there does not matter to debug IDs, and is told."""
    server = _with(_File("~/static/a.js", ONE), _File("~/static/a.js.map", ONE, 3))

    found = compare(server, ["shop"], "shop@1", {"~/a.js": ONE})

    assert (
        Comparison(
            release="shop@1",
            our_release="shop@1",
            both=1,
            other_urls=(("~/static/a.js", "~/a.js"),),
            same_ids=1,
        )
        == found
    )
    assert not found.agrees


def test_scripts_without_ids_are_found_by_url() -> None:
    """Older uploads have none: that they are found by release and URL is told."""
    server = _with(_File("~/a.js"), _File("~/b.js"))

    found = compare(server, ["shop"], "shop@1", {"~/a.js": ONE, "~/b.js": ""})

    assert (2, 2, 0) == (found.both, found.without_ids, found.same_ids)
    assert found.agrees


def test_what_only_one_side_has_is_named() -> None:
    """An output that was forgotten would be missed in the first trace alone."""
    server = _with(_File("~/a.js", ONE), _File("~/admin/c.js", TWO))

    found = compare(server, ["shop"], "shop@2", {"~/a.js": ONE, "~/new.js": ""})

    assert (("~/admin/c.js",), ("~/new.js",)) == (found.only_theirs, found.only_ours)
    said = "\n".join(lines(found))
    assert "only there: ~/admin/c.js; name their folder in build.outputs" in said
    assert "only here: ~/new.js" in said
    assert "called shop@1 there, shop@2 here" in said


def test_another_build_has_other_ids() -> None:
    """Names with the same URL and other IDs are no fault: they were built again."""
    found = compare(_with(_File("~/a.js", ONE)), ["shop"], "shop@1", {"~/a.js": TWO})

    assert (1, 0, 1) == (found.both, found.same_ids, found.other_ids)
    assert "other debug IDs: 1 script, as of another build" in "\n".join(lines(found))


def test_files_of_one_name_are_paired_where_nothing_else_tells() -> None:
    """So a prefix that is wrong on one side is told as such; two of a name stay apart."""
    server = _with(_File("~/js/main.js"), _File("~/js/x/index.js"), _File("~/js/y/index.js"))
    ours = {"~/main.js": "", "~/x/index.js": "", "~/y/index.js": ""}

    found = compare(server, ["shop"], "shop@1", ours)

    assert (("~/js/main.js", "~/main.js"),) == found.other_urls
    assert 2 == len(found.only_theirs)
    assert "~/js/main.js there, ~/main.js here; see `url`" in "\n".join(lines(found))


def test_all_bundles_of_the_last_release_count_and_no_others() -> None:
    """One upload may come in several, and the release before is another matter."""
    server = _Server(
        {
            "c": ("shop@2", [_File("~/c.js", ONE)]),
            "b": ("shop@2", [_File("~/b.js", TWO)]),
            "a": ("shop@1", [_File("~/a.js")]),
        }
    )

    found = compare(server, ["shop"], "shop@2", {"~/c.js": ONE, "~/b.js": TWO})

    assert (2, ()) == (found.both, found.only_theirs)
    assert ["c", "b"] == server.asked


def test_several_other_urls_are_counted() -> None:
    """One is shown, which is enough to see the prefix."""
    server = _with(_File("~/x/a.js", ONE), _File("~/x/b.js", TWO), release="")

    said = list(lines(compare(server, ["shop"], "shop@1", {"~/a.js": ONE, "~/b.js": TWO})))

    assert "the last upload: 2 scripts in both" == said[0]
    assert "and 1 more" in said[1]


@pytest.mark.parametrize(
    ("server", "projects", "ours", "why"),
    [
        (_Server({}), ["shop"], {"~/a.js": ""}, "the server lists no upload to shop"),
        (_with(_File("~/a.js")), [], {"~/a.js": ""}, "no project is named"),
        (_with(_File("~/a.js")), ["shop"], {}, "no scripts with maps lie in the outputs yet"),
        (
            _Server({}, NotPermitted("the token may not list", remedy="use another")),
            ["shop"],
            {"~/a.js": ""},
            "the token may not list; use another",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    server: _Server, projects: list[str], ours: dict[str, str], why: str
) -> None:
    """Not compared is a state of its own: never a sign that all is well."""
    found = compare(server, projects, "shop@1", ours)

    assert not found.agrees
    (said,) = lines(found)
    assert said.startswith("the last upload is not compared: ")
    assert why in said


def test_scripts_on_disk_have_their_urls_and_ids(tmp_path: Path) -> None:
    """Those without a map are not sent, so they are not compared."""
    dist = tmp_path / "dist" / "js"
    dist.mkdir(parents=True)
    (dist / "a.js").write_text(f"a()\n//# debugId={ONE}\n//# sourceMappingURL=a.js.map\n")
    (dist / "b.js").write_text("b()\n")
    (dist / "b.js.map").write_text("{}")
    (dist / "polyfill.js").write_text("c()\n")
    (dist / "style.css").write_text("d{}\n")

    found = on_disk(tmp_path, [Output("dist", "~/static"), Output("gone", "~/")])

    assert {"~/static/js/a.js": ONE, "~/static/js/b.js": ""} == found
