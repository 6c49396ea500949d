"""DSNs: of the settings, of variables, and of what is built."""

from pathlib import Path

import pytest

from buildtools.facts.dsns import read, written_in
from buildtools.sandbox.serving import Running
from tests.inspections.doctor.conftest import Doctor


def other(sandbox: Running) -> str:
    """Return a DSN of the same server, of a project that nobody named."""
    return sandbox.dsn.rpartition("/")[0] + "/77"


@pytest.fixture(name="built")
def _built(tmp_path: Path) -> Path:
    (tmp_path / "dist").mkdir()
    return tmp_path / "dist" / "a.js"


def test_the_projects_own_dsn_is_right(doctor: Doctor, sandbox: Running) -> None:
    """Its number is that of a key of the project."""
    doctor.variables = {"SENTRY_DSN": sandbox.dsn}
    (first, *rest) = doctor.says("dsn")["dsn"]

    assert first.state == "ok"
    assert "is of web" in first.said
    assert [] == rest
    assert sandbox.dsn not in str(doctor.says())


def test_without_one_the_server_is_asked(doctor: Doctor) -> None:
    """Nothing is wrong with that."""
    assert doctor.only("dsn").state == "not-checked"
    assert doctor.only("dsn-built").state == "not-checked"


def test_that_of_another_project_ends_a_release_that_would_send_by_it(
    doctor: Doctor, sandbox: Running
) -> None:
    """Where no event is sent, it is a warning."""
    doctor.variables = {"SENTRY_DSN": other(sandbox)}
    answer = doctor.only("dsn")
    assert ("error", "dsn-of-another-project", 20) == (answer.state, answer.code, answer.exit_code)
    assert "SENTRY_DSN" in answer.said
    assert (20, "dsn-of-another-project") == doctor.stops()

    doctor.beside = "    verify: {events: false}"
    assert ("warning", "dsn-of-another-project") == (
        doctor.only("dsn").state,
        doctor.only("dsn").code,
    )
    assert (0, "") == doctor.stops()


def test_a_variable_of_the_app_is_compared_too(doctor: Doctor, sandbox: Running) -> None:
    """The build takes it in, whatever it is called."""
    doctor.variables = {"NEXT_PUBLIC_SENTRY_DSN": other(sandbox)}
    answer = doctor.only("dsn")

    assert ("warning", "dsn-of-another-project") == (answer.state, answer.code)
    assert "NEXT_PUBLIC_SENTRY_DSN" in answer.said


def test_that_in_the_build_is_compared_by_file(
    doctor: Doctor, sandbox: Running, built: Path
) -> None:
    """What browsers send is what counts."""
    built.write_text(f'init({{dsn:"{other(sandbox)}"}})')
    answer = doctor.only("dsn-built")
    assert ("warning", "dsn-of-another-project") == (answer.state, answer.code)
    assert "dist/a.js" in answer.said

    built.write_text(f'init({{dsn:"{sandbox.dsn}"}})')
    assert doctor.only("dsn-built").state == "ok"
    built.write_text("init({})")
    assert "the built scripts have none" in doctor.only("dsn-built").said


def test_that_in_the_sources_is_compared_by_line(
    doctor: Doctor, sandbox: Running, tmp_path: Path
) -> None:
    """Read as data; what only running would tell is left to variables and the build."""
    source = tmp_path / "src" / "main.js"
    source.parent.mkdir()
    (tmp_path / "package.json").write_text('{"dependencies": {"@sentry/browser": "10"}}')
    begin = 'import * as Sentry from "@sentry/browser";\n'
    source.write_text(f'{begin}Sentry.init({{ dsn: "{other(sandbox)}" }});\n')
    answer = doctor.only("dsn-sources")
    assert ("warning", "dsn-of-another-project") == (answer.state, answer.code)
    assert "src/main.js:2" in answer.said

    source.write_text(f'{begin}Sentry.init({{ dsn: "{sandbox.dsn}" }});\n')
    assert doctor.only("dsn-sources").state == "ok"
    source.write_text(f"{begin}Sentry.init({{ dsn: process.env.MY_DSN }});\n")
    assert doctor.only("dsn-sources").state == "not-checked"


def test_a_key_that_is_switched_off_is_told(doctor: Doctor, sandbox: Running) -> None:
    """And one that is none of the project's."""
    doctor.variables = {"SENTRY_DSN": sandbox.dsn}
    public = sandbox.dsn.partition("//")[2].partition("@")[0]
    for keys in (
        [{"public": public, "isActive": False, "dsn": {"public": sandbox.dsn}}],
        [{"public": "f" * 32, "isActive": True, "dsn": {"public": sandbox.dsn}}],
    ):
        sandbox.faults.add(path="/projects/acme/web/keys/", status=200, body=keys)
        assert doctor.only("dsn").code == "dsn-key-off"


def test_with_an_organization_token_a_release_tells_the_number(
    doctor: Doctor, sandbox: Running
) -> None:
    """It may not see keys, and verify sends no event by it: at most a warning."""
    doctor.token = sandbox.token_with(["org:ci"]).reveal()
    doctor.variables = {"SENTRY_DSN": other(sandbox)}
    sandbox.faults.add(path="/projects/acme/web/releases/", status=200, body=[])
    assert "nothing tells the number" in doctor.only("dsn").said

    release = {"version": "web@1", "projects": [{"id": 1, "slug": "web"}]}
    sandbox.faults.add(path="/projects/acme/web/releases/", status=200, body=[release])
    answer = doctor.only("dsn")
    assert ("warning", "dsn-of-another-project") == (answer.state, answer.code)


@pytest.mark.parametrize(
    ("text", "shown", "organization", "region"),
    [
        ("https://k@o12.ingest.de.sentry.io/42", "o12.ingest.de.sentry.io/42", "12", "de"),
        ("https://k:s@o12.ingest.sentry.io/42", "o12.ingest.sentry.io/42", "12", ""),
        ("http://k@127.0.0.1:9/sub/7", "127.0.0.1:9/7", "", ""),
    ],
)
def test_a_dsn_is_taken_apart(text: str, shown: str, organization: str, region: str) -> None:
    """Its key is left out wherever it is shown."""
    found = read(text)

    assert found
    assert (shown, organization, region) == (found.shown, found.organization, found.region)
    assert (text,) == written_in(f'x("{text}"),y')


@pytest.mark.parametrize("text", ["", "https://h/1", "ftp://k@h/1", "https://k@h/", "http://[x/1"])
def test_what_is_no_dsn_is_none(text: str) -> None:
    """A URL without a key or a number leads nowhere."""
    assert read(text) is None
