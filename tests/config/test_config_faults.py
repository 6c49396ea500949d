"""Faults of sentry.yml: all told at once, each with its line, and never with a secret."""

from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError

MARK = "SECRETMARK"


def refusal(folder: Path, yaml: str, **environ: str) -> ConfigurationError:
    file = folder / "sentry.yml"
    file.write_text(yaml, encoding="utf-8")
    with pytest.raises(ConfigurationError) as failure:
        load(file, environ.pop("ENVIRONMENT", "a"), environ)
    return failure.value


def faults(folder: Path, section: str, **environ: str) -> tuple[str, ...]:
    """Return the faults of one section, which begins on line 4."""
    lines = "".join(f"    {line}\n" for line in section.splitlines())
    return refusal(folder, f"version: 1\nenvironments:\n  a:\n{lines}", **environ).evidence


def test_every_fault_is_told_in_one_go(tmp_path: Path) -> None:
    """Correcting one fault per run, each after a CI queue, is how a morning is lost."""
    failure = refusal(
        tmp_path,
        f"""\
version: 1
default_environment: b
environments:
  a:
    build:
      command: make ${{TARGET}}
      outputs: dist
    server:
      tokn: ${{SENTRY_AUTH_TOKEN}}
      token: sntrys_{MARK}
      retries: many
  c:
    server: {{url: [1]}}
    verify: {{positions: 0}}
""",
    )

    assert (
        "sentry.yml:2: default_environment: no such environment; there are a, c",
        "sentry.yml:6: build.command: variable TARGET is not set; "
        "set it or write ${TARGET:-default}",
        "sentry.yml:7: environments.a.build.outputs: expected a list, found text",
        "sentry.yml:9: environments.a.server.tokn: no such key; did you mean 'token'?",
        "sentry.yml:10: environments.a.server.token: a literal secret; "
        "put it in a variable and write ${NAME}",
        "sentry.yml:11: environments.a.server.retries: expected a whole number of 0 or more, "
        "found text",
        "sentry.yml:13: environments.c.server.url: expected text, found a list",
        "sentry.yml:14: environments.c.verify.positions: "
        "expected a whole number of 1 or more, found another",
    ) == failure.evidence
    assert "sentry.yml cannot be used for a: 8 faults" == failure.what
    assert 20 == failure.exit_code
    assert "invoke config" in failure.remedy


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("relese: x", "relese: no such key; did you mean 'release'?"),
        (
            "deploy: {zzz: 1}",
            "deploy.zzz: no such key; known are record, environment, name",
        ),
        ("release: 1.10", "release: expected text, found a number; put it in quotes if text"),
        ("release: 2026-01-02", "release: expected text, found a date; put it in quotes"),
        ("release: !!binary aGk=", "release: expected text, found a tagged value"),
        ("release: true", "release: expected text, found true or false; put it in quotes"),
        ("release:", "release: expected text, found nothing"),
        ("release: {a: b}", "release: expected text, found a mapping"),
        ("build: x", "build: expected a mapping, found text"),
        ("build: {outputs: [{path: x}]}", "build.outputs[0].url: is missing"),
        ("build: {outputs: [x]}", "build.outputs[0]: expected a mapping, found text"),
        ("build: {environment: {PORT: 3000}}", "build.environment.PORT: expected text, found a"),
        ("deploy: {record: maybe}", "deploy.record: expected true or false, found text"),
        ("commits: {depth: 1.5}", "commits.depth: expected a whole number of 1 or more, found a"),
        ("commits: {depth: 0x_}", "commits.depth: expected a whole number of 1 or more, found te"),
        ("server: sandbx", "server: expected sandbox, found another word; did you mean 'sandbox'"),
        ("server: 5", "server: expected a mapping or sandbox, found a number"),
        ("on_failure: wran", "on_failure: expected one of fail, warn, found another word; did yo"),
        ("server: {kind: glitchtop}", "server.kind: expected one of auto, bugsink, glitchtip, se"),
        ("server: {without: [uplaod]}", "server.without[0]: expected one of commits, deploys, ev"),
        ("server: {token: ''}", "server.token: is empty; write ${NAME}, or leave the key out"),
        ("server: {token: $TOKEN}", "server.token: a variable is written with braces: ${NAME}"),
        ("server: {token: 'Bearer ${T}'}", "server.token: a literal secret"),
        ("server: {token: '$${TOKEN}'}", "server.token: a literal secret"),
        ("server: {token: '${T:-abc}'}", "server.token: a literal secret"),
        ("server: {token: 5}", "server.token: expected a variable such as ${NAME}, found a num"),
        ("server: {token: '${{ secrets.T }}'}", "server.token: `${{ … }}` works in workflow files"),
        ("server: {headers: {A: b}}", "server.headers.A: a literal secret"),
        ("site: {url: https://h, headers: {A: b}}", "site.headers.A: a literal secret"),
        ("site: {headers: {A: '${T}'}}", "site.url: is missing"),
        ("live: requierd", "live: expected required, found another word; did you mean 'required'"),
        ("live: {requests: 0}", "live.requests: expected a whole number of 1 or more"),
        ("build: {command: run sntryu_0123456789}", "build.command: a literal secret"),
        ("build: {command: 'run ${1}'}", "build.command: `${` without a name and `}`"),
        ("site: x\nsite: y", "site: written twice; the first is sentry.yml:4"),
        ("build: &b {x: *b}", "build.x: an alias that holds itself"),
        ("<<: [5]", "environments.a: `<<` takes a mapping"),
    ],
)
def test_what_is_written_is_checked_in_every_section(
    tmp_path: Path, section: str, fault: str
) -> None:
    """A mistake in `production` should show on the laptop that runs `local`."""
    lines = "".join(f"    {line}\n" for line in section.splitlines())
    failure = refusal(
        tmp_path,
        f"version: 1\nenvironments:\n  a:\n{lines}  b: {{server: sandbox}}\n",
        ENVIRONMENT="b",
    )
    told = [line.partition(": ")[2].replace("environments.a.", "") for line in failure.evidence]

    assert any(line.startswith(fault) for line in told), told


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("server: {url: sentry.example}", "server.url: has no scheme"),
        ("server: {url: 'https://'}", "server.url: is not a URL: no host"),
        ("server: {url: 'https://h:x'}", "server.url: is not a URL"),
        ("server: {url: https://h/sub}", "server.url: has a path"),
        ("server: {url: 'https://h/?a=b'}", "server.url: has a `?` or `#` part"),
        ("server: {url: 'https://me:pw@h'}", "server.url: has a name or password in it"),
        ("deploy: {environment: a/b}", "deploy.environment: Sentry takes 1 to 64 characters"),
        ("deploy: {environment: None}", "deploy.environment: Sentry takes"),
        ("deploy: {environment: ''}", "deploy.environment: Sentry takes"),
        ("server: {org: 'Acme Inc'}", "server.org: is not a slug"),
        ("server: {org: ''}", "server.org: is empty"),
        ("server: {projects: [a/b]}", "server.projects[0]: is not a slug"),
        ("server: {dsn: https://h/1}", "server.dsn: is not a DSN"),
        ("server: {headers: {'A b': '${ONE}'}}", "server.headers.A b: is not a name of a header"),
        ("server: {headers: {A: '${LINES}'}}", "server.headers.A: has LINE FEED (U+000A)"),
        ("site: www.example.com", "site: has no scheme"),
        ("site: {url: www.example.com}", "site.url: has no scheme"),
        ("site: 'https://me:pw@h'", "site: has a name or password in it; give those in site.head"),
        ("site: {url: https://h, headers: {'A b': '${ONE}'}}", "site.headers.A b: is not a name"),
        ("site: {url: https://h, headers: {A: '${LINES}'}}", "site.headers.A: has LINE FEED"),
        ("live: required", "live: is required, and `site` does not say where"),
        ("live: {required: true}", "live: is required, and `site` does not say where"),
        ("serve: {command: x, url: 'localhost:{port}'}", "serve.url: has no scheme"),
        ("serve: {command: x, ready: 'a b'}", "serve.ready: is no path of a URL"),
        ("serve: {command: x, ready: 'http://'}", "serve.ready: is not a URL"),
        ("scenarios: {a: {page: b}}", "scenarios.a: has a page that is no path"),
        ("scenarios: {a: {request: //h/b}}", "scenarios.a: has a request that is no path"),
        ("scenarios: {a: {page: /b, request: /b}}", "scenarios.a: has a page and a request"),
        ("scenarios: {a: {request: /b, click: [c]}}", "scenarios.a: has a page and a request"),
        ("scenarios: {a b: {page: /b}}", "scenarios.a b: is not a name"),
        ("release: ' '", "release: is empty"),
        ("release: 'web@{package.versoin}'", "release: {package.versoin}: no such placeholder"),
        ("release: 'web@{package.version'", "release: a brace without its partner"),
        ("dist: ' 7'", "dist: ' 7' cannot be a dist: it has space around it"),
        ("build: {outputs: [{path: x, url: static}]}", "build.outputs[0].url: expected ~/"),
        ("build: {outputs: [{path: x, url: 'https:///x'}]}", "build.outputs[0].url: is not a URL"),
        ("build: {outputs: [{path: ../x, url: ~/x}]}", "build.outputs[0].path: leads out of"),
        ("build: {outputs: [{path: /x, url: ~/x}]}", "build.outputs[0].path: expected a path"),
        ("build: {outputs: [{path: '', url: ~/x}]}", "build.outputs[0].path: is empty"),
        ("build: {directory: a/../..}", "build.directory: leads out of the folder"),
        ("build: {directory: 'C:/x'}", "build.directory: expected a path below sentry.yml"),
        ("commits: {depth: '${ONE}x'}", "commits.depth: expected a whole number of 1 or more"),
        ("commits: {depth: '${ZERO}'}", "commits.depth: expected a whole number of 1 or more, f"),
        ("commits: {deepen: '${ZERO}${ONE}'}", "commits.deepen: expected true or false"),
        ("site: ${NOWHERE}", "site: variable NOWHERE is not set; set it or write ${NOWHERE:-def"),
    ],
)
def test_the_chosen_environment_is_checked_to_its_meaning(
    tmp_path: Path, section: str, fault: str
) -> None:
    """What a server would refuse after a long build is refused before it."""
    told = faults(tmp_path, section, ONE="1", ZERO="0", LINES="a\nb")

    assert len(told) == 1, told
    assert told[0].startswith(f"sentry.yml:4: {fault}") or f": {fault}" in told[0]


@pytest.mark.parametrize(
    "section",
    [
        "server: {url: 'http://localhost:9000/', org: a_b-c.9, projects: ['4711']}",
        "server: {dsn: 'http://key@127.0.0.1:9000/sub/1'}",
        "server: {headers: {Authorization: 'Bearer ${ONE}'}}",
        "{site: {url: https://h, headers: {A: 'Bearer ${ONE}'}}, live: required}",
        "{site: https://h, live: {required: true, wait_seconds: 0, requests: 9, seconds: 1}}",
        "build: {outputs: [{path: ., url: '~'}, {path: x, url: 'https://cdn.example/a'}]}",
        "build: {directory: app, outputs: [{path: ../shared/out, url: 'app:///'}]}",
        "release: '{package.name}@{package.version}+{git.short}-{env.BUILD}'",
    ],
)
def test_what_is_right_is_taken(tmp_path: Path, section: str) -> None:
    """A rule that refused everything would pass every test above."""
    file = tmp_path / "sentry.yml"
    file.write_text(f"version: 1\nenvironments:\n  a:\n    {section}\n", encoding="utf-8")

    assert "a" == load(file, "a", {"ONE": "1"}).environment


@pytest.mark.parametrize(
    ("name", "environ", "line"),
    [
        (".env", {}, ".env: cannot be read as UTF-8 text"),
        (".sentryclirc", {}, ".sentryclirc: cannot be read as UTF-8 text"),
        (
            "other",
            {"SENTRY_PROPERTIES": "nowhere"},
            "SENTRY_PROPERTIES (environment): names a file that is not there",
        ),
        (
            "other",
            {"SENTRY_PROJECT": "a/x b/y"},
            "SENTRY_PROJECT (environment): server.projects: two organizations: a, b",
        ),
        (
            "other",
            {"CUSTOM_HEADER": MARK},
            "CUSTOM_HEADER (environment): server.headers: expected `Name: value`",
        ),
        (
            "other",
            {"SENTRY_HTTP_MAX_RETRIES": MARK},
            "SENTRY_HTTP_MAX_RETRIES (environment): server.retries: "
            "expected a whole number of 0 or more, found other text",
        ),
    ],
    ids=str,
)
def test_faults_outside_sentry_yml_name_their_own_place(
    tmp_path: Path, name: str, environ: dict[str, str], line: str
) -> None:
    """A fault in a variable is not to be looked for in a file."""
    (tmp_path / name).write_bytes(b"\xff\xfe")

    assert (line,) == refusal(
        tmp_path, "version: 1\nenvironments: {a: {server: {}}}", **environ
    ).evidence


@pytest.mark.parametrize(
    ("value", "trap"),
    [
        ("", "GitLab keeps protected variables from unprotected branches"),
        ("  ", "GitHub gives workflows of forks and of Dependabot empty secrets"),
        ("$SENTRY_AUTH_TOKEN", "holds the name of a variable instead of its value; in GitLab"),
        ("$(SENTRY_AUTH_TOKEN)", "holds the name of a variable instead of its value: Azure"),
        ("%env.SENTRY_AUTH_TOKEN%", "holds a parameter of TeamCity"),
        ("[secure]", "holds what Travis CI shows in place of an encrypted variable"),
        ("${SENTRY_AUTH_TOKEN}", "holds the name of a variable instead of its value"),
        ("${{ secrets.SENTRY_AUTH_TOKEN }}", "holds a GitHub expression that nobody evaluated"),
        ("***", "holds a masked value"),
        ("[Filtered]", "holds a masked value"),
        ("<your-token>", "holds a placeholder"),
        ("undefined", "holds a placeholder"),
        (f"{MARK} {MARK}", "has white space in it"),
    ],
)
def test_a_token_that_is_none_names_the_trap_behind_it(
    tmp_path: Path, value: str, trap: str
) -> None:
    """`401` after a long build would be all that anybody else says of these."""
    (told,) = faults(tmp_path, "server: {token: '${T}'}", T=value)

    assert told.startswith("environment via ${T}: server.token: ")
    assert trap in told
    assert MARK not in told


@pytest.mark.parametrize(
    "section",
    [
        f"server: {{token: sntrys_{MARK}}}",
        f"server: {{token: {MARK}}}",
        f"server: {{sntryu_{MARK}: 1}}",
        f"server: {{url: 'https://me:{MARK}@h.example'}}",
        f"server: {MARK}",
        f"server: [{MARK}]",
        f"server: {{retries: {MARK}, wait_seconds: '${{TOKEN}}'}}",
        f"server: {{headers: {{A: {MARK}}}}}",
        f"build: {{outputs: [{{path: ../{MARK}, url: {MARK}}}]}}",
        f"on_failure: {MARK}",
        f"commits: {{depth: {MARK}, depth: {MARK}}}",
        "server: {url: '${TOKEN}', org: '${TOKEN} ', dsn: '${TOKEN}'}",
        "site: '${TOKEN}'",
    ],
)
def test_no_fault_shows_a_value(
    tmp_path: Path, section: str, caplog: pytest.LogCaptureFixture
) -> None:
    """CI logs are read by more people than may know the token."""
    caplog.set_level("DEBUG")
    lines = f"version: 1\nenvironments:\n  a:\n    {section}\n"
    failure = refusal(tmp_path, lines, TOKEN=f"sntryu_{MARK}", SENTRY_AUTH_TOKEN=MARK)

    assert failure.evidence
    assert MARK not in f"{failure.what} {failure.evidence} {failure.remedy} {caplog.text}"
