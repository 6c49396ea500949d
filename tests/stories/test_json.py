"""Every object of `--json` says what it is, of which step and release, and how long it took."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories import objects
from tests.stories.shopping import PACKAGE, Ended, Shop

HEAD = ["type", "step", "environment", "release", "seconds"]


def keys_with_blanks(value: Any) -> Iterator[str]:
    """Name the keys that a script could not write after a dot."""
    if isinstance(value, dict):
        yield from (key for key in value if " " in key)
        for each in value.values():
            yield from keys_with_blanks(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_with_blanks(each)


def headed(ended: Ended) -> dict[str, Any]:
    """Return the one object that was printed, which has its head and no key with blanks."""
    told: dict[str, Any] = ended.json
    assert HEAD == list(told)[:5]
    assert not list(keys_with_blanks(told))
    assert isinstance(told["seconds"], float)
    return told


def test_a_step_says_whose_it_is_and_how_long_it_took(shop: Shop) -> None:
    """A program that has ten of them in a file needs no other file."""
    told = headed(shop.invoke("build", "--json"))
    entry = shop.ledger()

    assert ["built", "build", "local"] == [told[key] for key in HEAD[:3]]
    assert entry["release"] == told["release"]
    assert told["failure"] is None


def test_counts_have_names_that_a_script_can_write(shop: Shop) -> None:
    """Those of the ledger's file are as they were."""
    shop.invoke("release", "--through=upload")
    counts = headed(shop.invoke("verify", "--json"))["proof"]["counts"]

    assert counts["debug_ids_looked_up"] > 0
    assert counts["browser_positions"] > 0
    kept = shop.ledger()["entries"]["verify"]["outcome"]["proof"]["counts"]
    assert kept["debug IDs looked up"] == counts["debug_ids_looked_up"]


def test_a_release_is_one_document_with_its_steps_inside(shop: Shop) -> None:
    """Whoever keeps it as an artifact of CI keeps all of it."""
    told = headed(shop.invoke("release", "--json"))

    assert ("release", None, None) == (told["type"], told["failure"], told["next_step"])
    assert "error" not in told
    assert [line["step"] for line in told["lines"]] == [each["step"] for each in told["steps"]]
    assert HEAD == list(told["steps"][0])[:5]
    assert {told["release"]} == {each["release"] for each in told["steps"]}


def test_a_failed_release_holds_what_was_done_and_what_failed(shop: Shop) -> None:
    """And the keys of the failure where they always were."""
    ended = shop.invoke("release", "--json", SENTRY_LOG_LEVEL="info", SHOP_EXIT="0")
    assert 0 == ended.code
    (shop.root / "out/web/page.js").write_text("")
    ended = shop.invoke("release", "--json", "--from=verify")
    told = headed(ended)
    failure = told["failure"]

    assert 50 == ended.code == told["exit_code"] == failure["exit_code"]
    assert ("failure", "verify", "local") == tuple(failure[key] for key in HEAD[:3])
    assert (told["release"], "file-changed") == (failure["release"], failure["code"])
    assert ["verify"] == [each["step"] for each in told["steps"]]
    assert told["error"] == failure["error"]
    assert "verify" not in failure["done"]


def test_a_release_whose_build_fails_says_so_of_no_other(shop: Shop) -> None:
    """What was released before is not the report of this one."""
    told = headed(shop.invoke("release", "--json", SHOP_EXIT="1"))

    assert ([], "build", []) == (told["steps"], told["failure"]["step"], told["failure"]["done"])
    assert 40 == told["failure"]["exit_code"]
    assert told["release"]


def test_a_release_that_could_not_begin_is_a_document_too(shop: Shop) -> None:
    """One type to read, whatever happens."""
    told = headed(shop.invoke("release", "--env=nowhere", "--json"))

    assert ("release", [], []) == (told["type"], told["steps"], told["lines"])
    assert (None, 20) == (told["failure"]["step"], told["failure"]["exit_code"])
    assert "nowhere" == told["environment"]


def test_a_step_that_fails_says_which_and_what_was_done(shop: Shop) -> None:
    """A chain stays one line for each task, its failure the last."""
    ended = shop.invoke("build", "inject", "verify", "--json")
    lines = [json.loads(line) for line in ended.out.splitlines()]

    assert ["built", "injected", "failure"] == [each["type"] for each in lines]
    failure = lines[-1]
    assert ("verify", ["build", "inject"]) == (failure["step"], failure["done"])
    assert (lines[0]["release"], None) == (failure["release"], failure["code"])


def test_json_on_one_task_is_for_all_that_are_no_steps_too(shop: Shop) -> None:
    """Prose between two objects breaks whoever reads them."""
    ended = shop.invoke("build", "--json", "status")

    assert ["built", "status"] == [json.loads(line)["type"] for line in ended.out.splitlines()]


def test_two_environments_are_refused_as_an_object_of_none(shop: Shop) -> None:
    """It is of neither."""
    ended = shop.invoke("build", "--env=local", "inject", "--env=production", "--json")

    assert (20, None) == (ended.code, headed(ended)["environment"])


def test_a_ledger_that_cannot_be_read_is_told_without_a_release(shop: Shop) -> None:
    """Looking the release up must not hide what is wrong."""
    shop.invoke("build")
    ledger = next(shop.root.glob(".buildtools/*.json"))
    ledger.write_text("{")
    told = headed(shop.invoke("inject", "--json"))

    assert ("failure", None) == (told["type"], told["release"])
    assert "cannot be read as the ledger" in told["error"]


def test_settings_have_the_values_that_they_have(shop: Shop) -> None:
    """A number is one, and what is secret says so."""
    told = headed(shop.invoke("config", "--env=production", "--json", SENTRY_AUTH_TOKEN="0" * 40))
    values = {row["key"]: row["value"] for row in told["settings"]}
    secret = {row["key"] for row in told["settings"] if row["secret"]}

    assert ("***", True) == (values["server.token"], "server.token" in secret)
    assert values["strip.enabled"] is False
    assert values["dist"] is None
    assert isinstance(values["verify.wait_seconds"], int)
    assert "environment" not in secret


def test_doctor_prints_one_object(shop: Shop) -> None:
    """With a row for each check."""
    told = headed(shop.invoke("doctor", "--json"))

    assert "doctor" == told["type"]
    assert isinstance(told["checks"], list)


MISTAKEN = """
import os
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.showing import explained
from buildtools.tasks import ns

@env_task(HELP)
def wrong(context, json: bool = False):
    with explained(json=json):
        raise ValueError("sntrys_abcdefghijklmnop and " + os.environ["MY_SECRET"])

@env_task(HELP)
def missing(context, json: bool = False):
    with explained(json=json):
        open("/nowhere/at/all", "x")

ns.add_task(wrong)
ns.add_task(missing)
"""


def test_a_mistake_of_ours_is_a_traceback_and_an_object(shop: Shop) -> None:
    """It ends with 1, says where to report it, and holds no secret."""
    (shop.root / "tasks.py").write_text(MISTAKEN)
    ended = shop.invoke("wrong", "--json", MY_SECRET="hunter2hunter2")

    assert 1 == ended.code
    assert ("crash", 1) == (ended.json["type"], ended.json["exit_code"])
    assert "ValueError" in ended.json["error"]
    assert "Traceback" in ended.err
    assert "report" in ended.err
    for said in (ended.out, ended.err):
        assert "abcdefghijklmnop" not in said
        assert "hunter2" not in said


def test_a_mistake_without_json_is_told_on_stderr_alone(shop: Shop) -> None:
    """Stdout is for results."""
    (shop.root / "tasks.py").write_text(MISTAKEN)
    ended = shop.invoke("wrong", MY_SECRET="hunter2hunter2")

    assert (1, "") == (ended.code, ended.out)
    assert "Traceback" in ended.err


def test_a_mistake_before_any_task_is_told_in_the_same_way(shop: Shop) -> None:
    """A package that is installed by half, for instance."""
    code = (
        "import sys\nsys.modules['buildtools.tasks'] = None\nsys.argv = ['buildtools', '--json']\n"
        "from buildtools.__main__ import main\nmain()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    objects.hold(ended.stdout)

    assert (1, "crash") == (ended.returncode, json.loads(ended.stdout)["type"])
    assert "Traceback" in ended.stderr
    assert "report it" in ended.stderr


def test_what_the_system_refuses_is_no_mistake_of_ours(shop: Shop) -> None:
    """A folder without rights is told as one."""
    file = shop.root / "file"
    file.write_text("")
    shop.invoke("release", "--through=inject")
    shop.root.joinpath("closed").mkdir(mode=0o500)
    ended = shop.invoke("status", f"--pairs={'closed' if os.geteuid() else '/proc'}/pairs.json")

    assert (20 if os.geteuid() else ended.code) == ended.code
    assert ended.code
    assert "error: " in ended.err


def test_pairs_say_what_they_are(shop: Shop) -> None:
    """The file is the same for the same release, so nothing in it was timed."""
    shop.invoke("release", "--through=inject")
    assert 0 == shop.invoke("status", "--pairs=pairs.json").code
    told = json.loads((shop.root / "pairs.json").read_text())
    objects.hold(json.dumps(told))

    assert ["pairs", None, "local", shop.ledger()["release"], None] == [told[key] for key in HEAD]
    assert 4 == len(told["pairs"])


# --- types that no other story prints


def test_what_is_taken_away_and_given_back_are_objects(shop: Shop) -> None:
    """What was undone is told as skipped, and why."""
    shop.invoke("release")
    told = headed(shop.invoke("strip", "--json"))
    undone = headed(shop.invoke("strip", "--undo", "--json"))

    assert ("stripped", "strip") == (told["type"], told["step"])
    assert ("skipped", "strip") == (undone["type"], undone["step"])
    assert undone["reason"].startswith("undone: ")


def test_a_deploy_is_an_object(shop: Shop) -> None:
    """It says where its command ran; the command may hold a secret."""
    shop.settings("local: {server: sandbox}", 'local: {server: sandbox, deploy: {command: "true"}}')
    shop.invoke("release", "--through=verify")

    assert "deployed" == headed(shop.invoke("deploy", "--json"))["type"]


def test_a_code_that_is_explained_is_an_object(shop: Shop) -> None:
    """With the findings of the release that have it."""
    shop.invoke("build")

    assert "code" == headed(shop.invoke("explain", "map-stale", "--json"))["type"]


def test_the_settings_that_are_made_are_an_object(shop: Shop) -> None:
    """With what was found, and the checks that need no server."""
    (shop.root / "sentry.yml").unlink()
    folder = shop.root / "package.json"
    folder.write_text(
        '{"name": "app", "version": "1.0.0", "scripts": {"build": "vite build"},'
        ' "devDependencies": {"vite": "^6"}}'
    )

    assert "init" == headed(shop.invoke("init", "--yes", "--json"))["type"]


# --- schemas


WRONG: list[tuple[str, Any]] = [
    ("type", "nonsense"),
    ("step", 1),
    ("seconds", "0.1"),
    ("exit_code", None),
    ("evidence", "one line"),
    ("new_key", 1),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_an_object_that_is_not_of_its_form_is_noticed(shop: Shop, key: str, value: Any) -> None:
    """The control of all stories that print one."""
    told = shop.invoke("upload", "--json").json

    assert [] == objects.faults(told)
    assert objects.faults(told | {key: value})
    assert objects.faults({each: told[each] for each in told if each != "error"})


def test_a_key_of_a_later_version_is_no_fault_to_who_reads_by_the_schema(shop: Shop) -> None:
    """What is shipped is open; only here it is closed."""
    told = shop.invoke("status", "--json").json | {"later": 1}

    assert objects.faults(told)
    assert objects.validator("status", strict=False).is_valid(told)
