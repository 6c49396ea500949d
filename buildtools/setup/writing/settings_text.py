"""The text of a sentry.yml: its keys as a person would write them, with where each comes from."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.draft import LOCAL, PRODUCTION, Draft
from buildtools.setup.writing import schema_file
from buildtools.setup.writing.yaml_text import comment, literal, scalar

SCHEMA = schema_file.NAME
"""Where the schema of the settings lies for editors, relative to sentry.yml."""

_SITE = "where it is served: `live` looks there"


class Line(NamedTuple):
    """One line: how deep, what it says, and where that comes from."""

    depth: int
    text: str
    why: str = ""


def settings_text(draft: Draft) -> str:
    """Return the whole file."""
    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        *map(_written, _head()),
        "",
        *map(_written, _defaults(draft)),
        "",
        *map(_written, _environments(draft)),
    ]
    return "\n".join(lines) + "\n"


def _written(line: Line) -> str:
    indent = "  " * line.depth
    why = comment(line.why)
    return f"{indent}{line.text}{'  ' if line.text and why else ''}{why}"


def _head() -> Iterator[Line]:
    yield Line(0, "version: 1", "of the form of this file")
    yield Line(0, f"default_environment: {LOCAL}", "the section that is meant without --env")


def _defaults(draft: Draft) -> Iterator[Line]:
    yield Line(0, "defaults:", "under each section of environments")
    if draft.release:
        yield Line(1, f"release: {scalar(draft.release.value)}", _of(draft.release))
    else:
        yield Line(1, "release: auto", "the commit; or a template: web@{package.version}")
    if draft.dist:
        yield Line(1, f"dist: {scalar(draft.dist.value)}", _of(draft.dist))
    yield from _build(draft)
    yield from _server(draft)
    if draft.commits or draft.repository:
        yield Line(1, "commits:", "")
    if draft.commits:
        yield Line(2, f"mode: {scalar(draft.commits.value)}", _of(draft.commits))
    if draft.repository:
        yield Line(2, f"repository: {scalar(draft.repository.value)}", _of(draft.repository))
    if draft.strip:
        yield Line(1, "strip: {enabled: true}", _of(draft.strip))


def _build(draft: Draft) -> Iterator[Line]:
    yield Line(1, "build:", "")
    if draft.directory.value != ".":
        yield Line(2, f"directory: {literal(draft.directory.value)}", draft.directory.origin)
    if draft.command:
        yield Line(2, f"command: {literal(draft.command.value)}", _of(draft.command))
    else:
        yield Line(
            2, "# command: npm run build", "no script builds it: outputs are taken as they are"
        )
    yield Line(2, "outputs:", "the folders that hold its scripts, and where each is served")
    for each in draft.outputs:
        yield Line(3, f"- {_output(each.value)}", _of(each))
    if draft.ignore:
        yield Line(2, "ignore:", "what is left alone, relative to an output")
    for pattern in draft.ignore:
        yield Line(3, f"- {literal(pattern.value)}", _of(pattern))


def _output(output: Output) -> str:
    kind = "" if output.kind == "browser" else f", kind: {output.kind}"
    path, url = (literal(text, in_list=True) for text in (output.path, output.url))
    return f"{{path: {path}, url: {url}{kind}}}"


def _server(draft: Draft) -> Iterator[Line]:
    yield Line(1, "server:", "")
    yield Line(2, f"url: {scalar(draft.url.value)}", _of(draft.url))
    if draft.org:
        yield Line(2, f"org: {scalar(draft.org.value)}", _of(draft.org))
    else:
        yield Line(2, "# org: acme", "nothing told it: SENTRY_ORG is read, or write it here")
    if draft.projects:
        names = ", ".join(scalar(name, in_list=True) for name in draft.projects.value)
        yield Line(2, f"projects: [{names}]", _of(draft.projects))
    else:
        yield Line(2, "# projects: [web]", "nothing told it: SENTRY_PROJECT is read")
    how = "a secret of CI, or in a file that git ignores; never the token itself"
    told = f"{draft.token.origin}; " if draft.token.origin else ""
    yield Line(2, f"token: ${{{draft.token.value}}}", told + how)


def _environments(draft: Draft) -> Iterator[Line]:
    yield Line(0, "environments:", "")
    yield Line(1, f"{LOCAL}: {{server: sandbox}}", "a server on this machine: no account, no token")
    for each in draft.environments:
        yield Line(1, f"{scalar(each.value)}:", each.origin)
        for key, said in draft.own:
            yield Line(2, f"{key}: {scalar(said.value)}", _of(said))
        if draft.site and each.value == PRODUCTION:
            yield Line(2, f"site: {scalar(draft.site.value)}", _of(draft.site))
        else:
            yield Line(2, "# site: https://www.example.com", _SITE)


def _of(said: Said[Any]) -> str:
    return said.origin if said.sure else f"{said.origin} (a guess)"
