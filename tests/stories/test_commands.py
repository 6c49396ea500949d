"""What a command may and may not do: environments, rehearsals, secrets, faults, JSON."""

import hashlib
import json
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.commands.invocation import Invocation
from buildtools.sandbox.serving import Running, serve
from buildtools.stages import ORDER
from tests.stories.shopping import OWN_RESOLVER, Shop


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server elsewhere, as production has one: other processes reach it by HTTP only."""
    with serve(tmp_path / "elsewhere", org="acme") as running:
        yield running


@pytest.fixture
def deployable(shop: Shop, server: Running) -> Shop:
    """The shop with a token for that server."""
    shop.settings("https://sentry.example", server.url)
    shop.environ["SENTRY_AUTH_TOKEN"] = server.token.reveal()
    return shop


def fingerprint(root: Path) -> dict[str, str]:
    """Every file of the project with its content, git's own bookkeeping aside."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(root)): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in files
        if ".git" not in path.parts and "__pycache__" not in path.parts
    }


# --- one environment for a whole chain


def test_an_environment_holds_for_the_tasks_after_it(shop: Shop) -> None:
    """Otherwise staging would be built and production be shipped."""
    ended = shop.invoke("build", "--env=staging", "inject")

    assert ended.code == 0, ended.err
    assert list(shop.ledger("staging")["entries"]) == ["build", "inject"]
    assert not (shop.root / ".buildtools/local.json").exists()


def test_an_environment_holds_for_the_tasks_before_it(shop: Shop) -> None:
    """`build inject --env=staging` reads as one wish, and is one."""
    assert shop.invoke("build", "inject", "-e", "staging").code == 0

    assert list(shop.ledger("staging")["entries"]) == ["build", "inject"]
    assert not (shop.root / ".buildtools/local.json").exists()


def test_two_environments_in_one_command_are_refused_before_anything_runs(shop: Shop) -> None:
    """Checking one and shipping the other is the accident this prevents."""
    ended = shop.invoke("build", "--env=local", "inject", "--env=staging")

    assert ended.code == 20
    assert "local and staging" in ended.err
    assert not (shop.root / "out").exists()


def test_the_environment_variable_selects_too(shop: Shop) -> None:
    """CI sets SENTRY_ENVIRONMENT once for a job."""
    assert shop.invoke("build", SENTRY_ENVIRONMENT="staging").code == 0

    assert (shop.root / ".buildtools/staging.json").exists()


# --- rehearsals


def test_a_rehearsal_of_production_needs_no_token_and_touches_nothing(shop: Shop) -> None:
    """The way to try the whole release, before there is an account at all."""
    shop.settings("https://sentry.example", "http://192.0.2.1:9")  # an address that never answers
    before = fingerprint(shop.root)
    ended = shop.invoke("release", "--env=production", "--dry-run")

    assert ended.code == 0, ended.err
    said = " ".join(ended.out.split())
    assert said.startswith("rehearsal of release shop@1.4.0 for production")
    for words in (
        *("in the sandbox; the real one is for web of acme", "info: immutable-name-kept: 2 files"),
        *("rehearsed every step was done, on a copy", "untried organization and projects, token"),
        "next invoke doctor release --env=production",
    ):
        assert words in said
    assert not [words for words in ("every step is done", "deployed to", "note:") if words in said]
    assert before == fingerprint(shop.root)


def test_what_a_rehearsal_has_still_to_do_is_told(shop: Shop) -> None:
    """A part of it is no whole one."""
    ended = shop.invoke("release", "--through=inject", "--env=production", "--dry-run")

    assert "rehearsed  create is still to be done" in ended.out


def test_the_notes_of_a_release_are_for_people(shop: Shop) -> None:
    """Each step's, with what was found; JSON has them too."""
    assert shop.invoke("release").code == 0
    ended = shop.invoke("status", "--notes")

    assert ended.code == 0
    assert " of shop@1.4.0 for local\n" in ended.out
    assert "info: " in ended.out
    assert "more note" not in ended.out
    assert "status --notes --env=local" in shop.invoke("status").out


def test_a_script_asks_by_the_exit_code(shop: Shop) -> None:
    """Without --check a look is no failure, whatever it has to tell."""
    codes = [shop.invoke("status", "--check").code]
    shop.invoke("build")
    codes += [shop.invoke("status", "--check").code, shop.invoke("status").code]
    shop.invoke("release")
    codes.append(shop.invoke("status", "--check", "--json").code)
    (shop.root / "out/web/page.js").write_text("another one")
    codes.append(shop.invoke("status", "--check").code)

    assert [22, 22, 0, 0, 22] == codes


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["build", "--dry-run", "inject", "create", "upload"], id="on one task"),
        pytest.param(["--dry", "build", "inject", "create", "upload"], id="invoke's own --dry"),
    ],
)
def test_a_rehearsal_asked_of_one_task_is_one_for_the_chain(shop: Shop, words: list[str]) -> None:
    """A chain that is half rehearsed would send what was never built."""
    before = fingerprint(shop.root)
    ended = shop.invoke(*words)

    assert ended.code == 0, ended.err
    assert before == fingerprint(shop.root)


def test_a_single_late_step_can_be_rehearsed(deployable: Shop, server: Running) -> None:
    """The rehearsal's server is told first what the real one was told before."""
    assert deployable.invoke("release", "--env=production", "--through=upload").code == 0
    server.requests.clear()
    ended = deployable.invoke("verify", "finalize", "--env=production", "--dry-run")

    assert ended.code == 0, ended.err
    assert list(server.requests) == []
    assert "verify" not in deployable.ledger("production")["entries"]


# --- a server elsewhere


def test_production_is_released_over_the_wire(deployable: Shop) -> None:
    """The same steps with a real token and a real address."""
    ended = deployable.invoke("release", "--env=production")

    assert ended.code == 0, ended.err
    assert "deployed to production" in ended.out


def test_no_secret_reaches_a_log_a_file_or_a_message(deployable: Shop, server: Running) -> None:
    """A token in a ledger or a log is a token in a CI artifact."""
    told = [
        deployable.invoke("release", "--env=production", SENTRY_LOG_LEVEL="debug"),
        deployable.invoke("config", "--env=production"),
        deployable.invoke("config", "--env=production", "--json"),
        deployable.invoke("status", "--env=production", "--json"),
        deployable.invoke("create", "--env=production", SENTRY_ORG="nobody"),
    ]
    token = server.token.reveal()
    files = [path for path in deployable.root.rglob("*") if path.is_file()]

    assert [0, 0, 0, 0] == [each.code for each in told[:4]]
    assert told[4].code != 0
    assert not [each for each in told if token in each.out + each.err]
    assert not [path for path in files if token.encode() in path.read_bytes()]


def test_without_a_token_a_release_ends_before_its_build(shop: Shop) -> None:
    """A minute of building for a variable that is not set is a minute lost."""
    ended = shop.invoke("release", "--env=production")

    assert ended.code == 10
    assert "SENTRY_AUTH_TOKEN" in ended.err
    assert not (shop.root / "out").exists()


def test_without_a_token_the_step_that_connects_says_so(shop: Shop) -> None:
    """Building and injecting need none; the first that does names the variable."""
    ended = shop.invoke("release", "--env=production", "--no-preflight")

    assert ended.code == 10
    assert "SENTRY_AUTH_TOKEN" in ended.err
    assert "next       invoke release --from=create --env=production" in ended.out


def test_a_wrong_token_is_not_authenticated(deployable: Shop) -> None:
    """401 has an exit code of its own, so that CI can tell it from a refusal."""
    deployable.environ["SENTRY_AUTH_TOKEN"] = "sntryu_" + "0" * 64
    deployable.invoke("build", "--env=production")

    assert deployable.invoke("create", "--env=production").code == 10


def test_a_server_that_does_not_answer_is_unreachable(shop: Shop) -> None:
    """31 means: try again later; nothing was decided."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        shop.settings("https://sentry.example", f"http://127.0.0.1:{free.getsockname()[1]}")
    shop.environ |= {"SENTRY_AUTH_TOKEN": "sntryu_" + "0" * 64, "SENTRY_HTTP_MAX_RETRIES": "0"}
    shop.invoke("build", "--env=production")

    assert shop.invoke("create", "--env=production").code == 31


def test_a_token_that_may_not_read_events_is_a_finding_and_no_pass(
    deployable: Shop, server: Running
) -> None:
    """Organization tokens cannot read events: the proof says what it could not try."""
    deployable.environ["SENTRY_AUTH_TOKEN"] = server.token_with(["org:ci"]).reveal()
    ended = deployable.invoke("release", "--env=production")
    proof = deployable.ledger("production")["entries"]["verify"]["outcome"]["proof"]

    assert ended.code == 0, ended.err
    assert "not-permitted" in {found["code"] for found in proof["findings"]}
    assert "browser events" not in proof["counts"]


# --- a proof that fails


def change_one_map(store: Path, old: bytes, new: bytes) -> None:
    """Change the server bundle's map where the server keeps it."""
    bundle = next(store.rglob("bundles/*.zip"))
    with zipfile.ZipFile(bundle) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in contents if name.endswith("server.js.map"))
    assert old in contents[name]
    contents[name] = contents[name].replace(old, new, 1)
    with zipfile.ZipFile(bundle, "w") as archive:
        for each, content in contents.items():
            archive.writestr(each, content)


def test_a_corrupt_map_on_the_server_fails_the_proof_and_stops_finalize(shop: Shop) -> None:
    """Everything is listed, everything is found, and every frame of it would be wrong."""
    assert shop.invoke("release", "--through=upload").code == 0
    mappings = b'"mappings": "'
    change_one_map(shop.root / ".buildtools/sandbox", mappings, mappings + b";;;")
    verified, finalized = shop.invoke("verify"), shop.invoke("finalize")

    assert verified.code == 50
    assert "out/server/server.js" in verified.err
    assert finalized.code == 50
    assert "finalize" not in shop.ledger()["entries"] or (
        shop.ledger()["entries"]["finalize"]["outcome"]["type"] == "failed"
    )


# --- settings


def test_all_faults_of_sentry_yml_are_told_together_with_their_lines(shop: Shop) -> None:
    """One round of corrections, not four."""
    token = "sntryu_" + "5ec4e7" * 10 + "abcd"
    shop.settings("token: ${SENTRY_AUTH_TOKEN}", f"token: {token}\n    urll: https://x.example")
    shop.settings("projects: [web]", "projects: 7")
    shop.settings('release: "shop@{package.version}"', 'release: "shop@${SHOP_BUILD}"')
    ended = shop.invoke("release", "--env=production")

    assert ended.code == 20
    for place in ("sentry.yml:4:", "sentry.yml:13:", "sentry.yml:14:", "sentry.yml:15:"):
        assert place in ended.err
    assert "did you mean 'url'" in ended.err
    assert token not in ended.err + ended.out


def test_config_shows_every_value_and_where_it_came_from(shop: Shop) -> None:
    """Half of all CI trouble is a value that came from somewhere else."""
    ended = shop.invoke("config", "--env=production", SENTRY_ORG="other")

    assert ended.code == 0, ended.err
    line = next(line for line in ended.out.splitlines() if line.startswith("server.org"))
    assert "other" in line
    assert "SENTRY_ORG" in line


# --- JSON and the console script


def test_json_is_alone_on_stdout(shop: Shop) -> None:
    """A pipeline reads it; narration goes to stderr."""
    built = shop.invoke("build", "--json")

    assert len(built.json["pairs"]) == 4
    assert "running" in built.err


def test_json_holds_for_a_chain_a_line_a_task(shop: Shop) -> None:
    """So a whole chain can be read by a program."""
    ended = shop.invoke("build", "inject", "--json", "create")

    assert [json.loads(line)["type"] for line in ended.out.splitlines()] == [
        "built",
        "injected",
        "created",
    ]


def test_a_failure_is_json_too(shop: Shop) -> None:
    """A pipeline that reads JSON must not have to read prose when it matters most."""
    ended = shop.invoke("upload", "--json")

    assert ended.code == 22
    assert ended.json["exit_code"] == 22
    assert ended.json["remedy"] == "invoke release --env=local"


def test_a_failed_proof_is_one_json_object(shop: Shop) -> None:
    """The proof itself, with its findings; the exit code says that it failed."""
    shop.invoke("release", "--through=upload")
    (shop.root / "out/web/page.js").write_text("")
    ended = shop.invoke("verify", "--json")

    assert ended.code == 50
    assert ended.json["proof"]["findings"][0]["code"] == "file-changed"


def test_the_report_of_a_release_is_json(shop: Shop) -> None:
    """The last screen, for machines."""
    ended = shop.invoke("release", "--json")

    assert ended.json["next_step"] is None
    assert [line["state"] for line in ended.json["lines"]] == ["done"] * 7


def test_a_failed_release_is_one_json_object(shop: Shop) -> None:
    """The failure, and nothing beside it on stdout."""
    assert shop.invoke("release", "--json", SHOP_EXIT="1").json["exit_code"] == 40


def test_status_before_anything_names_the_first_command(shop: Shop) -> None:
    """The default task, typed by someone who has just arrived."""
    assert "next: invoke release --env=local" in shop.invoke().out
    told = shop.invoke("status", "--json").json
    assert (None, [], "build") == (told["release"], told["lines"], told["next_step"])


def test_a_missing_settings_file_is_explained(shop: Shop) -> None:
    """Typed in the wrong folder."""
    (shop.root / "sentry.yml").unlink()

    assert shop.invoke("status").code == 20


def test_another_settings_file_can_be_named(shop: Shop) -> None:
    """One repository, several apps."""
    (shop.root / "sentry.yml").rename(shop.root / "shop.yml")

    assert shop.invoke("build", "--file=shop.yml").code == 0


def test_an_empty_environment_is_refused(shop: Shop) -> None:
    """`--env=$TARGET` with TARGET unset must not release the default environment."""
    ended = shop.invoke("release", "--env=")

    assert ended.code == 20
    assert "--env is empty" in ended.err
    assert not (shop.root / "out").exists()


@pytest.mark.parametrize("path", ["chunk-upload", "/releases/", "artifact-lookup"])
def test_a_server_that_is_ill_is_no_server_that_lacks(
    deployable: Shop, server: Running, path: str
) -> None:
    """Skipping what a sick server did not answer would finalize what nobody proved."""
    deployable.environ["SENTRY_HTTP_MAX_RETRIES"] = "0"
    server.faults.add(method="GET", path=path, status=503, times=None)
    ended = deployable.invoke("release", "--env=production")

    assert ended.code == 30, ended.err
    assert "skipped" not in ended.out


def test_a_frame_without_its_source_line_is_seen(shop: Shop) -> None:
    """The trace would resolve, and show no code."""
    assert shop.invoke("release", "--through=upload").code == 0
    change_one_map(shop.root / ".buildtools/sandbox", b'"sourcesContent"', b'"x_sourcesContent"')
    verified = shop.invoke("verify", "--json")

    assert {"frame-without-source"} | OWN_RESOLVER == {
        found["code"] for found in verified.json["proof"]["findings"]
    }


def test_columns_of_originals_count(shop: Shop) -> None:
    """A map whose originals are all a little off to the right names the right lines still."""
    assert shop.invoke("release", "--through=upload").code == 0
    change_one_map(shop.root / ".buildtools/sandbox", b"4ZAAA,", b"4ZAAG,")
    verified = shop.invoke("verify")

    assert verified.code == 50
    assert "frame-wrong" in verified.err


# --- one settings file for a whole chain, and what is told of it


def elsewhere(shop: Shop) -> str:
    """Return the settings another name, as a workspace with two apps has."""
    (shop.root / "sentry.yml").rename(shop.root / "web shop.yml")
    return "web shop.yml"


def test_a_settings_file_holds_for_the_whole_chain(shop: Shop) -> None:
    """A step that took the default file would work on another app."""
    file = elsewhere(shop)
    ended = shop.invoke("build", "inject", f"--file={file}")

    assert ended.code == 0, ended.err
    assert list(shop.ledger()["entries"]) == ["build", "inject"]


def test_every_command_that_is_named_carries_the_settings_file(shop: Shop) -> None:
    """Copied as it is, it must not work on another app, or on none."""
    file = f"--file={elsewhere(shop)}"
    carried = "--env=local '--file=web shop.yml'", "--env=local --file='web shop.yml'"
    told = [
        shop.invoke("status", file).out,
        shop.invoke("upload", file).err,
        shop.invoke("upload", file, "--json").json["remedy"],
        shop.invoke("release", file, "--through=inject").out,
    ]

    assert [True] * 4 == [any(form in each for form in carried) for each in told], told


def test_the_default_file_is_not_named(shop: Shop) -> None:
    """It would only make the command longer."""
    assert "--file" not in shop.invoke("status", "--file=sentry.yml").out


def test_a_command_is_completed_wherever_it_is_named() -> None:
    """Tasks and flags are told from the words around them."""
    chain = Invocation()
    chain.chosen = "ci"

    assert chain.completed("(invoke upload)") == "(invoke upload --env=ci)"
    assert chain.completed("invoke release --from=create: did you mean 2.0?") == (
        "invoke release --from=create --env=ci: did you mean 2.0?"
    )
    assert chain.completed("invoke build --env=b, then wait") == "invoke build --env=b, then wait"
    assert chain.completed("start it with `invoke sandbox`") == "start it with `invoke sandbox`"
    for step in ORDER:
        assert chain.completed(f"invoke {step}") == f"invoke {step} --env=ci"


# --- findings that are accepted


def vendored(shop: Shop) -> None:
    """Let the build hold somebody else's script, whose map was never published."""
    script = shop.root / "made/web/vendor/widget.js"
    script.parent.mkdir()
    script.write_text("window.widget = 1;\n//# sourceMappingURL=widget.js.map\n")


ACCEPT = "  accept: [{code: map-named-but-missing, path: out/web/vendor, reason: not ours}]\n"


def test_an_accepted_error_lets_the_release_go_on_and_is_told(shop: Shop) -> None:
    """It is an error still, with the reason beside it, and the last line counts it."""
    vendored(shop)
    refused = shop.invoke("release")
    shop.settings("  server:\n", ACCEPT + "  server:\n")
    released = shop.invoke("release")
    findings = shop.ledger()["entries"]["build"]["outcome"]["findings"]
    (found,) = (each for each in findings if each["code"] not in OWN_RESOLVER)

    assert refused.code == 21
    assert "out/web/vendor/widget.js" in refused.err
    assert released.code == 0, released.err
    assert (found["severity"], found["accepted"]) == ("error", "not ours")
    assert "accepted: map-named-but-missing: out/web/vendor/widget.js" in released.out
    assert released.out.splitlines()[-1].endswith("proven, but for 1 accepted")
    assert shop.invoke("status", "--json").json["accepted"] == 1


def test_an_acceptance_that_meets_nothing_is_a_warning(shop: Shop) -> None:
    """It would hide the next fault of the kind."""
    shop.settings("  server:\n", ACCEPT + "  server:\n")
    ended = shop.invoke("release")

    assert ended.code == 0, ended.err
    assert "warning: acceptance-unused" in ended.out
    assert "but for" not in ended.out


def test_what_cannot_be_accepted_is_refused_before_anything_runs(shop: Shop) -> None:
    """Exit 20, with the line of sentry.yml."""
    shop.settings(
        "  server:\n", ACCEPT.replace("map-named-but-missing", "frame-wrong") + "  server:\n"
    )
    ended = shop.invoke("release")

    assert ended.code == 20
    assert "sentry.yml:10: accept[0].code: frame-wrong cannot be accepted" in ended.err
    assert not (shop.root / "out").exists()


def test_a_build_that_writes_to_packages_is_told_and_kept_from_the_project(shop: Shop) -> None:
    """What it would change in the real run is seen before it."""
    package = shop.root / "node_modules/some-package/index.js"
    package.parent.mkdir(parents=True)
    package.write_text("before")
    script = shop.root / "build.py"
    writing = "open('node_modules/some-package/index.js', 'w').write('patched by the build')\n"
    script.write_text(script.read_text().replace("print(", f"{writing}print("))
    before = fingerprint(shop.root)
    ended = shop.invoke("build", "--dry-run", "--json")

    assert 0 == ended.code, ended.err
    (found,) = [each for each in ended.json["findings"] if each["code"] == "package-changed"]
    assert "node_modules/some-package" == found["subject"]
    assert before == fingerprint(shop.root)
    assert not [each for each in shop.invoke("build", "--json").json["findings"] if each == found]


def test_packages_above_the_folder_are_there_or_told(shop: Shop) -> None:
    """Through a layer all of a workspace is seen; a copy is of the folder of sentry.yml alone."""
    above = shop.root.parent / "node_modules/some-package/index.js"
    above.parent.mkdir(parents=True)
    above.write_text("before")
    (shop.root.parent / "package.json").write_text("{}")
    script = shop.root / "build.py"
    writing = "open('../node_modules/some-package/index.js', 'a').write('patched')\n"
    script.write_text(script.read_text().replace("print(", f"{writing}print("))
    ended = shop.invoke("build", "--dry-run", "--json")

    refused = "the build needs what lies above it" in ended.err
    assert (20 if refused else 0) == ended.code, ended.err
    found = [each["subject"] for each in ended.json.get("findings", ())]
    assert refused or "../node_modules/some-package" in found
    assert "before" == above.read_text()


@pytest.mark.parametrize("how", ["", "copy"])
def test_a_build_that_fails_in_a_layer_may_be_given_a_copy(shop: Shop, how: str) -> None:
    """What looks at the project from elsewhere does not see the layer."""
    ended = shop.invoke("build", "--dry-run", SHOP_EXIT="1", BUILDTOOLS_REHEARSAL=how)

    assert 40 == ended.code
    layered = "the project stays as it is" in ended.err
    assert layered == ("BUILDTOOLS_REHEARSAL=copy gives the build a whole copy" in ended.err)
    assert not (layered and how)
