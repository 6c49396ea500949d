"""What is carried from run to run: by git never, by CI in one folder, and by an update."""

import shutil
import subprocess

from tests.state.test_ledger_file import FIRST_FORM
from tests.stories.shopping import Shop


def test_a_release_of_the_version_before_is_ended_by_this_one(shop: Shop) -> None:
    """An update between two jobs is no reason to begin anew."""
    assert shop.invoke("release", "--through=upload").code == 0
    shutil.rmtree(shop.root / ".buildtools/ledgers")
    (shop.root / ".buildtools/local.json").unlink()
    shutil.copyfile(FIRST_FORM, shop.root / ".buildtools/local.json")

    assert "next       invoke release --from=verify" in shop.invoke("status").out
    verified = shop.invoke("verify")
    assert verified.code == 0, verified.err
    assert shop.invoke("finalize").code == 0
    assert "every step is done" in shop.invoke("status").out


def test_the_place_of_before_is_enough_for_the_next_job(shop: Shop) -> None:
    """A workflow that carries `.buildtools/*.json` still works."""
    assert shop.invoke("build").code == 0
    shutil.rmtree(shop.root / ".buildtools/ledgers")

    assert shop.invoke("inject").code == 0
    shutil.rmtree(shop.root / ".buildtools/ledgers")
    assert "next       invoke release --from=create" in shop.invoke("status").out


def test_git_shows_nothing_of_ours(shop: Shop) -> None:
    """Without a word in the project's .gitignore."""
    (shop.root / ".gitignore").write_text("out/\n__pycache__/\n.gitignore\n")
    assert shop.invoke("build").code == 0
    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"],
        cwd=shop.root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert (shop.root / ".buildtools/ledgers/_/local/current").is_file()
    assert ".buildtools" not in seen.stdout
