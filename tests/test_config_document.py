"""The document: whatever is in the file ends in settings, or in words that show none of it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from buildtools.config import load
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

    assert "version: 1" in failure.value.remedy


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
    ],
)
def test_a_file_that_explodes_is_refused(tmp_path: Path, yaml: str) -> None:
    """Neither a traceback nor a machine without memory tells what is wrong."""
    assert refusal(tmp_path, yaml).what == "sentry.yml holds more than settings need"


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
