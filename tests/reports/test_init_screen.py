"""What `init` says to people."""

import msgspec

from buildtools.found.answer import Answer, not_checked, ok
from buildtools.reports.doctor import Row
from buildtools.reports.init import Changed, File, Setup, begun, ended, files

CHANGE = Changed(
    "toy.config.ts",
    5,
    "maps: true",
    "its build writes none",
    "maps: false",
    "maps: true,\nx",
    done=False,
)


def test_what_was_found_comes_before_the_settings() -> None:
    """The text of the file is not wrapped: people copy it."""
    screen = begun(Setup(found=("app: shop",), settings="version: 1\n"))

    assert "  app: shop\n\nversion: 1\n" == screen
    assert [True, True, False, True] == [each.wraps for each in screen.lines]


def test_each_file_is_said() -> None:
    """Written, there, or in the way with its difference."""
    setup = Setup(
        files=(
            File("sentry.yml", "differs", "-a\n+b"),
            File("tasks.py", "lacks", "from buildtools.tasks import ns"),
            File("x.yml", "there"),
            File("y.yml", "wanted"),
            File("z.yml", "written"),
        )
    )
    lines = str(files(setup)).splitlines()

    assert "sentry.yml: is there already, and says something else; it is left as it is" == lines[0]
    assert ["    -a", "    +b"] == lines[1:3]
    assert "    from buildtools.tasks import ns" == lines[4]
    assert "z.yml: written" == lines[-1]


def test_the_end_names_changes_checks_and_the_next_command() -> None:
    """A change with its lines; what is well is counted, what is not is shown."""
    rows = (
        Row("release", "settings", "the release's name", ok("shop@1.0.0")),
        Row("remote", "commits", "the remote", Answer("warning", "origin is gone", "name another")),
        Row("dsn", "dsn", "the DSN", not_checked("no DSN is there")),
    )
    screen = ended(
        Setup(
            files=(File("sentry.yml", "written"),),
            tools=("release.sh:3: sentry-cli uploads dist; instead: upload",),
            changes=(CHANGE,),
            checks=rows,
            next_command="invoke release --env=local",
        )
    )

    assert (
        "sentry.yml: written\n\nother tools release here:\n"
        "  release.sh:3: sentry-cli uploads dist; instead: upload\n\n"
        "the app itself has to say:\n"
        "  toy.config.ts:5: maps: true; its build writes none\n"
        "    - maps: false\n    + maps: true,\n    + x\n\n"
        "doctor, of files, git and framework: 1 ok, 1 warning, no errors, 1 not checked\n"
        "  ! the remote: origin is gone\n      try: name another\n\n"
        "next: invoke release --env=local"
    ) == screen


def test_changes_that_cannot_be_told_or_need_not_be_are_said_so() -> None:
    """With the file alone where it is to be made; and when all is done, what that was."""
    unsure = Changed("toy.config.ts", 0, "upload: false", "its plugin uploads", doubt="a variable")
    optional = msgspec.structs.replace(unsure, doubt="", needed=False)
    done = msgspec.structs.replace(CHANGE, done=True)
    text = ended(Setup(changes=(unsure, optional, done)))

    assert "\n  toy.config.ts: upload: false; its plugin uploads (not sure: a variable)\n" in text
    assert "better, though it can be done without:\n  toy.config.ts: upload: false;" in text
    assert "the app says all" not in text
    assert "nothing is left to change in the app: maps: true\n" in ended(
        Setup(changes=(done, done))
    )
