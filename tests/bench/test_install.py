"""What an installation takes is told by package, and what nobody needs but some apart."""

from bench import install
from bench.install import Size

BASE = [
    Size("sentry-buildtools", "1", 8_000_000, ("invoke", "nox", "pytest", "requests")),
    Size("invoke", "2", 1_000_000),
    Size("nox", "3", 500_000, ("virtualenv", "packaging")),
    Size("pytest", "4", 3_000_000, ("packaging", "pygments")),
    Size("requests", "5", 500_000, ("certifi",)),
    Size("certifi", "6", 300_000),
    Size("packaging", "7", 1_000_000),
    Size("pygments", "8", 9_000_000),
    Size("virtualenv", "9", 7_000_000, ("filelock",)),
    Size("filelock", "10", 100_000),
]


def test_what_only_some_need_is_told_apart() -> None:
    """What others need as well would be there without them."""
    developers = install.only_for(BASE, install.FOR_DEVELOPERS)
    shared = [*BASE, Size("more", "1", 1)]
    shared[0] = BASE[0]._replace(needs=(*BASE[0].needs, "packaging"))

    assert ["filelock", "packaging", "pygments", "virtualenv"] == [one.name for one in developers]
    assert "packaging" not in [one.name for one in install.only_for(shared, install.FOR_DEVELOPERS)]


def test_the_rows_add_up_to_the_whole() -> None:
    """A package that no row counts would be hidden."""
    more = [*BASE, Size("flask", "1", 5_000_000)]
    told = install.table({"": BASE, "sandbox": more, "symbolic": BASE, "review": BASE}, {"x": 0.5})
    rows = [line.split("|") for line in told.splitlines() if line.startswith("| ")]
    numbers = {row[1].strip(): row[2].strip() for row in rows}

    assert "**30.4**" == numbers["**all**"]
    assert "17.1" == numbers["what nox and pytest alone need"]
    assert "0.3" == numbers["what the others need"]
    assert "+5.0" == numbers["with `[sandbox]`"]
    assert "0.50 s" == numbers["`x`"]


def test_each_base_dependency_says_what_it_is_for() -> None:
    """A dependency without a reason is one that nobody has looked at."""
    import tomllib

    project = tomllib.loads((install.ROOT / "pyproject.toml").read_text())["project"]
    wanted = {name.partition(">=")[0].lower() for name in project["dependencies"]}

    assert wanted == {name.lower() for name in install.FOR} - {"sentry-buildtools"}
