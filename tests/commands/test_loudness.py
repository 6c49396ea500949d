"""-q and -v: how much is told, asked of one task for all of a command line."""

import pytest

from buildtools.texts.screen import last_line
from tests.stories.shopping import Shop, make_shop


@pytest.fixture(name="shop", scope="module")
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return make_shop(tmp_path_factory.mktemp("loudness") / "shop")


@pytest.fixture(name="released", scope="module")
def _released(shop: Shop) -> Shop:
    assert 0 == shop.invoke("release", "-q").code
    return shop


def test_quiet_leaves_one_line_of_a_release(shop: Shop) -> None:
    """A job that goes well needs no more in its log."""
    ended = shop.invoke("release", "-q")

    assert (0, "") == (ended.code, ended.err)
    assert "release shop@1.4.0 for local: finalized: every step is done\n" == ended.out


def test_quiet_tells_what_failed(shop: Shop) -> None:
    """And ends with its code."""
    ended = shop.invoke("release", "--quiet", "--from=nothing")

    assert (20, "") == (ended.code, ended.out)
    assert "error: nothing is no step" in ended.err


def test_verbose_tells_what_no_one_needs_but_who_looks_for_a_fault(released: Shop) -> None:
    """The lines of a log at its lowest level."""
    usual, more = released.invoke("verify"), released.invoke("verify", "-v")

    assert "verify is recorded" not in usual.err
    assert "verify is recorded" in more.err


@pytest.mark.parametrize("words", [("status", "-q", "config"), ("status", "config", "-q")])
def test_one_task_asks_for_all(released: Shop, words: tuple[str, ...]) -> None:
    """As the environment does; what has no last line is said as it is."""
    ended = released.invoke(*words)

    assert ended.out.startswith("release shop@1.4.0 for local: ")
    assert ended.out.splitlines()[1].startswith("environment ")
    assert "verify.wait_seconds" in ended.out


def test_less_and_more_at_once_are_refused(shop: Shop) -> None:
    """Before anything is done."""
    ended = shop.invoke("build", "-q", "inject", "-v")

    assert 20 == ended.code
    assert "error: one command asks for --quiet and for --verbose" in ended.err


OWN = """
from buildtools.commands.env_task import env_task
from buildtools.tasks import ns


@env_task({})
def own(context, verbose=False):
    print("own:", verbose)


ns.add_task(own)
"""


def test_a_task_that_has_more_to_say_than_its_log_gets_the_flag(released: Shop) -> None:
    """`doctor` and `explain` do; it need not stand on them."""
    (released.root / "tasks.py").write_text(OWN)

    assert "own: False\n" == released.invoke("own").out
    assert "own: True\n" == released.invoke("own", "-v").out
    assert "own: True\n" in released.invoke("own", "status", "-v").out
    assert "own: False\n" in released.invoke_cold("own", "status", "--json").out


def test_json_is_the_same_whatever_else_is_asked(released: Shop) -> None:
    """A program gets all of it."""
    all_of, less = (released.invoke("status", "--json", *words).json for words in ([], ["-q"]))

    assert all_of | {"seconds": 0} == less | {"seconds": 0}


def test_a_screen_in_one_line_says_what_of() -> None:
    """A line of a log stands alone."""
    screen = "https://a.example for production\n\n  tried  1\n\n  right      as it was released"

    assert "https://a.example for production: right: as it was released" == last_line(screen, 0)
    assert "right: as it was released" == last_line(screen, None)
