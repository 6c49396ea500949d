"""The command that keeps the roadmap: cards judged by reviews, and the document written of them."""

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json
from buildtools.errors import ConfigurationError, Stale

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.roadmap.roadmap import Roadmap

_HELP = HELP | {
    "check": "write nothing; end with 50 where the document is not what would be written",
    "new": "write the file of a new card with this title, to be filled in",
    "propose": "write the cards that come with the package and that the newest review raises",
    "force": "write blocks that were changed by hand, and lose what was changed",
}


@env_task(_HELP)
def roadmap(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    check: bool = False,
    new: str | None = None,
    propose: bool = False,
    force: bool = False,
) -> None:
    """Judge the cards by the reviews, and write the roadmap's document."""
    del context
    with explained(json=json):
        from buildtools.config import load

        if sum((check, new is not None, propose)) > 1:
            raise ConfigurationError(
                "--check, --new and --propose are three commands", remedy="give one of them"
            )
        loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
        INVOCATION.chosen = loaded.environment
        if new is not None:
            _begin(loaded, new, json=json)
        elif propose:
            _propose(loaded, json=json)
        else:
            _keep(loaded, check=check, force=force, json=json)


def _begin(loaded: "Loaded", title: str, *, json: bool) -> None:
    """Write the file of a new card; one that is there is never replaced."""
    from buildtools.files import document
    from buildtools.roadmap.skeleton import name_of, skeleton

    if not title.strip():
        raise ConfigurationError("a card has a title", remedy='--new="Load replay later"')
    place = _place(loaded, name_of(title))
    if document.read(loaded.root, place) is not None:
        raise ConfigurationError(
            f"{place} is there already", remedy="give the card another title, or change that file"
        )
    document.write(loaded.root, place, skeleton(title))
    if json:
        show_json("cards-written", {"written": [place], "not_told": {}})
    else:
        output.say(INVOCATION.completed(f"{place}: written; fill it in, then: invoke roadmap"))


def _propose(loaded: "Loaded", *, json: bool) -> None:
    """Write the templates that the newest review raises, and say which could not be told."""
    from buildtools.files import document
    from buildtools.inspections.roadmap import templates

    judged = templates(loaded)
    proposed = {_place(loaded, each.kept.name): each for each in judged if each.is_proposed}
    for place, each in proposed.items():
        document.write(loaded.root, place, each.text)
    untold = {
        each.kept.name: [one.seen for one in each.judged.raising if one.truth == "unknown"]
        for each in judged
        if each.judged.raised == "unknown" and not each.is_there
    }
    if json:
        show_json("cards-written", {"written": list(proposed), "not_told": untold})
        return
    for place, each in proposed.items():
        output.say(f"{place}: {'; '.join(each.judged.raised_by)}")
    for name, whys in untold.items():
        output.say(f"not told: {name}: {'; '.join(dict.fromkeys(whys))}")
    output.say(INVOCATION.completed(f"{len(proposed)} written; read them, then: invoke roadmap"))


def _keep(loaded: "Loaded", *, check: bool, force: bool, json: bool) -> None:
    """Write the document, or say that it is stale."""
    from buildtools.documents.blocks import differing, update
    from buildtools.files import document
    from buildtools.inspections.roadmap import look
    from buildtools.reports import roadmap as report

    name = loaded.settings.roadmap.document
    judged = look(loaded)
    text = document.read(loaded.root, name)
    blocks = drawn(loaded, judged, text or "")
    stale = differing(text or "", report.PREFIX, blocks, name)
    if check:
        _refuse(name, stale, is_there=text is not None)
    else:
        written = update(
            report.SKELETON if text is None else text,
            *(report.PREFIX, blocks),
            headings=report.HEADINGS,
            force=force,
            file=name,
        )
        document.write(loaded.root, name, written)
    if json:
        show_json("roadmap", {"document": name, "changed": stale, "cards": report.rows(judged)})
        return
    if not INVOCATION.quiet:
        output.say(report.to_terminal(judged))
    output.say(f"{name}: " + (f"{', '.join(stale)} written" if stale else "as it was"))


def drawn(loaded: "Loaded", judged: "Roadmap", text: str) -> dict[str, str]:
    """Write the blocks of a document; what it says now keeps where cards stood."""
    from buildtools.reports import roadmap as report
    from buildtools.roadmap import moves

    settings = loaded.settings.roadmap
    newest = judged.newest.release if judged.newest else ""
    stands = moves.moved_on(moves.read(text), newest, judged.stands)
    there = os.path.relpath(settings.cards, PurePosixPath(settings.document).parent)
    return report.blocks(judged, stands, there.replace(os.sep, "/"))


def _refuse(name: str, stale: tuple[str, ...], *, is_there: bool) -> None:
    """End with 50 where a block is missing, or says something else."""
    if stale:
        raise Stale(
            f"{name} is not what the cards and reviews say" if is_there else f"there is no {name}",
            evidence=[f"block {each}" for each in stale] if is_there else (),
            remedy="invoke roadmap",
        )


def _place(loaded: "Loaded", name: str) -> str:
    return str(PurePosixPath(loaded.settings.roadmap.cards) / f"{name}.md")
