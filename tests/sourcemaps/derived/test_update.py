"""What follows from an injection, on disk and in one transaction."""

import gzip
import stat
from pathlib import Path

import pytest

from buildtools.change import rewritten
from buildtools.errors import DiskRefused
from buildtools.files.tree import Tree as Files
from buildtools.results import Injected
from buildtools.settings import Verify
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.derived.update import update_derived
from buildtools.splices import original
from buildtools.values import Edit, Pair
from tests.proving import on_disk
from tests.sourcemaps.derived.conftest import MAP, Tree, codes, hexed, ref

LAZY = b"lazy();\n"


def entry(lazy: bytes) -> bytes:
    """A loader that checks what it loads."""
    return b'load("lazy.js","' + ref(lazy) + b'");\n'


def page(script: bytes) -> bytes:
    """A page that checks its script."""
    return b'<script src="entry.js" integrity="' + ref(script) + b'"></script>\n'


def site(tree: Tree) -> None:
    """A page, its entry and a lazy chunk, each with the digest of the next."""
    tree.script("dist/lazy.js", LAZY)
    tree.script("dist/entry.js", entry(LAZY))
    tree.write("dist/index.html", page(entry(LAZY)))


def undone(tree: Tree, injected: Injected) -> dict[str, bytes]:
    """Return all files as the record says that they were."""
    files = tree.all()
    for each in injected.pairs:
        files[each.pair.script] = original(files[each.pair.script], each.script_edits)
        files[each.pair.map or ""] = original(files[each.pair.map or ""], each.map_edits)
    for updated in injected.updated:
        files[updated.path] = original(files[updated.path], updated.edits)
    return files


def test_digests_follow_through_loader_and_page(tree: Tree) -> None:
    """One digest that does not match is a page without scripts."""
    site(tree)
    injected = tree.inject()

    assert ref(tree.read("dist/lazy.js")) in tree.read("dist/entry.js")
    assert ref(tree.read("dist/entry.js")) in tree.read("dist/index.html")
    assert ref(LAZY) not in tree.read("dist/entry.js")
    assert ["dist/index.html"] == [each.path for each in injected.updated]


def test_the_result_names_the_final_bytes_of_a_loader(tree: Tree) -> None:
    """Upload and verify would refuse the loader otherwise, or send the wrong one."""
    site(tree)
    before = tree.all()
    injected = tree.inject()
    (loader,) = [each for each in injected.pairs if each.pair.script == "dist/entry.js"]

    assert hexed(tree.read("dist/entry.js"), "sha1").decode() == loader.script_digest
    assert before == undone(tree, injected)


def test_a_second_run_changes_nothing_and_loses_nothing(tree: Tree) -> None:
    """Steps are run again; what it takes to undo must survive that."""
    site(tree)
    tree.write("dist/lazy.js.gz", gzip.compress(LAZY))
    first = tree.inject()
    files = tree.all()
    second = tree.inject(first)

    assert files == tree.all()
    assert (first.pairs, first.updated) == (second.pairs, second.updated)


def test_the_record_of_a_rebuilt_page_is_dropped(tree: Tree) -> None:
    """Edits of another build would make nonsense of this one."""
    site(tree)
    first = tree.inject()
    tree.write("dist/index.html", b"<p>built again</p>")
    second = tree.inject(first)

    assert () == second.updated


def test_the_record_of_a_page_that_is_gone_is_dropped(tree: Tree) -> None:
    """There is nothing left to give back."""
    site(tree)
    first = tree.inject()
    (tree.root / "dist/index.html").unlink()

    assert () == tree.inject(first).updated


def test_a_page_that_is_updated_twice_goes_back_to_its_first_state(tree: Tree) -> None:
    """One script comes later than the other, and the page holds both."""
    tree.script("dist/a.js", b"a();\n")
    tree.write("dist/b.js", b"b();\n")
    built = tree.write("dist/index.html", ref(b"a();\n") + b" " + ref(b"b();\n"))
    first = tree.inject()
    tree.script("dist/b.js", b"b();\n")
    second = tree.inject(first)

    assert 1 == len(second.updated)
    assert ref(tree.read("dist/a.js")) + b" " + ref(tree.read("dist/b.js")) == tree.read(
        "dist/index.html"
    )
    assert built == undone(tree, second)["dist/index.html"]


def test_a_disk_that_refuses_leaves_all_as_it_was(tree: Tree) -> None:
    """A page for scripts that were never written is as dead as the other way round."""
    site(tree)
    tree.write("dist/lazy.js.gz", gzip.compress(LAZY))
    (tree.root / "dist/zz.js").mkdir()
    tree.pairs.append(Pair("dist/zz.js", "dist/lazy.js.map", "~/z", None, "browser"))
    before = tree.all()
    with pytest.raises(DiskRefused):
        tree.inject()

    assert before == tree.all()


def test_a_loader_that_is_updated_later_still_goes_back_to_its_first_state(tree: Tree) -> None:
    """It was injected in one run, and what it loads in the next."""
    tree.write("dist/lazy.js", LAZY)
    built = tree.script("dist/entry.js", entry(LAZY))
    first = tree.inject()
    tree.script("dist/lazy.js", LAZY)
    second = tree.inject(first)

    assert ref(tree.read("dist/lazy.js")) in tree.read("dist/entry.js")
    assert built == undone(tree, second)["dist/entry.js"]


def test_what_depends_on_a_file_is_written_before_it(tree: Tree) -> None:
    """A run that is killed between two files can then be done again."""
    site(tree)
    tree.write("dist/lazy.js.gz", gzip.compress(LAZY))
    tree.write("dist/copy/lazy.js", LAZY)
    change = rewritten("dist/lazy.js", LAZY, b"id();" + LAZY, (Edit(0, b"", 5),))
    derived = update_derived(Files(tree.root), places(".", ["dist"]), [change], tree.pairs)

    order = list(derived.files)

    assert ["dist/index.html", "dist/entry.js"] == [each for each in order if "lazy" not in each]
    assert {"dist/lazy.js.gz", "dist/copy/lazy.js"} < {*order}


@pytest.mark.parametrize("written", range(1, 7))
def test_a_killed_run_is_completed_by_the_next(tree: Tree, written: int) -> None:
    """Whatever had been moved to its place, doing it again must end at the same bytes."""
    site(tree)
    tree.write("dist/lazy.js.gz", gzip.compress(LAZY))
    before = tree.all()
    tree.inject()
    after = tree.all()
    order = ["lazy.js.gz", "index.html", "entry.js", "lazy.js", "lazy.js.map", "entry.js.map"]
    for number, name in enumerate(order):
        state = after if number < written else before
        tree.write(f"dist/{name}", state[f"dist/{name}"])
    tree.inject()

    assert after["dist/index.html"] == tree.read("dist/index.html")
    assert after["dist/lazy.js.gz"] == tree.read("dist/lazy.js.gz")


# Copies


def test_copies_elsewhere_in_the_build_stay_copies(tree: Tree) -> None:
    """Next's standalone server runs the copies: their frames would have no ID."""
    tree.outputs = [".next/server"]
    tree.script(".next/server/chunks/[root]_a.js", b"a();\n", "node")
    tree.write(".next/standalone/.next/server/chunks/[root]_a.js", b"a();\n")
    tree.write(".next/standalone/.next/server/chunks/[root]_a.js.map", MAP)
    tree.write(".next/standalone/node_modules/x/[root]_a.js", b"a();\n")
    tree.write(".next/standalone/other/[root]_a.js", b"other();\n")
    (tree.root / ".next/standalone/.next/server/chunks/[root]_a.js").chmod(0o750)
    before = tree.all()
    injected = tree.inject()
    made, copy = (
        ".next/server/chunks/[root]_a.js",
        ".next/standalone/.next/server/chunks/[root]_a.js",
    )

    assert before[made] != tree.read(made) == tree.read(copy)
    assert tree.read(f"{made}.map") == tree.read(f"{copy}.map")
    assert 0o750 == stat.S_IMODE((tree.root / copy).stat().st_mode)
    assert b"a();\n" == tree.read(".next/standalone/node_modules/x/[root]_a.js")
    assert b"other();\n" == tree.read(".next/standalone/other/[root]_a.js")
    assert before == undone(tree, injected)


def test_a_copy_that_holds_digests_stays_a_copy(tree: Tree) -> None:
    """Both changes come to it, as to the file it is a copy of."""
    site(tree)
    tree.write("dist/copy/entry.js", entry(LAZY))
    before = tree.all()
    injected = tree.inject()

    assert tree.read("dist/entry.js") == tree.read("dist/copy/entry.js")
    assert before == undone(tree, injected)


def test_a_script_that_inject_refuses_is_no_copy(tree: Tree) -> None:
    """It was left alone for a reason, which a finding tells."""
    tree.script("dist/a/x.js", b"x();\n")
    tree.script("dist/b/x.js", b"x();\n")
    tree.write("dist/b/x.js.map", b"broken")
    tree.inject()

    assert b"x();\n" == tree.read("dist/b/x.js")


def test_a_link_is_left_to_its_target(tree: Tree) -> None:
    """Replacing it would tear the two apart, or change a file outside the build."""
    site(tree)
    outside = tree.write("outside.html", page(entry(LAZY)))
    (tree.root / "dist/latest").mkdir()
    (tree.root / "dist/latest/entry.js").symlink_to("../entry.js")
    (tree.root / "dist/outside.html").symlink_to("../outside.html")
    tree.write("dist/entry.js.gz", gzip.compress(entry(LAZY)))
    (tree.root / "dist/lazy.js.gz").symlink_to("entry.js.gz")
    tree.inject()

    assert tree.read("dist/entry.js") == tree.read("dist/latest/entry.js")
    assert (tree.root / "dist/latest/entry.js").is_symlink()
    assert outside == tree.read("outside.html")
    assert tree.read("dist/entry.js") == gzip.decompress(tree.read("dist/lazy.js.gz"))


# Compressed siblings


def test_a_compressed_sibling_follows(tree: Tree) -> None:
    """A server sends it in the file's place."""
    tree.script("dist/a.js", b"a();\n" * 50)
    tree.write("dist/a.js.gz", gzip.compress(b"a();\n" * 50))
    injected = tree.inject()

    assert tree.read("dist/a.js") == gzip.decompress(tree.read("dist/a.js.gz"))
    assert ["dist/a.js.gz"] == [each.path for each in injected.updated]


def test_the_sibling_of_an_updated_page_follows_too(tree: Tree) -> None:
    """The page changes only because of its digest."""
    site(tree)
    tree.write("dist/index.html.gz", gzip.compress(page(entry(LAZY))))
    tree.inject()

    assert tree.read("dist/index.html") == gzip.decompress(tree.read("dist/index.html.gz"))


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        pytest.param("a.js.gz", gzip.compress(b"of an older build"), "delete it", id="stale"),
        pytest.param("a.js.gz", b"no gzip", "delete it", id="unreadable"),
        pytest.param("a.js.br", b"no brotli", "delete it", id="brotli"),
    ],
)
def test_a_sibling_that_cannot_be_updated_is_told_each_time(
    tree: Tree, name: str, data: bytes, remedy: str
) -> None:
    """It is sent in the file's place, and all its frames would be wrong."""
    tree.script("dist/a.js", b"a();\n")
    tree.write(f"dist/{name}", data)
    first = tree.inject()
    second = tree.inject(first)
    found = next(each for each in second.findings if each.code == "precompressed-stale")

    assert ("precompressed-stale", "error", f"dist/{name}") in codes(first)
    assert remedy in found.remedy
    assert data == tree.read(f"dist/{name}")


# What is told


def test_names_that_promise_a_content_are_told_once(tree: Tree) -> None:
    """Caches that hold them as immutable keep the scripts without IDs."""
    tree.script("dist/index-C16UB3Sf.js", b"a();\n")
    tree.script("dist/index-D27VC4Tg.js", b"b();\n")
    tree.script("dist/sw.js", b"c();\n")
    first = tree.inject()
    second = tree.inject(first)

    assert [("immutable-name-kept", "info", "dist/index-C16UB3Sf.js")] == codes(first)
    assert first.findings[0].sentence.startswith("2 scripts")
    assert () == second.findings


@pytest.mark.parametrize(
    ("config", "advice"),
    [
        ("vite.config.ts", "in vite.config once"),
        ("next.config.mjs", "set deploymentId in next.config once"),
        ("webpack.config.js", "set output.hashSalt in webpack.config once"),
        ("angular.json", ""),
        ("README", ""),
    ],
)
def test_the_advice_on_names_is_for_the_bundler_that_is_there(
    tree: Tree, config: str, advice: str
) -> None:
    """That of three bundlers in one bracket helps nobody."""
    tree.script("dist/index-C16UB3Sf.js", b"a();\n")
    tree.write(config, b"")
    (found,) = tree.inject().findings

    assert found.remedy.endswith(advice)
    assert bool(found.remedy) == bool(advice)


def test_names_on_a_server_promise_nothing(tree: Tree) -> None:
    """Node reads its files at each start."""
    tree.script("dist/index-C16UB3Sf.js", b"a();\n", "node")

    assert () == tree.inject().findings


def test_a_precache_without_revisions_is_told(tree: Tree) -> None:
    """It never asks again for what it holds."""
    tree.script("dist/app-1.js", b"a();\n")
    tree.write(
        "dist/sw.js", b'precache([{url:"/app-1.js?v=1",revision:null},{url:"/x.js",revision:null}])'
    )
    tree.write("dist/other.js", b'precache([{url:"/x.js",revision:null}])')

    assert [("service-worker-precache", "warning", "dist/sw.js")] == codes(tree.inject())


def test_a_service_worker_in_public_follows(tree: Tree) -> None:
    """Serwist and next-pwa write it beside the sources."""
    tree.outputs = [".next/static"]
    tree.script(".next/static/a.js", b"a();\n")
    text = b'[{url:"/_next/static/a.js",revision:"%s"}]'
    tree.write("public/sw.js", text % hexed(b"a();\n", "md5"))
    tree.write("public/deep/page.html", ref(b"a();\n"))
    tree.inject()

    assert text % hexed(tree.read(".next/static/a.js"), "md5") == tree.read("public/sw.js")
    assert ref(b"a();\n") == tree.read("public/deep/page.html")


def test_a_policy_outside_the_build_is_told(tree: Tree) -> None:
    """It is source: we do not write there, but the script would be blocked."""
    tree.script("dist/a.js", b"a();\n")
    policy = b"script-src '" + ref(b"a();\n", "sha256") + b"='"
    tree.write("next.config.js", policy)
    tree.write("src/middleware.ts", b"no policy")
    tree.write("nginx.conf", b"'" + ref(b"something else", "sha256") + b"='")
    injected = tree.inject()

    assert [("csp-hash-kept", "warning", "next.config.js")] == codes(injected)
    assert policy == tree.read("next.config.js")


def test_a_policy_inside_the_build_follows(tree: Tree) -> None:
    """Netlify and Cloudflare read `_headers` from what is deployed."""
    tree.outputs = ["."]
    tree.script("a.js", b"a();\n")
    tree.write("_headers", b"'" + ref(b"a();\n", "sha256") + b"='")
    injected = tree.inject()

    assert () == injected.findings
    assert b"'" + ref(tree.read("a.js"), "sha256") + b"='" == tree.read("_headers")


def test_a_script_for_another_bundler_is_told(tree: Tree) -> None:
    """That bundler takes it apart, and what it writes has other IDs or none."""
    tree.script("dist/a.js", b"'use strict'\n\"use client\";\na();\n")
    tree.script("dist/b.js", b'"use strict";\nb();\n')
    tree.script("dist/c.js", b'c("use client");\n')

    assert [("use-client-directive", "warning", "dist/a.js")] == codes(tree.inject())


def test_one_digest_of_two_contents_is_told(tree: Tree) -> None:
    """Equal scripts with different maps get different IDs."""
    tree.script("dist/a.js", b"x();\n")
    tree.script("dist/b.js", b"x();\n")
    tree.write("dist/b.js.map", MAP.replace(b"a.ts", b"b.ts"))
    held = tree.write("dist/index.html", ref(b"x();\n"))
    injected = tree.inject()

    assert ("integrity-ambiguous", "error", "dist/index.html") in codes(injected)
    assert held == tree.read("dist/index.html")


def test_a_build_without_any_of_it_costs_no_digest(tree: Tree) -> None:
    """Most builds have neither integrity nor copies: nothing is written but the pairs."""
    tree.script("dist/a.js", b"a();\n")
    tree.write("dist/index.html", b"<script src=a.js>")
    tree.write("dist/logo.png", b"\x89PNG")
    injected = tree.inject()

    assert ((), ()) == (injected.updated, injected.findings)


def test_a_build_folder_that_is_not_there_is_passed_over(tree: Tree) -> None:
    """The build step is who tells of it."""
    tree.outputs = ["dist", "out"]
    tree.script("dist/a.js", b"a();\n")

    assert 1 == len(tree.inject().pairs)


def test_it_works_from_a_folder_behind_a_link(tree: Tree, tmp_path: Path) -> None:
    """Temporary folders of macOS and some CI checkouts are such."""
    site(tree)
    tree.write("dist/copy/lazy.js", LAZY)
    other = tmp_path.with_name(tmp_path.name + "-link")
    other.symlink_to(tmp_path, target_is_directory=True)
    linked = Tree(other)
    linked.pairs = tree.pairs
    linked.inject()

    assert tree.read("dist/lazy.js") == tree.read("dist/copy/lazy.js")
    assert ref(tree.read("dist/entry.js")) in tree.read("dist/index.html")


def test_an_updated_digest_is_no_position_that_moved(tree: Tree) -> None:
    """The proof compares the text at each place, and at this one it has changed for good."""
    tree.script("dist/lazy.js", LAZY)
    tree.script("dist/entry.js", b"'" + ref(LAZY) + b"';l();\n")
    injected = tree.inject()
    counts, findings, _ = on_disk(tree.root, injected.pairs, Verify())

    assert ["positions-not-judged"] == [found.code for found in findings]
    assert 4 == counts["browser positions"]
