"""The documentation says what is true: its commands run, its tables are those of the code."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM
from typing import Any, NamedTuple, get_args

import msgspec
import pytest
import yaml
from msgspec import inspect

from buildtools import errors, results
from buildtools.commands import objects
from buildtools.commands.schemas import write as write_schemas
from buildtools.config import load
from buildtools.config.loaded import flatten
from buildtools.config.loading import Document
from buildtools.config.overrides import BELOW, NAMES
from buildtools.findings.page import page
from buildtools.findings.subjects import Subject
from buildtools.machine.interrupts import Stopped
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Settings
from buildtools.stages import OPTIONAL, ORDER
from buildtools.values import DebugId, Digest, Secret
from tests.stories import objects as printed
from tests.stories.shopping import PACKAGE, Shop, make_shop

DOCS = sorted((PACKAGE / "docs").glob("*.md"))
LANGUAGES = {"sh", "text", "mermaid", "python", "yaml", "json", "js"}
LEFT_OUT = {"node_modules", "venv", "dist", "build"}
"""Folders with pages of others."""


class Block(NamedTuple):
    """One fenced block of a page; `exits` is what a comment in front of it announces."""

    page: str
    line: int
    language: str
    text: str
    exits: int

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


FENCE = re.compile(
    r"(?:^<!-- exits (?P<exits>\d+) -->\n)?^```(?P<language>.*)\n(?P<text>(?s:.*?))^```$", re.M
)


def blocks(page: Path) -> Iterator[Block]:
    """Find the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        exits = int(found["exits"] or 0)
        yield Block(page.name, line, found["language"], found["text"], exits)


ALL = [block for page in DOCS for block in blocks(page)]
COMMANDS = [block for block in ALL if block.language == "sh"]


def tables(page: str) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Return each table of a page: its heads and its rows."""
    text = FENCE.sub("", (PACKAGE / "docs" / page).read_text(encoding="utf-8"))
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.M):
        rows = [tuple(cell.strip() for cell in row[1:-1].split("|")) for row in table.splitlines()]
        yield rows[0], rows[2:]


def table(page: str, *heads: str) -> list[tuple[str, ...]]:
    """Return the rows of the table with these heads; there is one."""
    (rows,) = [rows for found, rows in tables(page) if found == heads]
    return rows


def words(cell: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


# --- commands


def run(shop: Shop, command: str, **environ: str) -> "tuple[int, str]":
    """Run a command as a user would paste it, and end whatever it leaves behind."""
    own = Path(sys.executable).parent
    path = f"{own}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE), "PATH": path} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=100)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return process.returncode, said


@pytest.mark.parametrize("block", COMMANDS, ids=lambda block: block.place)
def test_a_command_that_is_shown_works(block: Block, tmp_path: Path) -> None:
    """People paste what a page shows; it has to do just that, in a project of their own."""
    code, said = run(make_shop(tmp_path / "shop"), block.text)

    assert block.exits == code, said


def test_a_command_that_fails_would_be_noticed(tmp_path: Path) -> None:
    """The control: a block is run to its end, and its first failure counts."""
    shop = make_shop(tmp_path / "shop")

    assert run(shop, "invoke no-such-task\ntrue")[0] != 0
    assert (22, True) == (run(shop, "invoke upload")[0], bool(COMMANDS))


def test_every_block_says_what_it_is() -> None:
    """A fence without a language, or `bash`, would escape the test above."""
    assert set() == {block.language for block in ALL} - LANGUAGES


def test_the_readme_shows_two_commands_and_ci_runs_them_word_for_word() -> None:
    """Install and run, test: the first thing anyone tries is what every change must pass."""
    shown = [block.text for block in blocks(PACKAGE / "README.md") if block.language == "sh"]
    ci = (PACKAGE / ".ci/run").read_text(encoding="utf-8")
    (extractor,) = re.findall(r"^command_of_readme\(\) \{\n(?s:.*?)^\}", ci, re.M)
    taken = [
        subprocess.run(
            ["bash", "-c", f"{extractor}\ncommand_of_readme {number}"],
            cwd=PACKAGE,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in (1, 2)
    ]

    assert shown == taken
    assert "invoke release --env=local" in shown[0]
    assert "nox\n" == shown[1]
    for number in (1, 2):
        assert f'bash -euo pipefail -c "$(command_of_readme {number})"' in ci


# --- links


def pages() -> list[Path]:
    """Return the pages of this repository, those of others left out."""
    found = (page.relative_to(PACKAGE) for page in PACKAGE.rglob("*.md"))
    hidden = (page for page in found if not any(part.startswith(".") for part in page.parts))
    return sorted(page for page in hidden if not LEFT_OUT & set(page.parts))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", pages(), ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """A page that moved takes its readers along."""
    text = FENCE.sub("", (PACKAGE / page).read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))
    broken = []
    for target in targets:
        name, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = PACKAGE / page.parent / name if name else PACKAGE / page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)

    assert [] == broken


def test_the_readme_leads_to_every_page() -> None:
    """A page that nobody links to is not read."""
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")

    assert [] == [page.name for page in DOCS if f"(docs/{page.name})" not in readme]


# --- settings.md


class Key(NamedTuple):
    """One key of sentry.yml as settings.py has it."""

    name: str
    description: str
    default: str


def keys(struct: inspect.StructType, above: str = "") -> Iterator[Key]:
    """Walk the types: every key that a value can be given to."""
    for field in struct.fields:
        kind, description = bare(field.type)
        name = f"{above}.{field.encode_name}".lstrip(".")
        options = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
        inner = [one for one in options if isinstance(one, inspect.StructType)]
        if not inner or len(options) > 1:
            yield Key(name, description, default_of(field, mapping=bool(inner)))
        for mapping in inner:
            yield from keys(mapping, name)
        for many in options:
            item = many.item_type if isinstance(many, inspect.VarTupleType) else None
            if isinstance(item, inspect.StructType):
                yield from keys(item, f"{name}[]")
            named = many.value_type if isinstance(many, inspect.DictType) else None
            if isinstance(named, inspect.StructType):
                yield from keys(named, f"{name}.NAME")


def bare(kind: inspect.Type) -> tuple[inspect.Type, str]:
    """Take the description off a type."""
    description = ""
    while isinstance(kind, inspect.Metadata):
        description = description or (kind.extra_json_schema or {}).get("description", "")
        kind = kind.type
    return kind, description


def default_of(field: inspect.Field, *, mapping: bool) -> str:
    """Phrase a default as the table does."""
    if mapping:
        return "see below"
    if field.required:
        return "required"
    if field.default in (None, (), msgspec.NODEFAULT):
        return "none"
    if isinstance(field.default, tuple):
        return f"`[{', '.join(field.default)}]`"
    return f"`{str(field.default).lower() if field.default in (True, False) else field.default}`"


def struct_of(kind: type) -> inspect.StructType:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found


KEYS = list(keys(struct_of(Settings)))
SHOWN_KEYS = {
    words(row[0])[0]: row for row in table("settings.md", "key", "meaning", "default", "example")
}


def test_the_page_names_exactly_the_keys_there_are() -> None:
    """A new setting nobody can read about does not exist; an old one misleads."""
    assert [] == sorted({key.name for key in KEYS} ^ set(SHOWN_KEYS))
    top = {words(row[0])[0] for row in table("settings.md", "top", "what it is")}
    assert top == {field.encode_name for field in struct_of(Document).fields}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_is_told_as_settings_tells_it(key: Key) -> None:
    """The page, the JSON Schema and the type say the same of a key."""
    _, meaning, default, _ = SHOWN_KEYS[key.name]

    assert meaning.replace("`", "").startswith(key.description.replace("`", ""))
    assert key.default == default


NEEDED: dict[str, dict[str, Any]] = {
    "outputs[]": {"path": "out", "url": "~/"},
    "accept[]": {"code": "map-stale", "path": "**", "reason": "of the last release"},
}
"""What an item of a list must have beside the key that is tried."""


NEEDED_OF = {
    "serve": {"command": "true"},
    "site": {"url": "https://www.example.com"},
    "hooks": {"file": "scrub.ts"},
}
"""What a mapping must have beside the key that is tried."""


def planted(name: str, value: object) -> dict[str, Any]:
    """Build the mapping in which one dotted key has this value."""
    tree: Any = value
    for part in reversed(name.split(".")):
        many = part.endswith("[]")
        needed = NEEDED[part] if many else {}
        if isinstance(tree, dict):
            tree = NEEDED_OF.get(part, {}) | tree
        tree = {part.removesuffix("[]"): [needed | tree] if many else tree}
    return dict(tree)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_the_example_of_a_key_can_be_used(key: Key, tmp_path: Path) -> None:
    """An example that is refused is worse than none; one that shows the default shows nothing."""
    (example,) = words(SHOWN_KEYS[key.name][3])
    value = yaml.safe_load(example)
    section = {"site": "https://www.example.com"} if key.name.startswith("live") else {}
    document = {"version": 1, "environments": {"here": section | planted(key.name, value)}}
    (tmp_path / "sentry.yml").write_text(yaml.safe_dump(document))
    secrets = {"SENTRY_AUTH_TOKEN": "sntryu_" + "0" * 64, "PROXY_TOKEN": "of-the-proxy"}
    secrets["SENTRY_REVIEW_TOKEN"] = "sntryu_" + "1" * 64
    loaded = load(tmp_path / "sentry.yml", "here", secrets).settings
    found = dict(flatten("", loaded))
    name = key.name.replace("[]", "[0]")
    given = {
        at: one
        for at, one in found.items()
        if at == name or at.startswith((f"{name}.", f"{name}["))
    }

    assert given
    assert f"`{example}`" != key.default
    if not isinstance(value, dict | list):
        variable = example.strip("${}")
        expected = Secret(secrets[variable]) if "${" in example else value
        assert expected == given[name]


def test_the_page_names_exactly_the_variables_that_override() -> None:
    """Half of all trouble in CI is a variable that somebody did not think of."""
    shown = {
        words(row[0])[0]: tuple(words(row[1]))
        for row in table("settings.md", "overrides", "variables")
    }

    assert dict(NAMES) == shown


def test_the_page_names_the_variables_that_stand_in_for_a_key() -> None:
    """An image's variable must not replace what the project says itself."""
    shown = {
        words(row[0])[0]: tuple(words(row[1]))
        for row in table("settings.md", "stands in for", "variables")
    }

    assert dict(BELOW) == shown


@pytest.mark.parametrize(
    "block",
    [one for one in ALL if one.text.startswith(("# yaml-language-server", "version: 1\n"))],
    ids=lambda one: one.place,
)
def test_a_sentry_yml_that_is_shown_can_be_used(block: Block, tmp_path: Path) -> None:
    """It is what people begin with."""
    (tmp_path / "sentry.yml").write_text(block.text)
    for name in yaml.safe_load(block.text)["environments"]:
        secrets = {"SENTRY_AUTH_TOKEN": "sntryu_" + "0" * 64, "PROXY_TOKEN": "of-the-proxy"}
        load(tmp_path / "sentry.yml", name, secrets)


def test_the_comment_for_editors_leads_to_the_schema() -> None:
    """An editor that finds no schema says nothing at all."""
    first = (PACKAGE / "sentry.yml").read_text(encoding="utf-8").splitlines()[0]
    _, found, path = first.partition("# yaml-language-server: $schema=")
    schema = msgspec.json.decode((PACKAGE / path).read_bytes())

    assert found
    assert "sentry.yml" == schema["title"]


# --- steps.md


def test_the_exit_codes_are_those_of_the_errors() -> None:
    """CI decides by these numbers."""

    def codes(kind: type[errors.BuildtoolsError]) -> set[int]:
        return {kind.exit_code}.union(*(codes(each) for each in kind.__subclasses__()))

    shown = {int(row[0]) for row in table("steps.md", "code", "meaning")}

    stopped = {Stopped(number).exit_code for number in (SIGHUP, SIGINT, SIGTERM)}
    assert shown == {0} | codes(errors.BuildtoolsError) | stopped


def test_the_results_are_those_of_the_steps() -> None:
    """Whoever reads the JSON relies on the name of each result and of its keys."""
    shown = {
        words(row[1])[0]: words(row[2])
        for row in table("steps.md", "step", "`type`", "further keys")
    }
    kinds = {str(struct_of(kind).tag): kind for kind in get_args(results.Result)}
    assert set(kinds) == set(shown)
    for tag, names in shown.items():
        known = {field.encode_name for field in struct_of(kinds[tag]).fields}
        assert known == {name for name in names if name in known}
        assert not set(names) - known - {"debug_id", "counts", "findings"} - _older_keys(tag)


def _older_keys(tag: str) -> set[str]:
    """Name the keys that `--json` shows of a result beside its own."""
    bundle = results.StoredBundle(DebugId("a"), Digest("b"), 1, 1)
    shown = objects.shown(results.Uploaded((bundle,), 1, "ok"))
    return set(shown) if tag == "uploaded" else set()


def test_every_step_has_its_row() -> None:
    """In the order they are done."""
    rows = table("steps.md", "step", "reads", "writes", "a second run")

    assert list(ORDER) == [words(row[0])[0] for row in rows]


class CiJob(NamedTuple):
    """One job of an example, boiled down to what it runs and what it keeps for the next."""

    name: str
    needs: list[str]
    takes: bool
    commands: list[str]
    environ: dict[str, str]
    keeps: list[str]


def workflows() -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """Read the three YAML examples of the page."""
    first, second, third = (
        yaml.safe_load(one.text) for one in ALL if (one.page, one.language) == ("steps.md", "yaml")
    )
    return first, second, third


def github() -> list[CiJob]:
    """Play GitHub: each job calls the reusable workflow with its step."""
    reusable, release, _ = workflows()
    job = reusable["jobs"]["step"]
    kept = next(step for step in job["steps"] if "upload-artifact" in step.get("uses", ""))["with"]
    taken = next(step for step in job["steps"] if "download-artifact" in step.get("uses", ""))
    assert taken["with"]["name"] == kept["name"]
    assert kept["include-hidden-files"]
    assert kept["overwrite"]
    jobs = []
    for name, caller in release["jobs"].items():
        inputs = caller["with"]
        assert set(inputs) == set(
            reusable[True]["workflow_call"]["inputs"]
        )  # YAML 1.1 reads on as true
        runs = [
            step["run"].replace("${{ inputs.step }}", inputs["step"])
            for step in job["steps"]
            if "run" in step and step.get("if") in (None, f"inputs.step == '{inputs['step']}'")
        ]
        takes = inputs["step"] != "build"
        assert taken["if"] == "inputs.step != 'build'"
        needs = [caller["needs"]] if "needs" in caller else []
        jobs.append(CiJob(name, needs, takes, runs, job["env"], kept["path"].splitlines()))
    return jobs


def gitlab() -> list[CiJob]:
    """Play GitLab: each job extends the hidden one and takes what the job before kept."""
    _, _, pipeline = workflows()
    base = pipeline.pop(".step")
    jobs = []
    for name, job in pipeline.items():
        assert ".step" == job["extends"]
        environ = {key: str(text) for key, text in base["variables"].items()}
        environ |= {
            "CI_JOB_NAME": name,
            "SENTRY_AUTH_TOKEN": "given in the settings of the project",
        }
        commands = [*job.get("before_script", base["before_script"]), *base["script"]]
        needs = job.get("needs", [])
        jobs.append(CiJob(name, needs, bool(needs), commands, environ, base["artifacts"]["paths"]))
    return jobs


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server elsewhere."""
    with serve(tmp_path / "elsewhere", org="acme") as running:
        yield running


@pytest.mark.parametrize("played", [github, gitlab])
def test_seven_jobs_on_seven_machines_make_one_release(
    played: Callable[[], list[CiJob]], tmp_path: Path, server: Running
) -> None:
    """The examples are played job by job, each in a clone of its own with the artifact alone."""
    origin, artifact = make_shop(tmp_path / "origin" / "shop"), tmp_path / "artifact"
    jobs = played()
    for index, job in enumerate(jobs):
        assert job.needs == [each.name for each in jobs[max(index - 1, 0) : index]]
        machine = Shop(tmp_path / job.name / "shop")
        subprocess.run(["git", "clone", "-q", str(origin.root), str(machine.root)], check=True)
        if job.takes:
            shutil.copytree(artifact, machine.root, dirs_exist_ok=True)
        environ = job.environ | {
            "SENTRY_AUTH_TOKEN": server.token.reveal(),
            "SENTRY_URL": server.url,
        }
        for command in job.commands:
            if not command.startswith(("pip install", "apt-get ", "npm ci")):  # as on any machine
                code, said = run(machine, command, **environ)
                assert 0 == code, f"{job.name}: {said}"
        keep(machine.root, job.keeps, artifact)

    _, said = run(machine, "invoke status --json", **environ)
    report = msgspec.json.decode(said)
    lines = [line for line in report["lines"] if line["step"] not in OPTIONAL]
    assert ["done"] * len(lines) == [line["state"] for line in lines]


def keep(root: Path, patterns: list[str], artifact: Path) -> None:
    """Make the artifact anew from what a job names."""
    shutil.rmtree(artifact, ignore_errors=True)
    for found in (path for pattern in patterns for path in root.glob(pattern)):
        there = artifact / found.relative_to(root)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(found, there) if found.is_dir() else shutil.copy(found, there)


# --- proof.md


def test_the_kinds_of_subjects_are_those_of_the_table() -> None:
    """Who scripts against `about` reads there what it may be."""
    kinds = get_args(Subject)
    shown = {
        words(row[0])[0]: set(words(row[1]))
        for row in table("proof.md", "`kind`", "values", "`subject`")
    }

    assert {kind.__struct_config__.tag: set(kind.__struct_fields__) for kind in kinds} == shown


# --- findings.md


def test_the_findings_are_those_of_the_catalogue() -> None:
    """A code is a promise to those who script against it: `nox -s schema` writes the page."""
    assert page() == (PACKAGE / "docs" / "findings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_a_page_begins_with_what_its_reader_gets(page: Path) -> None:
    """How a page is made is of interest to those who make it; they find it in CONTRIBUTING."""
    text = page.read_text(encoding="utf-8")
    first = next(part for part in text.split("\n\n")[1:] if not part.startswith(("#", "<")))

    assert not re.match(r"Written (?:from|by)|Generated", first), first


# --- json.md


SHOWN = [json.loads(one.text) for one in ALL if one.page == "json.md" and one.language == "json"]


def test_the_schemas_are_those_of_the_types(tmp_path: Path) -> None:
    """Whoever reads by them would else read what is not printed: nox -s schema writes them anew."""
    (tmp_path / "gone.json").write_text("{}")
    assert [True, False] == [write_schemas(tmp_path), write_schemas(tmp_path)]
    assert {each.name: each.read_text() for each in printed.SCHEMAS.iterdir()} == {
        each.name: each.read_text() for each in tmp_path.iterdir()
    }


@pytest.mark.parametrize("told", SHOWN, ids=lambda told: str(told["type"]))
def test_what_the_page_shows_is_of_its_form(told: dict[str, Any]) -> None:
    """An example of an older version misleads."""
    assert [] == printed.faults(told)


def test_the_page_of_json_shows_one_of_each_type() -> None:
    """In its table and as an example."""
    tabled = [words(row[0])[0] for row in table("json.md", "type", "printed by", "says")]

    assert printed.TYPES == sorted(tabled)
    assert printed.TYPES == sorted(each["type"] for each in SHOWN)
