"""What a shell asks while a person types: commands, and flags of the one that stands there."""

import os
import subprocess
import sys

import pytest

from tests.stories.shopping import PACKAGE, Shop


def asked(shop: Shop, *words: str, code: str = "") -> str:
    """Return what a program prints on stdout."""
    ended = subprocess.run(
        [sys.executable, *(("-c", code) if code else ("-m", "buildtools")), *words],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ended.stdout


def test_commands_and_flags_are_completed(shop: Shop) -> None:
    """Half a flag, and one that is none, are no mistakes here."""
    assert {"release", "status", "doctor"} <= set(
        asked(shop, "--complete", "--", "x", "re").split()
    )
    for half in ("--th", "--nonsense"):
        words = asked(shop, "--complete", "--", "buildtools", "release", half).split()
        assert {"--through", "--env", "--json"} <= set(words)
        assert "--undo" not in words
    assert {"--undo"} <= set(
        shop.invoke("--complete", "--", "invoke", "build", "strip", "--un").out.split()
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shop: Shop, shell: str) -> None:
    """It asks the program by its own name."""
    script = asked(shop, f"--print-completion-script={shell}")

    assert "--complete" in script
    assert "buildtools" in script


def test_bash_completes_by_its_script(shop: Shop) -> None:
    """As a person's does when the key is pressed."""
    (shop.root / "script").write_text(asked(shop, "--print-completion-script=bash"))
    program = f"""
        buildtools() {{ {sys.executable} -m buildtools "$@"; }}
        source ./script
        COMP_WORDS=(buildtools release --th); _complete_buildtools buildtools --th release
        echo "${{COMPREPLY[@]}}"
    """
    ended = subprocess.run(
        ["bash", "-c", program],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "--through" == ended.stdout.strip()


def test_nothing_heavy_is_read_for_it(shop: Shop) -> None:
    """A person waits for it between two keys."""
    code = (
        "import sys\nfrom buildtools.tasks import run\nrun()\n"
        "heavy = ('requests', 'flask', 'symbolic', 'tree_sitter', 'buildtools.pipeline',"
        " 'buildtools.api', 'buildtools.sourcemaps', 'buildtools.inspections')\n"
        "print('read:', [name for name in heavy if name in sys.modules])"
    )
    said = asked(shop, "--complete", "--", "buildtools", "rel", code=code)

    assert said.endswith("read: []\n")


def test_editors_find_the_schema_after_the_first_step(shop: Shop) -> None:
    """Where the first line of sentry.yml leads them; a rehearsal leaves no trace."""
    file = shop.root / "sentry.yml"
    file.write_text(
        f"# yaml-language-server: $schema=.buildtools/sentry.schema.json\n{file.read_text()}"
    )
    schema = shop.root / ".buildtools/sentry.schema.json"
    assert (0, False) == (shop.invoke("build", "--dry-run").code, schema.exists())
    assert (0, False) == (shop.invoke("config").code, schema.exists())

    assert (0, True) == (shop.invoke("build").code, schema.exists())
