"""What all uses say together: the strongest place counts, and where two differ that is told."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from buildtools.found.existing import Existing, Tool
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.use import Fact, Use

_WORDS = {
    "url": "the server's URL",
    "org": "the organization",
    "projects": "the project",
    "release": "the release",
    "dist": "the dist",
    "commits": "how commits are set",
    "site": "the site",
}


def merged(uses: Sequence[Use], app: str, project: Project) -> Existing:
    """Return what the uses amount to for one app; `app` is its folder, from the project's."""
    own = [_named(use, project) for use in _own(uses, app, project)]
    facts = [fact for use in own for fact in use.facts]
    differ: list[str] = []

    def one(key: str) -> Said[str] | None:
        return _strongest(facts, key, differ)

    release = one("release")
    return Existing(
        url=one("url"),
        org=one("org"),
        projects=_projects(facts, differ),
        token_variable=one("token"),
        release=release,
        dist=one("dist"),
        environments=_each(facts, "environment"),
        outputs=_outputs(facts, app),
        ignore=_each(facts, "ignore"),
        command=one("command"),
        commits=one("commits"),
        repository=one("repository"),
        site=one("site"),
        strip=_strip(facts),
        tools=_tools(own),
        differ=tuple(dict.fromkeys(differ)),
        unread=tuple(
            dict.fromkeys((*(each for use in own for each in use.unread), *_outside(own, app)))
        ),
    )


def _named(use: Use, project: Project) -> Use:
    """Put the package's own name where a project is called like it."""
    name = project.name_of(project.package_of(use.folder)).rpartition("/")[2]
    facts = (
        each._replace(value=each.value.replace("{package.name}", name))
        if each.key in {"org", "projects"} and isinstance(each.value, str)
        else each
        for each in use.facts
    )
    return use._replace(facts=tuple(facts))


def _own(uses: Sequence[Use], app: str, project: Project) -> list[Use]:
    """Leave out what is said of another app of the same workspace."""
    mine: list[Use] = []
    others: list[Use] = []
    for use in uses:
        owners = {project.package_of(folder) for folder in _folders(use)}
        is_mine = not owners or owners & {app, "."} or app == "."
        (mine if is_mine else others).append(use)
    if not others:
        return mine
    tied = [use for use in mine if any(project.package_of(f) == app for f in _folders(use))]
    wanted, foreign = _projects_of(tied), _projects_of(others)
    return [
        use
        for use in mine
        if use in tied or not (_projects_of([use]) & foreign and not _projects_of([use]) & wanted)
    ]


def _folders(use: Use) -> list[str]:
    """Return the folders that a use is about: those of its outputs, else where it runs."""
    outputs = [each.value.path for each in use.facts if isinstance(each.value, Output)]
    injected = [str(each.value) for each in use.facts if each.key == "injected"]
    return [*outputs, *injected] or [use.folder]


def _projects_of(uses: Iterable[Use]) -> set[str]:
    return {str(f.value) for use in uses for f in use.facts if f.key == "projects"}


def _strongest(facts: Sequence[Fact], key: str, differ: list[str]) -> Said[str] | None:
    every = [each for each in facts if each.key == key]
    if not every:
        return None
    best = min(every, key=lambda each: (each.rank, str(each.value).startswith("${")))
    others = {str(each.value): each for each in every if each.value != best.value}
    for each in others.values():
        if key in _WORDS and not _is_same(key, str(each.value), str(best.value)):
            differ.append(
                f"{_WORDS[key]} is {best.value} at {best.place}, but {each.value} at {each.place}"
            )
    return Said(str(best.value), best.place, best.sure)


def _is_same(key: str, one: str, other: str) -> bool:
    """Whether two texts mean one thing: a variable that one of them fills, a closing slash."""
    if key == "url":
        return one.rstrip("/") == other.rstrip("/")
    return one.startswith(("${", "{env.")) or other.startswith(("${", "{env."))


def _projects(facts: Sequence[Fact], differ: list[str]) -> Said[tuple[str, ...]] | None:
    every = [each for each in facts if each.key == "projects"]
    if not every:
        return None
    rank = min(each.rank for each in every)
    groups = _together([each for each in every if each.rank == rank])
    names, first = groups[-1]
    for other, place in [(each, fact.place) for each, fact in groups[:-1]]:
        named, theirs = ", ".join(names), ", ".join(other)
        differ.append(f"the project is {named} at {first.place}, but {theirs} at {place}")
    for each in every:
        is_weaker = each.rank > rank and str(each.value) not in names
        if is_weaker and not _is_same("projects", str(each.value), names[0]):
            said = f"the project is {names[0]} at {first.place}"
            differ.append(f"{said}, but {each.value} at {each.place}")
    return Said(names, first.place, first.sure)


def _together(facts: Sequence[Fact]) -> list[tuple[tuple[str, ...], Fact]]:
    """Return the projects that are named at one place, or at places that share one of them."""
    groups: list[tuple[tuple[str, ...], Fact]] = []
    for place in dict.fromkeys(each.place for each in facts):
        here = [each for each in facts if each.place == place]
        names, first = tuple(str(each.value) for each in here), here[0]
        for other in [each for each in groups if {*each[0]} & {*names}]:
            groups.remove(other)
            names, first = (*other[0], *names), other[1]
        groups.append((tuple(dict.fromkeys(names)), first))
    return groups


def _each(facts: Sequence[Fact], key: str) -> tuple[Said[str], ...]:
    found: dict[str, Fact] = {}
    for each in facts:
        if each.key == key:
            found.setdefault(str(each.value), each)
    return tuple(Said(text, each.place, each.sure) for text, each in found.items())


def _outputs(facts: Sequence[Fact], app: str) -> tuple[Said[Output], ...]:
    found: dict[str, Fact] = {}
    for each in facts:
        if isinstance(each.value, Output):
            before = found.get(each.value.path)
            if before is None or (each.sure and not before.sure):
                found[each.value.path] = each
    made = (_inside(each, app) for each in _outermost(found.values()))
    return tuple(each for each in made if each)


def _outermost(facts: Iterable[Fact]) -> list[Fact]:
    """Leave out folders whose URL is not known where one within them has one, and the reverse."""
    every = [(each, each.value) for each in facts if isinstance(each.value, Output)]

    def is_told_within(fact: Fact, output: Output) -> bool:
        return any(
            other is not fact and _overlap(output.path, o.path) and other.sure > fact.sure
            for other, o in every
        )

    return [fact for fact, output in every if not is_told_within(fact, output)]


def _overlap(one: str, other: str) -> bool:
    return (
        one == "."
        or other == "."
        or f"{one}/".startswith(f"{other}/")
        or f"{other}/".startswith(f"{one}/")
    )


def _inside(fact: Fact, app: str) -> Said[Output] | None:
    """Return an output relative to the app's folder; None for one outside of it."""
    if not isinstance(fact.value, Output):
        return None
    path = posixpath.relpath(fact.value.path, app)
    if path.startswith(".."):
        return None
    return Said(Output(path, fact.value.url, fact.value.kind), fact.place, fact.sure)


def _outside(uses: Iterable[Use], app: str) -> Iterator[str]:
    """Return outputs that settings of the app cannot name."""
    for use in uses:
        for each in use.facts:
            if isinstance(each.value, Output) and _inside(each, app) is None:
                path = each.value.path
                yield f"{each.place}: {path} is not below {app}: name its output by hand"


def _strip(facts: Sequence[Fact]) -> Said[bool] | None:
    found = next((each for each in facts if each.key == "strip"), None)
    return Said(bool(found.value), found.place, found.sure) if found else None


def _tools(uses: Sequence[Use]) -> tuple[Tool, ...]:
    made = (Tool(each.name, each.place, each.does, each.instead) for each in uses if each.does)
    return tuple(dict.fromkeys(made))
