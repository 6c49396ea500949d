"""Words of our own that are gone: the field has a term for each, which stands in their place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.shopping import PACKAGE

GONE = {
    r"doors?|_door\b": "command",
    r"deeds?|_deeds?\b": "transaction, step, act",
    r"wings?": "reports and sandbox, by their names",
    r"neighbou?rs?": "adapter, module of the same layer",
    r"rooms|def _?room": "module, folder",
    r"(?:un)?mend(?:s|ed|ing|able)?": "derived files are updated, maps repaired",
    r"dishonest|honesty": "accurate, wrong",
    r"strangers?|_strangers?_": "foreign answer, others",
    r"silences?": "connection failure, unsaid",
    r"patience": "polling",
    r"parcels|(?:a|the|each|for) parcel|class Parcel": "bundle upload, chunks; Parcel is a bundler",
    r"forerunners?": "prerequisites",
    r"twins?": "copies",
    r"nobodys": "unknown",
    r"circumstances": "context",
    r"Surroundings|Telling|Creating": "CiEnvironment, CommitsClient, ReleasesClient",
    r"def _?beside\b|\bimport beside|\bbeside\.py": "precompressed, or what is done",
}
"""What is gone, as an expression for a whole word, and what is said instead."""

MEANT = {
    "Azure Front Door": "a product",
    r"\bmap-mended\b": "the code of a finding, which is a promise",
    r"\bmap-dishonest\b": "the former name of a finding's code, which is a promise",
    r"[`\"]mended[`\"]|\"mended\\?\":": "a key of ledgers and of `--json`, which is a promise",
    r"\"deed\"": "the first line of a journal, which a killed run of the version before has left",
    r"telling|creating": "words of English, where no protocol is called so",
}
"""What may stand all the same, and why."""

HERE = ("buildtools", "bench", "tests", "docs", ".ci")
FILES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "noxfile.py", "pyproject.toml", "tasks.py")
ENDS = frozenset({".py", ".md", ".toml", ".html", ".json", ".c"})
_OTHERS = frozenset({"fixtures", "files", "apps", "node_modules", "made", "__pycache__"})
"""Folders of texts that are not ours, or are recorded."""


def texts() -> list[Path]:
    """Return the files that we have written, this one left out."""
    found = [
        path
        for top in HERE
        for path in sorted((PACKAGE / top).rglob("*"))
        if path.suffix in ENDS and path.is_file()
    ]
    own = [path for path in found if not _OTHERS & set(path.relative_to(PACKAGE).parts[:-1])]
    recorded = {Path(__file__), PACKAGE / "tests/state/ledger-of-format-1.json"}
    return [path for path in (*own, *(PACKAGE / name for name in FILES)) if path not in recorded]


def said(text: str) -> list[str]:
    """Return the words in a text that are gone."""
    for meant in MEANT:
        text = re.sub(meant, "", text, flags=re.MULTILINE)
    return [
        found[0].strip()
        for gone in GONE
        for found in re.finditer(rf"(?<![A-Za-z])(?:{gone})(?![A-Za-z])", text, _flags(gone))
    ]


def _flags(expression: str) -> int:
    """Return how an expression is looked for: in any case, unless it has capitals itself."""
    return 0 if re.search(r"[A-Z]", expression) else re.IGNORECASE


def test_no_word_that_is_gone_comes_back() -> None:
    """Whoever looks for a subject finds it under the name that it has everywhere else."""
    found = {str(path.relative_to(PACKAGE)): said(_text(path)) for path in texts()}

    assert {} == {name: words for name, words in found.items() if words}


def test_no_file_is_called_so() -> None:
    """A module's name is the first that a newcomer sees of it."""
    names = {path.stem.replace("_", " ") for path in texts()}

    assert [] == [name for name in sorted(names) if said(name)]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        *("one deed", "its neighbours", "def room(", "a mended page", "a_mended_page"),
        *("the twins", "class Telling:", "a stranger's", "from x import beside", "SILENCE"),
    ],
)
def test_a_word_that_is_gone_is_seen(text: str) -> None:
    """The control."""
    assert said(text)


@pytest.mark.parametrize(
    "text",
    [
        *("`map-mended`", '"mended": []', "no room on the disk", "a telling word", "recommended"),
        *("Parcel; Bun:", "beside its script", "a comment", "Azure Front Door"),
    ],
)
def test_what_is_meant_may_stand(text: str) -> None:
    """The control of what is excused: other meanings, and names that were promised."""
    assert [] == said(text)


OTHER_VERBS = re.compile(r"Give (?!back)|(?:Tell|Say) (?:whether|what|which|how|why|where|who)\b")
"""How the docstring of a function does not begin that returns something: `Return` is the word."""


def _returning(path: Path) -> Iterator[str]:
    """Return the first lines of the docstrings of functions that return something."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, kinds) and node.returns and ast.unparse(node.returns) != "None":
            yield (ast.get_docstring(node) or "").partition("\n")[0]


def test_what_is_returned_is_called_so() -> None:
    """Of three words for one thing a newcomer believes that they are three."""
    modules = [path for path in texts() if path.suffix == ".py"]
    found = {str(path.relative_to(PACKAGE)): list(_returning(path)) for path in modules}
    wrong = {name: list(filter(OTHER_VERBS.match, lines)) for name, lines in found.items()}

    assert {} == {name: lines for name, lines in wrong.items() if lines}
    assert sum(line.startswith("Return ") for lines in found.values() for line in lines) > 500
