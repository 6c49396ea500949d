"""Lock files: each form tells the same of the same app, and none of them can bring us down."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.review.evidence.sources import Package
from buildtools.sources import lock_files, lock_lines, lock_trees
from buildtools.sources.lock_graph import Graph, Node, is_sentrys, only_sentrys, sentrys
from tests.sources import locks

FORMS = [
    pytest.param("package-lock.json", locks.FOLDERS, id="folders"),
    pytest.param("package-lock.json", locks.NESTED, id="nested"),
    pytest.param("npm-shrinkwrap.json", locks.FOLDERS, id="shrinkwrap"),
    pytest.param("bun.lock", locks.NAMES, id="names"),
    pytest.param("pnpm-lock.yaml", locks.SNAPSHOTS, id="snapshots"),
    pytest.param("pnpm-lock.yaml", locks.SNAPSHOTS_6, id="snapshots-6"),
    pytest.param("pnpm-lock.yaml", locks.SNAPSHOTS_5, id="snapshots-5"),
    pytest.param("yarn.lock", locks.RANGES, id="ranges"),
    pytest.param("yarn.lock", locks.RANGES_8, id="ranges-8"),
]


@pytest.mark.parametrize(("name", "text"), FORMS)
def test_every_form_tells_the_same(tmp_path: Path, name: str, text: str) -> None:
    """A weight is Sentry's by what would go with it: `ms` stays, the app itself asks for it."""
    (tmp_path / "package.json").write_text(locks.MANIFEST)
    (tmp_path / name).write_text(text)

    locked = lock_files.read(tmp_path, tmp_path)
    installed = {each.name: each for each in sentrys(locked.graph)}

    assert name == locked.file
    assert (
        "@sentry/core",
        "@sentry/react",
        "hoist-non-react-statics",
        "react-is",
    ) == only_sentrys(locked.graph)
    assert Package("@sentry/core", ("8.55.2",), ("ms",)) == installed["@sentry/core"]
    assert ("16.13.1",) == installed["react-is"].versions
    assert "ms" in installed


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("package-lock.json", "{", "Expecting property name"),
        ("package-lock.json", "[]", "names no package"),
        ("package-lock.json", "[" * 200_000, "nested beyond reason"),
        ("pnpm-lock.yaml", "a: b", ""),
        ("yarn.lock", "\udcff", "codec"),
    ],
)
def test_a_lock_file_of_no_use_is_said_so(tmp_path: Path, name: str, text: str, why: str) -> None:
    """What could not be read is told with its file, and nothing is said of packages."""
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))

    locked = lock_files.read(tmp_path, tmp_path)

    assert why in locked.unread
    assert () == sentrys(locked.graph)


def test_a_lock_file_is_looked_for_upward_within_the_repository(tmp_path: Path) -> None:
    """In a repository of several apps it lies above, and what is above that is none of ours."""
    app = tmp_path / "outside" / "repository" / "apps" / "shop"
    app.mkdir(parents=True)
    (tmp_path / "outside" / "package-lock.json").write_text(locks.FOLDERS)
    (tmp_path / "outside" / "repository" / ".git").mkdir()

    without = lock_files.read(app, app)
    (tmp_path / "outside" / "repository" / "package-lock.json").write_text(locks.FOLDERS)
    found = lock_files.read(app, app)

    assert "" == without.file
    assert "../../package-lock.json" == found.file


def test_of_several_workspaces_the_apps_own_counts() -> None:
    """What another app of the repository has installed says nothing of this one."""
    lock = """{"packages": {
      "": {"workspaces": ["apps/*"]},
      "apps/old": {"name": "old", "dependencies": {"@sentry/core": "^8"}},
      "apps/shop": {"name": "shop", "dependencies": {"@sentry/core": "^11", "own": "1"}},
      "node_modules/shop": {"resolved": "apps/shop", "link": true},
      "node_modules/own": {"resolved": "packages/own", "link": true},
      "packages/own": {"name": "own", "dependencies": {"ms": "^2"}},
      "node_modules/ms": {"version": "2.1.3"},
      "node_modules/@sentry/core": {"version": "11.8.0", "dependencies": {"ms": "^2"}},
      "apps/old/node_modules/@sentry/core": {"version": "8.0.0"}}}"""

    graph = lock_trees.by_folder(lock, "")

    assert ("11.8.0",) == sentrys(graph.of("apps/shop"))[0].versions
    assert ("@sentry/core",) == only_sentrys(graph.of("apps/shop"))
    assert ("8.0.0", "11.8.0") == sentrys(graph.of("unknown"))[0].versions


@pytest.mark.parametrize(
    ("name", "text"),
    [("yarn.lock", locks.RANGES), ("package-lock.json", locks.NESTED)],
    ids=["ranges", "nested"],
)
def test_a_form_without_workspaces_is_read_by_the_apps_own_manifest(
    tmp_path: Path, name: str, text: str
) -> None:
    """Such a lock file has what all workspaces need, and does not say which needs what."""
    app = tmp_path / "apps" / "shop"
    app.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text(locks.MANIFEST)
    (app / "package.json").write_text('{"dependencies": {"ms": "^2.1.0"}}')

    assert () == sentrys(lock_files.read(tmp_path, app).graph)
    (app / "package.json").write_text('{"dependencies": {"@sentry/react": "^8.0.0"}}')
    assert "ms" in only_sentrys(lock_files.read(tmp_path, app).graph)


def test_a_lock_file_behind_a_link_out_of_the_repository_is_none(tmp_path: Path) -> None:
    """What lies elsewhere is somebody else's."""
    app = tmp_path / "app"
    (app / ".git").mkdir(parents=True)
    (tmp_path / "other.json").write_text(locks.FOLDERS)
    (app / "package-lock.json").symlink_to(tmp_path / "other.json")

    assert "" == lock_files.read(app, app).file


def test_the_sdk_of_a_build_tool_is_no_copy_of_the_apps() -> None:
    """A plugin reports its own errors by an SDK that no app loads; two of the app's are two."""
    nodes = {
        "app": Node("app", "", ("@sentry/react", "plugin")),
        "@sentry/react": Node("@sentry/react", "11.12.0", ("core",)),
        "plugin": Node("@sentry/vite-plugin", "4.6.0", ("plugins",)),
        "plugins": Node("@sentry/bundler-plugin-core", "4.6.0", ("plugins/core",)),
        "core": Node("@sentry/core", "11.12.0", ()),
        "plugins/core": Node("@sentry/core", "10.2.0", ()),
    }

    def copies(graph: Graph) -> tuple[str, ...]:
        return next(each.versions for each in sentrys(graph) if each.name == "@sentry/core")

    assert ("11.12.0",) == copies(Graph(nodes, {"": "app"}))
    wanted = {**nodes, "app": Node("app", "", ("@sentry/react", "plugin", "plugins/core"))}
    assert ("10.2.0", "11.12.0") == copies(Graph(wanted, {"": "app"}))
    tools = {**nodes, "app": Node("app", "", ("plugin",))}
    assert ("10.2.0", "11.12.0") == copies(Graph(tools, {"": "app"}))


def test_what_another_package_wants_as_a_peer_is_not_sentrys() -> None:
    """It would stay if Sentry went."""
    nodes = {
        "app": Node("app", "", ("@sentry/core", "other")),
        "@sentry/core": Node("@sentry/core", "1.0.0", ("shared", "own", "missing")),
        "other": Node("other", "1.0.0", (), ("shared",)),
        "shared": Node("shared", "1.0.0", ()),
        "own": Node("own", "1.0.0", ("@sentry/core",)),
    }

    assert ("@sentry/core", "own") == only_sentrys(Graph(nodes, {"": "app"}))


def test_linked_workspaces_are_followed() -> None:
    """A package of the repository itself brings its packages with it."""
    lock = (
        "lockfileVersion: '9.0'\nimporters:\n"
        "  apps/shop:\n    dependencies:\n      own:\n        specifier: workspace:*\n"
        "        version: link:../../packages/own\n"
        "  packages/own:\n    dependencies:\n      '@sentry/core':\n        specifier: ^11\n"
        "        version: 11.8.0\n"
        "snapshots:\n  '@sentry/core@11.8.0': {}\n"
    )

    graph = lock_lines.by_snapshot(lock).of("apps/shop")

    assert ["@sentry/core"] == [each.name for each in sentrys(graph)]


def test_versions_stand_in_the_order_of_numbers() -> None:
    """10 comes after 9, and what is no number breaks nothing."""
    nodes = {
        version: Node("@sentry/core", version, ())
        for version in ("10.0.0", "9.1.0", "9.1.0-rc.1", "x")
    }

    assert ("x", "9.1.0", "9.1.0-rc.1", "10.0.0") == sentrys(Graph(nodes, {}))[0].versions


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("@sentry/core", True),
        ("@sentry-internal/replay", True),
        ("@sentryx/a", False),
        ("s", False),
    ],
)
def test_sentrys_packages_are_known_by_their_scope(name: str, *, is_one: bool) -> None:
    """A name that only looks like it is somebody else's."""
    assert is_one is is_sentrys(name)


@given(st.text() | st.lists(st.sampled_from(list('{}[]:,"\n @/-_')), max_size=300).map("".join))
def test_no_text_brings_a_reader_down(text: str) -> None:
    """A lock file is made by others, and merged by people."""
    for reader in (lock_lines.by_snapshot, lambda lock: lock_lines.by_range(lock, lock)):
        only_sentrys(reader(text))
    for reader in (lock_trees.by_path_of_names, lambda lock: lock_trees.by_folder(lock, lock)):
        try:
            only_sentrys(reader(text))
        except ValueError:
            continue


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["1.0.0", "@sentry/core", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "packages",
                    "dependencies",
                    "",
                    "node_modules/@sentry/core",
                    "link",
                    "workspaces",
                    "a",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(_JSON)
def test_no_json_brings_a_reader_down(value: object) -> None:
    """Any member may be of any kind."""
    import json

    text = json.dumps(value)

    for graph in (lock_trees.by_folder(text, text), lock_trees.by_path_of_names(text)):
        sentrys(graph)
        only_sentrys(graph)
