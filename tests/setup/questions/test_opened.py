"""Which questions stay open, who answers them, and what comes of an answer."""

import pytest

from buildtools.errors import ConfigurationError
from buildtools.found.app import Place
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.ground import Ground
from buildtools.setup.questions.asking import Unanswered, ask
from buildtools.setup.questions.given import Given
from buildtools.setup.questions.opened import answered, chosen, of_app, of_place
from tests.setup.looked import NOTHING, Answers, app

GROUND = Ground("/project", version="1.0.0")
WEB, API = app("apps/web", name="web"), app("apps/api", name="api")
GUESS = app(
    outputs=(Said(Output("dist", "~/"), "a default", sure=False), Said(Output("out", "~/o"), "x")),
    doubts=("the URL of dist: nothing names it",),
)


def names(*asked: object) -> list[str]:
    """Return the names of the questions for an app."""
    return [each.name for each in of_app(*asked)]  # type: ignore[arg-type]


def test_a_fresh_app_needs_no_answer() -> None:
    """What only a terminal asks may be left open."""
    questions = [*of_app(app(), NOTHING, Given(), GROUND)]

    assert ["org", "project", "site"] == [each.name for each in questions]
    assert {""} == {each.default for each in questions}


def test_what_is_known_is_not_asked() -> None:
    """By flags, by other tools, or by what lies there."""
    said = Said("acme", "x")
    told = Existing(org=said, projects=Said(("web",), "x"), release=said)
    assert ["site"] == names(app(), told, Given(), Ground("/project"))
    assert [] == names(app(site=said), told, Given(), Ground("/project"))
    known = Given(org=said, projects=Said(("web",), "x"), site=said, release=said)
    assert [] == names(app(), NOTHING, known, Ground("/project"))


def test_an_output_that_nothing_tells_is_asked() -> None:
    """One for all, or the URL of each that is in doubt."""
    nothing = app(outputs=())
    assert "output" in names(nothing, NOTHING, Given(), GROUND)
    assert "output:dist" in names(GUESS, NOTHING, Given(), GROUND)
    assert "output:out" not in names(GUESS, NOTHING, Given(), GROUND)
    guess = next(of_app(GUESS, NOTHING, Given(), GROUND))
    assert ("~/", "the URL of dist: nothing names it") == (guess.default, guess.why)
    bare = Ground("/project", version="1", has_package=True)
    assert ["no package.json is here", "nothing tells where the build puts its scripts"] == [
        next(of_app(nothing, NOTHING, Given(), ground)).why for ground in (GROUND, bare)
    ]
    outputs = (Said(Output("x", "~/"), "--output"),)
    assert "output" not in names(nothing, NOTHING, Given(outputs=outputs), GROUND)
    assert "output" not in names(nothing, Existing(outputs=outputs), Given(), GROUND)


def test_a_release_needs_a_name() -> None:
    """A commit or a version has one; without either it is asked."""
    assert "release" in names(app(), NOTHING, Given(), Ground("/project"))
    assert "release" not in names(app(), NOTHING, Given(), Ground("/project", has_commit=True))


def test_which_app_is_asked_where_several_are() -> None:
    """By name, by folder, and with the one that was probably meant."""
    place = Place((WEB, API))
    question = of_place(place)
    assert question
    assert WEB == question.read("web") == question.read("./apps/web") == chosen(place, " apps/web ")
    with pytest.raises(ConfigurationError, match="did you mean 'web'"):
        question.read("wbe")
    assert of_place(Place((WEB,))) is None


def test_apps_of_one_name_are_named_by_folder() -> None:
    """The name alone would be any of them."""
    twice = Place((WEB, app("packages/web", name="web"), API))
    question = of_place(twice)
    assert question
    assert "apps/web, packages/web, api" in question.why
    with pytest.raises(ConfigurationError, match="name the folder: apps/web, packages/web"):
        chosen(twice, "web")
    with pytest.raises(ConfigurationError, match="there is no app here"):
        chosen(Place(()), "web")


def test_answers_are_put_in() -> None:
    """Each in its place; the URL of an output with its folder."""
    questions = {each.name: each for each in of_app(GUESS, NOTHING, Given(), Ground("/project"))}
    known = Given()
    for name, value in (
        ("output:dist", "app:///x"),
        ("release", "1"),
        ("org", "acme"),
        ("project", ("web",)),
        ("site", "https://www.example.com"),
    ):
        known = answered(known, GUESS, questions[name], value)

    assert (Said(Output("dist", "app:///x", "node"), "your answer"),) == known.outputs
    assert ("acme", ("web",)) == (
        known.org and known.org.value,
        known.projects and known.projects.value,
    )
    asked = next(of_app(app(outputs=()), NOTHING, Given(), GROUND))
    added = answered(known, app(outputs=()), asked, Output("y", "~/"))
    assert ["dist", "y"] == [each.value.path for each in added.outputs]


def test_an_answer_that_will_not_do_is_asked_again() -> None:
    """With why; Enter takes the default, or leaves it open, or is not enough."""
    org = next(each for each in of_app(app(), NOTHING, Given(), GROUND) if each.name == "org")
    wrong = Answers("a b", "acme")
    assert "acme" == ask(wrong, org)
    assert [
        "'a b' is not a slug: the short name in the address of its page, no spaces and no slashes"
    ] == (wrong.faults)
    assert ask(Answers(""), org) is None
    assert "x" == ask(Answers(""), org._replace(default="x"))
    needed = Answers("", "y")
    assert "y" == ask(needed, org._replace(default=None))
    assert ["this has to be told: nothing tells it"] == needed.faults


def test_nobody_answers() -> None:
    """All questions with their flags, and the command to type."""
    failure = Unanswered([*of_app(app(outputs=()), NOTHING, Given(), Ground("/project"))][:2])

    assert ("--output=PATH=URL", "--release=TEMPLATE") == tuple(
        line.partition(": ")[0] for line in failure.evidence
    )
    assert "buildtools init --output=PATH=URL --release=TEMPLATE" == failure.remedy
    assert 20 == failure.exit_code
