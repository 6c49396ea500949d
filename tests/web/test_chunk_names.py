"""Names that webpack's runtime puts together are worked out, not guessed."""

from pathlib import Path

import pytest

from buildtools.web.chunk_names import loaded, runtimes

FORMS = {
    'l.u=e=>"static/chunks/"+e+"."+({710:"h1",9:"h2"})[e]+".js"': {
        "710": "static/chunks/710.h1.js",
        "9": "static/chunks/9.h2.js",
        "77": "",
    },
    'r.u=e=>"c/"+(({12:"name"})[e]||e)+"."+{12:"abc",13:"def"}[e]+".js"': {
        "12": "c/name.abc.js",
        "13": "c/13.def.js",
    },
    'l.u=e=>515===e?"c/515-x.js":"c/"+e+".HASH.js"': {"515": "c/515-x.js", "77": "c/77.HASH.js"},
    'l.u=e=>e===1?"a.js":e===2?"b.js":"c/"+e+".js"': {"1": "a.js", "2": "b.js", "3": "c/3.js"},
    'n.u=function(e){return""+({1:"a"}[e]||e)+".bundle.js"}': {
        "1": "a.bundle.js",
        "2": "2.bundle.js",
    },
    'n.u=e=>`c/${e}.${{710:"h"}[e]}.js`': {"710": "c/710.h.js"},
    'n.u=e=>{if("1"===e)return"1.js";if(e==="3"){return "x.js"}return e+"."+{2:"z"}[e]+".js"}': {
        "1": "1.js",
        "2": "2.z.js",
        "3": "x.js",
    },
    "n.u = (id) => {\n // by template\n /* it */ return '' + id + \".js\";\n};": {"5": "5.js"},
    'n.u=e=>(({"a/b":"x"})[e]||e)+"-1.js"': {"a/b": "x-1.js", "c": "c-1.js"},
    'n.u=e=>(1e3===e?"foo":e)+".js"': {"1000": "foo.js"},
    'n.u=e=>({1:"a.js"})[e]??"b.js"': {"1": "a.js", "2": "b.js"},
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form_is_worked_out(text: str) -> None:
    """Each way in which the function is written gives the file of each chunk."""
    (found,) = runtimes(text)
    assert {chunk: found.name_of(chunk) for chunk in FORMS[text]} == FORMS[text]


def test_ids_come_from_tables_and_comparisons() -> None:
    """So that all chunks are known from the runtime alone; others can be added."""
    (found,) = runtimes('l.p="/_next/";l.u=e=>515===e?"c/x.js":"c/"+e+"."+{7:"h"}[e]+".js"')
    assert set(found.ids) == {"515", "7"}
    assert found.public_path == "/_next/"
    assert found.of(["8"]) == ["c/x.js", "c/7.h.js"]
    assert runtimes('l.u=e=>e+".js"')[0].of(["a", "b"]) == ["a.js", "b.js"]
    assert runtimes('l.u=e=>e+".css"')[0].of(["a"]) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x.u=1",
        "x.u=e=>f(e)",
        "x.u=e=>",
        'x.u=e=>"a',
        "x.u=e=>{for(;;);}",
        "x.u=e=>e[e]",
        "x.u=e=>" + "(" * 5000,
        "x.u=e=>" + "e?" * 5000,
        "x.u=e=>{" * 3000,
        'x.u=e=>e+"."+{' + '1:"a",' * 70_000 + "}[e]",
    ],
)
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    """Another function of that name, or one without an end, gives no names and no error."""
    assert runtimes(text) == []


def test_a_real_runtime(repository_root: Path) -> None:
    """A build of webpack names its lazy chunk and its worker so."""
    (main,) = (repository_root / "tests/fixtures/webpack/dist").glob("main.*.js")
    (found,) = runtimes(main.read_text())
    files = {path.name for path in main.parent.glob("*.chunk.js")}
    assert len(files) == 2
    assert set(found.of([])) == files


def test_a_comparison_that_no_id_can_answer() -> None:
    """A table that has no entry for what is compared names no ID, and ends nothing."""
    (found,) = runtimes('r.u=e=>({1:"a"})[e]+"x"===e?"b.js":e+".js"')
    assert found.of(["1", "2"]) == ["1.js"]


@pytest.mark.parametrize("text", ["x.u=e=>9e999", "x.u=e=>1" + "1" * 5000])
def test_numbers_without_an_end(text: str) -> None:
    """They name nothing, and are not worked out."""
    assert [name for each in runtimes(text) for name in each.of(["1"])] == []


def test_ids_of_chunks() -> None:
    """As runtimes of webpack are asked for them."""
    text = 'n.e(710).then(n.bind(n,9)),Promise.all([r.e("checkout"),r.e(12)]);Math.e(x)'
    assert loaded(text) == {"710", "9", "checkout", "12"}
