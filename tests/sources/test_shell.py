"""Shell scripts as data: the words of each command are those that a shell would give it."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.sources.shell import read
from buildtools.sources.statements import (
    Command,
    Function,
    Group,
    Loop,
    Pipe,
    Ran,
    Statement,
    Variable,
    Word,
)


def commands(text: str) -> list[Command]:
    """Return all commands of a text, however they are put together."""

    def inside(statements: tuple[Statement, ...]) -> list[Command]:
        found: list[Command] = []
        for each in statements:
            found += [each] if isinstance(each, Command) else inside(each.body)
        return found

    return inside(read(text).body)


def literal(command: Command) -> list[str]:
    """Return the words of a command without variables."""
    return ["".join(part for part in word.parts if isinstance(part, str)) for word in command.words]


@pytest.mark.parametrize(
    "text",
    [
        "tool a b",
        "tool \\\n  a \\\n  b",
        "tool 'a' \"b\"",
        "tool a b # comment",
        "if true; then tool a b; fi",
        "true && tool a b || false",
        "(cd x && tool a b)",
        "{ tool a b; }",
        "tool a b | cat",
        "tool a b > file 2>&1",
        "for x in 1; do tool a b; done",
        "while read -r x; do tool a b; done < file",
        "case $x in y) tool a b;; esac",
        "f() { tool a b; }",
        "! tool a b",
        "tool a b &",
        "time tool a b",
        "A=1 tool a b",
        "tool a b <<EOF\ntext\nEOF",
        "tool $'a' b",
        "tool a\"\" b''",
    ],
)
def test_the_words_of_a_command_are_found_wherever_it_stands(text: str) -> None:
    """A release is rarely the only line of its script."""
    found = [literal(each) for each in commands(text) if "tool" in literal(each)]

    assert [["tool", "a", "b"]] == [each[each.index("tool") :] for each in found]


def test_each_command_knows_its_line_and_condition() -> None:
    """A place is what a person looks up; a condition makes a value one of several."""
    text = "one\nif x; then\n  two\nelse\n  three\nfi\nfour || five\n"

    found = {literal(each)[0]: (each.line, each.maybe) for each in commands(text)}

    assert (1, False) == found["one"]
    assert (3, True) == found["two"]
    assert (5, True) == found["three"]
    assert (7, False) == found["four"]
    assert (7, True) == found["five"]


def test_parts_of_words_are_told_apart() -> None:
    """What is put together of a variable and a text is neither of them."""
    command = commands('tool "web@${VERSION:0:7} $(git rev-parse HEAD)" $NAME `pwd` "${A-}"')[0]

    first, name, place, empty = command.words[1:]
    assert ("web@", Variable("VERSION", ":0:7"), " ") == first.parts[:3]
    ran = first.parts[3]
    assert isinstance(ran, Ran)
    assert "git rev-parse HEAD" == ran.written
    assert (Variable("NAME"),) == name.parts
    assert isinstance(place.parts[0], Ran)
    assert (Variable("A", "-"),) == empty.parts
    assert first.quoted
    assert not name.quoted


def test_assignments_stand_alone_or_before_a_command() -> None:
    """Which of them hold for the lines below is told by that."""
    found = commands("A=1\nexport B=2 C\nD='3' tool\nE=4 F=5\n")

    assert [("A",), ("B",), ("D",), ("E", "F")] == [
        tuple(name for name, _ in each.assigned) for each in found
    ]
    assert [[], ["export"], ["tool"], []] == [literal(each) for each in found]


def test_statements_keep_what_they_are() -> None:
    """Parentheses change nothing outside of them, a loop has a name, a function has one too."""
    body = read("(a)\n{ b; }\nc | d\nfor x in 1 '2'; do e; done\nf() { g; }\n").body

    kinds = [type(each) for each in body]
    assert [Group, Group, Pipe, Loop, Function] == kinds
    apart = [each.apart for each in body if isinstance(each, Group)]
    names = [each.name for each in body if isinstance(each, Loop | Function)]
    assert [True, False] == apart
    assert ["x", "f"] == names


def test_what_goes_to_a_file_is_told() -> None:
    """That is how one step of a CI system hands a value to the next."""
    lines = 'echo "a=b" >> "$OUT"\n{ echo c; } >> x\ncat <<EOF > y\ntext\nEOF\necho 1 2>&1\n'

    found = commands(lines)

    targets = [each.into.parts if each.into else None for each in found]
    assert [(Variable("OUT"),), ("x",), ("y",), None] == targets
    assert "text\n" == found[2].document


def test_a_text_that_no_shell_understands_is_told_with_its_line() -> None:
    """What stands behind it may be missing: that is said, not guessed."""
    script = read("tool a\nif then ( ;;\n", above=10)

    assert script.error in {11, 12}
    assert read("tool a\n").error is None


def test_a_script_nested_beyond_reason_ends() -> None:
    """A file of others must not bring us down."""
    assert commands("(" * 400 + "tool" + ")" * 400) == []


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Nothing that lies in a repository may end in a traceback."""
    read(text)


_WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="'\\\0"), max_size=12
)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is the judge")
@given(st.lists(_WORDS, max_size=4))
def test_bash_gives_the_same_words(words: list[str]) -> None:
    """The judge: quoted as one does, they arrive as they are."""
    text = " ".join(["printf '%s\\0'", *(f"'{each}'" for each in words)])

    judged = subprocess.run(["bash", "-c", text], capture_output=True, check=True).stdout

    found = ["".join(map(str, word.parts)) for word in commands(text)[0].words[2:]]
    assert (words or [""]) == judged.decode().split("\0")[:-1]
    assert words == found


def test_no_character_ends_the_process() -> None:
    """The grammar's own scanner crashed at characters far beyond ASCII, once in some runs."""
    far = "\U000f7d18\U000e2ee0\U000d1af2"
    text = f"tool {far} 'é{far}' | & $f:3B{{{far}\n${{{far}}} $(x_{far}"
    for _ in range(200):
        read(text)

    assert [["tool", far, f"é{far}"]] == [
        literal(each) for each in commands(f"tool {far} 'é{far}'")
    ]


def test_a_word_is_a_value() -> None:
    """Words are compared and kept."""
    assert Word(("a",)) == Word(("a",), quoted=False)
