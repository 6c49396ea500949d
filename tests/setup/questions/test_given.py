"""Flags and answers are checked like settings, and what is wrong is told together."""

from collections.abc import Callable

import pytest

from buildtools.errors import ConfigurationError
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.questions import given
from buildtools.setup.questions.flags import Flags, read


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("dist=~/", Output("dist", "~/")),
        ("dist/=~", Output("dist", "~")),
        (".out/server=app:///.out/server", Output(".out/server", "app:///.out/server", "node")),
        ("a=b=~/x=edge", Output("a=b", "~/x", "edge")),
        (
            "my dist=https://cdn.example.com/s=browser",
            Output("my dist", "https://cdn.example.com/s"),
        ),
    ],
)
def test_outputs(text: str, output: Output) -> None:
    """PATH=URL, with a kind where it is not what the URL says."""
    assert output == given.output(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dist", "is not PATH=URL"),
        ("=~/", "is not PATH=URL"),
        ("dist=", "is not PATH=URL"),
        ("dist=/static", "is not PATH=URL"),
        ("../dist=~/", "leads out of the folder"),
        ("/dist=~/", "below sentry.yml"),
        ("dist=~x", "expected ~/"),
        ("dist=~/=nod", "did you mean 'node'"),
    ],
)
def test_outputs_that_will_not_do(text: str, sentence: str) -> None:
    """Each says why."""
    with pytest.raises(ConfigurationError, match=sentence):
        given.output(text)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (given.slug, " acme ", "acme"),
        (given.slugs, "web, api web", ("web", "api")),
        (given.server, "https://sentry.example.com/", "https://sentry.example.com"),
        (given.site, "https://www.example.com/shop", "https://www.example.com/shop"),
        (given.release, "web@{git.short}", "web@{git.short}"),
        (given.command, " npm run build ", "npm run build"),
        (given.folder, "dist/", "dist"),
        (given.address, "~/x", "~/x"),
    ],
)
def test_answers(reader: Callable[[str], object], text: str, value: object) -> None:
    """Blanks around them are nobody's intention."""
    assert value == reader(text)


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (given.slug, "Acme Inc", "is not a slug"),
        (given.slug, "", "is empty"),
        (given.slugs, "web,a/b", "is not a slug"),
        (given.slugs, " ", "is empty"),
        (given.server, "sentry.example.com", "has no scheme"),
        (given.server, "https://sentry.example.com/api", "has a path"),
        (given.site, "www.example.com", "has no scheme"),
        (given.release, "web@{git.shrt}", "no such placeholder"),
        (given.command, "  ", "it is empty"),
    ],
)
def test_answers_that_will_not_do(
    reader: Callable[[str], object], text: str, sentence: str
) -> None:
    """By the rules of sentry.yml."""
    with pytest.raises(ConfigurationError, match=sentence):
        reader(text)


def test_all_flags_are_read() -> None:
    """Each is the origin of what it says."""
    found = read(
        Flags(
            app="web",
            output=["dist=~/", "out=app:///out"],
            command="make",
            release="1",
            url="https://sentry.example.com",
            org="acme",
            project=["web", "api,web"],
            site="https://www.example.com",
        )
    )

    assert (Said(Output("dist", "~/"), "--output"), "web") == (found.outputs[0], found.app)
    assert Said(("web", "api"), "--project") == found.projects
    assert Said("acme", "--org") == found.org
    assert given.Given() == read(Flags())


def test_faults_of_flags_are_told_together() -> None:
    """Each with its flag."""
    with pytest.raises(ConfigurationError) as failure:
        read(Flags(org="a b", output=["dist", "x=~/"], url="x", project=[""]))

    flags = [line.partition(":")[0] for line in failure.value.evidence]
    assert ["--output", "--project", "--url", "--org"] == sorted(
        flags, key=["--output", "--project", "--url", "--org"].index
    )
