"""tasks.py: found, read and never executed; what it lacks is said in lines to put into it."""

from pathlib import Path

import pytest
from invoke.loader import FilesystemLoader

from buildtools.errors import DiskRefused
from buildtools.setup.writing import task_file
from buildtools.setup.writing.task_file import LINE, TEXT, lacking, look


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"{LINE}\n",
        "from buildtools.tasks import ns, main\n",
        "from buildtools.tasks import ns as collection\n\nns = collection\n",
        "from buildtools.commands.table import ns\n",
    ],
)
def test_our_commands_are_there_already(text: str) -> None:
    """However they are imported."""
    assert () == lacking(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", (LINE,)),
        ("def broken(:\n", (LINE,)),
        ("import buildtools\n", (LINE,)),
        (
            "from invoke import task\nimport invoke\n\n@task\ndef clean(c): ...\n\n"
            "@invoke.task(help={})\ndef docs(c): ...\n\ndef other(): ...\n",
            (LINE, "ns.add_task(clean)", "ns.add_task(docs)"),
        ),
    ],
)
def test_lines_to_add(text: str, lines: tuple[str, ...]) -> None:
    """A collection hides tasks that are not in it, so a project's own are added to ours."""
    assert lines == lacking(text)


@pytest.mark.parametrize("own", ["ns = Collection()", "namespace: Collection = Collection()"])
def test_a_collection_of_their_own_stays(own: str) -> None:
    """Ours are added to it, since Invoke takes one collection of a file."""
    import_line, adding = lacking(f"from invoke import Collection\n{own}\n")

    assert "from buildtools.tasks import ns as sentry" == import_line
    assert f"{own.split(maxsplit=1)[0].rstrip(':')}.add_task(task)" in adding


def test_the_added_lines_work(tmp_path: Path) -> None:
    """As Invoke loads them: our commands beside those of the project."""
    own = "from invoke import Collection, task\n\n@task\ndef clean(c): ...\n\n"
    for name, text in (("plain", own), ("collected", f"{own}ns = Collection(clean)\n")):
        file = tmp_path / name / f"{name}.py"
        file.parent.mkdir()
        file.write_text(text + "\n".join(lacking(text)) + "\n")
        module, _ = FilesystemLoader(start=str(file.parent)).load(name)

        assert {"clean", "release", "init"} <= {*module.ns.task_names}


def test_none_is_there(tmp_path: Path) -> None:
    """One is to be written beside sentry.yml."""
    assert (tmp_path / "tasks.py", True, ()) == look(tmp_path, tmp_path)


def test_one_that_is_there_is_not_executed(tmp_path: Path) -> None:
    """What it lacks is said."""
    (tmp_path / "tasks.py").write_text("raise SystemExit('executed')\n")

    assert (tmp_path / "tasks.py", False, (LINE,)) == look(tmp_path, tmp_path)


def test_a_package_of_tasks_counts(tmp_path: Path) -> None:
    """Invoke takes it as well; a folder of other things called so is none."""
    (tmp_path / "tasks").mkdir()
    assert look(tmp_path, tmp_path).is_absent

    (tmp_path / "tasks" / "__init__.py").write_text(TEXT)
    assert (tmp_path / "tasks" / "__init__.py", False, ()) == look(tmp_path, tmp_path)


def test_one_above_with_our_commands_is_enough(tmp_path: Path) -> None:
    """Up to the top of the repository; one without them is somebody else's."""
    app = tmp_path / "top" / "apps" / "web"
    app.mkdir(parents=True)
    (tmp_path / "tasks.py").write_text(TEXT)
    (tmp_path / "top" / "apps" / "tasks.py").write_text("x = 1\n")
    assert look(app, tmp_path / "top").is_absent

    (tmp_path / "top" / "tasks.py").write_text(TEXT)
    assert (tmp_path / "top" / "tasks.py", False, ()) == look(app, tmp_path / "top")


def test_one_that_cannot_be_read_ends_it(tmp_path: Path) -> None:
    """Before anything is written."""
    (tmp_path / "tasks.py").mkdir()
    with pytest.raises(DiskRefused) as failure:
        look(tmp_path, tmp_path)
    assert "cannot read tasks.py" in failure.value.what

    (tmp_path / "tasks.py").rmdir()
    (tmp_path / "tasks.py").write_text("#" * (task_file.MOST_BYTES + 1))
    with pytest.raises(DiskRefused):
        look(tmp_path, tmp_path)
