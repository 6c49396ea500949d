"""What is known of a bundler stands in its file and nowhere else."""

import re

from bench.house import BUNDLERS
from buildtools.bundlers import KNOWN, Bundler
from buildtools.bundlers.framework import Framework, Layout, Runner, Told
from tests.stories.shopping import PACKAGE

EXCEPTIONS = {
    "stacks/": "stack texts: what runtimes, consoles and dev servers print, and nothing of builds",
    "sandbox/": "Sentry's server: what it makes of names is written twice, so as to disagree",
    "inspections/explain/causes/of_event.py": "SDKs of Sentry, whose versions its server asks for",
    "settings.py": "an example for users, which stands in the schema and in docs/settings.md",
}
"""Where a bundler is named all the same, and why that is no knowledge of it."""
HOUSE = PACKAGE / "buildtools"


def test_no_other_module_names_a_bundler() -> None:
    """Neither in code nor in a comment: a quirk is looked for, and changed, in one place."""
    others = (path for path in HOUSE.rglob("*.py") if path.parent.name != "bundlers")
    named = {
        path.relative_to(HOUSE).as_posix(): found[0]
        for path in others
        if (found := BUNDLERS.search(path.read_text(encoding="utf-8")))
    }

    excused = {path: each for path in named for each in EXCEPTIONS if path.startswith(each)}

    assert {} == {path: word for path, word in named.items() if path not in excused}
    assert EXCEPTIONS.keys() == set(excused.values())


def test_every_known_name_would_be_noticed() -> None:
    """A bundler of which the words above know nothing would be free to stand anywhere."""
    unnoticed = {each.name for each in KNOWN if not BUNDLERS.search(each.name)}

    assert {"Node", "npm", "Parcel", "Sentry's plugins", "Vercel"} == unnoticed


def test_each_file_of_the_folder_is_known() -> None:
    """One that is forgotten would be silent for ever."""
    files = {path.stem for path in (HOUSE / "bundlers").glob("*.py")} - {"__init__", "bundler"}

    assert len(KNOWN) >= len(files) > 20
    assert len({each.name for each in KNOWN}) == len(KNOWN)


def test_every_fact_is_asked_for() -> None:
    """What nobody asks would be believed to have an effect."""
    askers = [path for path in HOUSE.rglob("*.py") if path.parent.name != "bundlers"]
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (*askers, HOUSE / "bundlers" / "__init__.py")
    )

    assert [] == [
        field
        for form in (Bundler, Framework, Layout, Told, Runner)
        for field in form.__struct_fields__
        if not re.search(rf"\b\w+\.{field}\b", text)
    ]
