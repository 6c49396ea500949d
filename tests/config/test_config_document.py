"""The document: whatever is in the file ends in settings, or in words that show none of it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from buildtools.config import load
from buildtools.config.document import MOST_BYTES
from buildtools.errors import ConfigurationError

MARK = "SECRETMARK"


def refusal(folder: Path, yaml: str, **environ: str) -> ConfigurationError:
    file = folder / "sentry.yml"
    file.write_text(yaml, encoding="utf-8")
    with pytest.raises(ConfigurationError) as failure:
        load(file, environ.pop("ENVIRONMENT", "a"), environ)
    return failure.value


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        pytest.param("environments: {a: {}}", "sentry.yml:1: version: is missing", id="no version"),
        pytest.param(
            "version: 2\nenvironments: {a: {}}",
            "sentry.yml:1: version: expected 1, found another number",
            id="other version",
        ),
        pytest.param(
            "version: ${V}\nenvironments: {a: {}}",
            "sentry.yml:1: version: is read before any variable; write the value itself",
            id="version from a variable",
        ),
        pytest.param(
            "version: 1\nenvironments: {}",
            "sentry.yml:2: environments: is empty; name at least one",
            id="no environments",
        ),
        pytest.param(
            "version: 1\nenvironments: {a/b: {}, a: {}}",
            "sentry.yml:2: environments.a/b: an environment is named by 1 to 64 letters, digits, "
            "dots, dashes and underscores",
            id="name of an environment",
        ),
        pytest.param(
            "version: 1\nenvironments: [a]",
            "sentry.yml:2: environments: expected a mapping, found a list",
            id="list of environments",
        ),
        pytest.param("- a", "sentry.yml:1: expected a mapping, found a list", id="a list"),
    ],
)
def test_the_frame_of_the_file_is_checked(tmp_path: Path, yaml: str, line: str) -> None:
    """Without it nothing below makes sense."""
    assert line in refusal(tmp_path, yaml).evidence


def test_without_any_choice_the_environments_are_listed(tmp_path: Path) -> None:
    """Picking one silently could release to production."""
    failure = refusal(tmp_path, "version: 1\nenvironments: {a: {}, b: {}}", ENVIRONMENT="")

    assert failure.evidence[0].startswith("no environment is chosen: give --env")
    assert failure.evidence[0].endswith("there are a, b")


def test_one_that_is_alone_need_not_be_named(tmp_path: Path) -> None:
    """There is nothing to choose; a name that is given still counts."""
    file = tmp_path / "sentry.yml"
    file.write_text("version: 1\nenvironments: {only: {server: sandbox}}", encoding="utf-8")

    assert "only" == load(file, None, {}).environment
    with pytest.raises(ConfigurationError) as failure:
        load(file, "other", {})
    assert "no such environment" in failure.value.evidence[0]


@pytest.mark.parametrize(
    ("yaml", "where"),
    [
        pytest.param(
            f"a: {MARK}\n b: 1", "sentry.yml:2:3: the text cannot be read on", id="indent"
        ),
        pytest.param(f"a:\n\t{MARK}: 1", "sentry.yml:2:1: a tab", id="tab"),
        pytest.param(f"a: @{MARK}", "sentry.yml:1:4: '@' has a meaning of its own", id="sign"),
        pytest.param(f'a: "{MARK}', "sentry.yml:1:", id="open quote"),
        pytest.param(f"a: *{MARK}", "sentry.yml:1:4: '*' has a meaning of its own", id="alias"),
        pytest.param(f"a: {MARK}\n---\nb: 1", "sentry.yml:2:", id="two documents"),
        pytest.param(f"a: {MARK}\nb: \x01", "sentry.yml:2:4: ", id="control character"),
    ],
)
def test_a_syntax_fault_tells_line_and_column_only(tmp_path: Path, yaml: str, where: str) -> None:
    """The parser's own message quotes the line, and with it perhaps a token."""
    failure = refusal(tmp_path, yaml)

    assert failure.evidence[0].startswith(where)
    assert MARK not in f"{failure.what} {failure.evidence} {failure.remedy}"
    assert failure.__cause__ is None
    assert failure.__suppress_context__ or failure.__context__ is None


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    """The first run in a new project ends here."""
    with pytest.raises(ConfigurationError, match=r"there is no sentry.yml") as failure:
        load(tmp_path / "sentry.yml", None, {})

    assert failure.value.remedy.startswith("buildtools init")


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"", "is empty"), (b"# only\n", "is empty"), (b"a: \xff", "is not UTF-8")],
)
def test_a_file_without_yaml_is_named_as_such(tmp_path: Path, data: bytes, what: str) -> None:
    """Each of these has its own cure."""
    (tmp_path / "sentry.yml").write_bytes(data)
    with pytest.raises(ConfigurationError, match=what):
        load(tmp_path / "sentry.yml", None, {})


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """Docker makes a folder where a mounted file is missing."""
    (tmp_path / "sentry.yml").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / "sentry.yml", None, {})


@pytest.mark.parametrize(
    "yaml",
    [
        pytest.param("a: " + "[" * 60 + "]" * 60, id="deep"),
        pytest.param("a: " + "[" * 600 + "]" * 600, id="deeper than PyYAML goes"),
        pytest.param(
            "a: &a [1,1,1,1,1,1,1,1]\n"
            + "".join(
                f"{b}: &{b} [{','.join([f'*{a}'] * 8)}]\n"
                for a, b in zip("abcdefg", "bcdefgh", strict=True)
            ),
            id="aliases of aliases",
        ),
        pytest.param("a: " + "[" * 300_000, id="brackets to the end"),
        pytest.param("? " * 200_000, id="keys of keys"),
        pytest.param("".join(f"k{at}: 1\n" for at in range(30_000)), id="many keys"),
    ],
)
def test_a_file_that_explodes_is_refused(tmp_path: Path, yaml: str) -> None:
    """Neither a traceback nor a machine without memory tells what is wrong."""
    assert refusal(tmp_path, yaml).what == "sentry.yml holds more than settings need"


def test_a_file_that_is_too_large_is_told_before_it_is_parsed(tmp_path: Path) -> None:
    """YAML is slow: ten megabytes took minutes until the same was said."""
    refused = refusal(tmp_path, "version: 1\n#" + "x" * MOST_BYTES)

    assert "sentry.yml has more than it can need" == refused.what
    assert ("it has 1.0 MB, at most 1.0 MB are read",) == refused.evidence


@pytest.mark.parametrize(
    "number", [pytest.param("9" * 50_000, id="digits"), pytest.param("1:" * 50_000 + "1", id="60s")]
)
def test_a_number_without_end_is_a_text(tmp_path: Path, number: str) -> None:
    """Python refuses to print such a number, and takes minutes to make it of base 60."""
    refused = refusal(
        tmp_path, f"version: 1\ndefaults: {{dist: {number}}}\nenvironments: {{a: {{}}}}\n"
    )

    assert "characters, 64 are allowed" in refused.evidence[0]


def test_a_pipe_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """Nobody writes to it, so that reading would wait for ever."""
    os.mkfifo(tmp_path / "sentry.yml")
    with pytest.raises(ConfigurationError, match=r"sentry\.yml cannot be read") as refused:
        load(tmp_path / "sentry.yml", "a", {})

    assert "it is no file" in refused.value.evidence[0]


DOUBLING = "V0=x\n" + "".join(f"V{at}=${{V{at - 1}}}${{V{at - 1}}}\n" for at in range(1, 60))


@pytest.mark.parametrize(
    ("yaml", "dotenv", "place"),
    [
        pytest.param("{}", DOUBLING, ".env:20", id="doubling"),
        pytest.param("{}", f"A={'x' * 999}\n" + "B=${A}\n" * 2000, ".env:1003", id="repeating"),
        pytest.param(f'{{dist: "{"${A}" * 2000}"}}', f"A={'x' * 999}", "sentry.yml:2", id="here"),
    ],
)
def test_variables_of_variables_are_bounded(
    tmp_path: Path, yaml: str, dotenv: str, place: str
) -> None:
    """Sixty lines could ask for more memory than there is on earth."""
    (tmp_path / ".env").write_text(dotenv)
    refused = refusal(tmp_path, f"version: 1\ndefaults: {yaml}\nenvironments: {{a: {{}}}}\n")

    assert refused.what.startswith(f"{place} needs more than settings do")


@pytest.mark.parametrize("name", [".env", ".sentryclirc", ".env.sentry-build-plugin"])
def test_other_files_have_a_limit_too(tmp_path: Path, name: str) -> None:
    """What was written into the wrong file by mistake may have gigabytes."""
    (tmp_path / name).write_text("A=1\n" * 300_000)
    refused = refusal(tmp_path, "version: 1\nenvironments: {a: {}}\n")

    assert f"{name}: has more than it can need: it has 1.2 MB, at most 1.0 MB are read" in (
        refused.evidence
    )


def test_a_zero_byte_in_a_dotenv_file_is_told(tmp_path: Path) -> None:
    """No program can be given such a variable."""
    (tmp_path / ".env").write_text("A=a\0b\n")

    assert (
        ".env: has a zero byte in it"
        in (refusal(tmp_path, "version: 1\nenvironments: {a: {}}\n").evidence[0])
    )


def test_dotenv_files_that_are_none_count_for_nothing(tmp_path: Path) -> None:
    """A folder of that name is a virtual environment; a link to nothing switches the file off."""
    (tmp_path / ".env").mkdir()
    (tmp_path / ".env.local").symlink_to("/dev/null")
    (tmp_path / "sentry.yml").write_text("version: 1\nenvironments: {a: {}}\n")

    assert "a" == load(tmp_path / "sentry.yml", "a", {}).environment


WHOLE = f"""\
version: 1
default_environment: a
defaults: &d
  release: "web@{{git.sha}}"
  build: {{outputs: [{{path: x, url: ~/x}}]}}
  server: {{org: o, token: "${{T}}", headers: {{A: "${{T}}"}}}}
environments:
  a: {{<<: *d, dist: {MARK}, site: https://{MARK}.example}}
"""


@given(
    st.integers(0, len(WHOLE)),
    st.integers(0, 9),
    st.text("{}[]:,&*!|>'\"%@$#\t\n -?<0a", max_size=4),
)
@example(0, 0, "? [a]\n: 1\n")
@example(len(WHOLE), 0, "  b: " + "[" * 600 + "]" * 600)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_in_the_file_ends_in_settings_or_in_faults(
    tmp_path: Path, at: int, cut: int, put: str
) -> None:
    """A traceback out of a slip of the finger would show the file's text, and help nobody."""
    file = tmp_path / "sentry.yml"
    file.write_text(WHOLE[:at] + put + WHOLE[at + cut :], encoding="utf-8", newline="")
    told = ""
    try:
        load(file, None, {"T": f"sntryu_{MARK}"})
    except ConfigurationError as failure:
        told = f"{failure.what} {failure.evidence} {failure.remedy}"

    assert f"sntryu_{MARK}" not in told
