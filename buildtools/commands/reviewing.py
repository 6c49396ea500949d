"""What becomes of a review: its file in the history, the strategy document, and what is stale."""

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from buildtools import output
from buildtools.commands.showing import show_json
from buildtools.errors import ConfigurationError, Stale
from buildtools.texts.wording import count, first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from buildtools.config import Loaded
    from buildtools.reports.strategy import Facts, Promise
    from buildtools.review.evidence.privacy import PrivacySeen
    from buildtools.review.plan import Plan
    from buildtools.review.reviewed import Reviewed
    from buildtools.review.unseen import Unseen
    from buildtools.roadmap.roadmap import Roadmap

NOT_KEPT = "nothing was built yet, and no review of nothing is kept: invoke release, then review"

_OF = re.compile(r"^\| *environment *\| *`([^`]+)` *\|", re.MULTILINE)
"""Of which environment a document's provenance says that it is."""

_WORKFLOWS = (
    ".github/workflows/*.y*ml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "bitbucket-pipelines.yml",
    "azure-pipelines.yml",
    "Jenkinsfile",
    ".buildkite/*.y*ml",
    ".ci/run",
)
"""Where CI systems are told what to run."""


def propose(loaded: "Loaded", reviewed: "Reviewed", plan: "Plan") -> None:
    """Write a plan where there is none; where there is one, say what it does not name."""
    from buildtools.checks.review.proposing import proposed
    from buildtools.files import document

    name, text = loaded.settings.review.plan, proposed(reviewed, plan)
    if document.read(loaded.root, name) is not None:
        output.tell(f"{name} is there, and stays; what it does not name:\n\n{text}")
        return
    document.write(loaded.root, name, text)
    output.tell(f"{name} is written: strike what nobody decided, and say why for the rest")


def recommend(loaded: "Loaded", privacy: "PrivacySeen | Unseen", name: str) -> None:
    """Write recommended scrubbing settings into a file, and say what they would change."""
    from buildtools.files import document
    from buildtools.inspections.review.privacy.recommended import difference
    from buildtools.review.unseen import Unseen

    if isinstance(privacy, Unseen):
        raise ConfigurationError(
            f"no settings can be recommended: {privacy.why}",
            remedy="review with personal data among its topics",
        )
    spare(loaded, name)
    document.write(loaded.root, name, privacy.recommended)
    output.tell(f"{name} is written, and sent nowhere; it would change:\n\n{difference(privacy)}")


def spare(loaded: "Loaded", name: str) -> None:
    """Refuse to write settings over a file that holds something else. Raises ConfigurationError."""
    from buildtools.files import document
    from buildtools.inspections.review.privacy.recommended import are_settings

    text = document.read(loaded.root, name)
    if text is not None and not are_settings(text):
        raise ConfigurationError(
            f"{name} is there, and holds no scrubbing settings",
            remedy="name a new file: --write-settings=sentry-scrubbing.json",
        )


def keep(loaded: "Loaded", reviewed: "Reviewed", plan: "Plan", *, force: bool) -> None:
    """Write the review into the history, and the document that tells it.

    A document of another environment stays, unless `force` is given. Raises what the writers do.
    """
    from buildtools.files import document
    from buildtools.inspections import roadmap
    from buildtools.reports import strategy
    from buildtools.state import review_files

    settings = loaded.settings.review
    kept = review_files.keep(loaded.root, settings.history, reviewed)
    file = review_files.name_of(settings.history, kept)
    text = document.read(loaded.root, settings.document)
    if not force and _is_of_another(loaded, text or "", file):
        return

    def write(kept: "Reviewed") -> bool:
        judged = roadmap.look(loaded)
        written = strategy.document(
            document.read(loaded.root, settings.document),
            *(kept, _before(roadmap.reviews(loaded), kept), plan),
            facts_of(loaded, file, judged),
            raised(judged),
            force=force,
            file=settings.document,
        )
        return document.write(loaded.root, settings.document, written)

    changed = review_files.followed(loaded.root, settings.history, kept, write)
    said = "written" if changed else "as it was"
    output.tell(f"{file} is the evidence; {settings.document}: {said}")


def _is_of_another(loaded: "Loaded", text: str, file: str) -> bool:
    """Return whether a document is of another environment, and say what helps then."""
    of = _OF.search(text)
    if of is None or of[1] == loaded.environment:
        return False
    output.tell(
        f"{file} is written; {loaded.settings.review.document} is of {of[1]}, and stays: give "
        f"environments.{loaded.environment}.review.document one of its own, or --force"
    )
    return True


def adopt(loaded: "Loaded", *, json: bool) -> None:
    """Give a document that people wrote its blocks, and show where each stands."""
    from buildtools.files import document
    from buildtools.reports import strategy

    name = loaded.settings.review.document
    text = document.read(loaded.root, name)
    if text is None:
        raise ConfigurationError(
            f"there is no {name} to adopt", remedy="`invoke review` writes a first one"
        )
    adoption = strategy.adopted(text, file=name)
    document.write(loaded.root, name, adoption.text)
    if json:
        places = [
            {"block": each.block, "line": each.line, "heading": each.heading}
            for each in adoption.placements
        ]
        show_json("adopted", {"document": name, "placed": places, "diff": adoption.diff})
        return
    for each in adoption.placements:
        output.say(f"{name}:{each.line}: block {each.block}, below {each.heading}")
    output.say(adoption.diff or f"{name} has all blocks already")


def check(loaded: "Loaded", now: "Reviewed", plan: "Plan") -> None:
    """End with 50 where a bound of the plan does not hold, or the document is stale."""
    from buildtools.files import document
    from buildtools.inspections import roadmap
    from buildtools.reports import strategy
    from buildtools.reports.strategy import staleness
    from buildtools.state import review_files

    settings = loaded.settings.review
    history = roadmap.reviews(loaded)
    text = document.read(loaded.root, settings.document)
    if not history or text is None:
        what = f"no {settings.document}" if history else f"no review in {settings.history}"
        said = f"there is {what} for {loaded.environment}"
        raise Stale(said, remedy="invoke review" if now.release else NOT_KEPT)
    kept, judged = history[-1], roadmap.look(loaded)
    file = review_files.name_of(settings.history, kept)
    blocks = strategy.blocks(
        *(kept, history[:-1], plan, facts_of(loaded, file, judged), raised(judged))
    )
    reasons = staleness.reasons(text, blocks, kept, now, settings.document)
    broken = [
        f"{each.check}: {each.seen}; wanted is {each.wanted}"
        for each in now.verdicts
        if each.outcome == "differs" and each.wanted
    ]
    _refuse(settings.document, reasons, broken)


def _refuse(name: str, reasons: "Sequence[str]", broken: "Sequence[str]") -> None:
    if broken:
        raise Stale(
            f"{count(len(broken), 'thing')} of the plan does not hold",
            evidence=first([*broken, *reasons], 10),
            remedy="correct it, or write the decision into `deviations` of the plan",
        )
    if reasons:
        raise Stale(
            f"{name} does not say what is so now",
            evidence=first(reasons, 10),
            remedy="invoke review, and commit what it writes",
        )


def _before(history: "Sequence[Reviewed]", kept: "Reviewed") -> tuple["Reviewed", ...]:
    """Return the reviews before this one; a newer one of another release is none of them."""
    at = next(n for n, each in enumerate(history) if each.release == kept.release)
    return tuple(history[:at])


def raised(judged: "Roadmap") -> tuple[tuple[str, str], ...]:
    """Return title and reason of the cards that a review raises, in their order."""
    return tuple(
        (kept.card.title, "; ".join(held.raised_by))
        for kept in judged.open
        if (held := judged.judged[kept.name]).raised == "yes"
    )


def facts_of(loaded: "Loaded", evidence: str, judged: "Roadmap") -> "Facts":
    """Return what sentry.yml says of a release's way."""
    from buildtools.checks.review import BY_NAME
    from buildtools.reports.strategy import Facts, Step
    from buildtools.stages import STAGES
    from buildtools.target import ONLY_APP

    settings, target = loaded.settings, loaded.target
    steps = tuple(
        Step(each.name, each.sentence, each.name not in settings.left_out) for each in STAGES
    )
    return Facts(
        app="" if target.app == ONLY_APP else target.app,
        plan=settings.review.plan,
        history=settings.review.history,
        roadmap=_linked(settings.review.document, settings.roadmap.document),
        steps=steps,
        build=settings.build.command,
        outputs=tuple((each.path, each.kind) for each in settings.build.outputs),
        deploy=settings.deploy.command,
        strips=settings.strip.enabled,
        live_required=settings.looking.required,
        has_site=settings.live_site is not None,
        sends_sources=settings.upload.sources,
        on_failure=settings.on_failure,
        ci=_workflows(loaded),
        sandbox=settings.server == "sandbox",
        checks={name: (each.title, each.topic) for name, each in BY_NAME.items()},
        promises=_promises(judged),
        evidence=evidence,
    )


def _promises(judged: "Roadmap") -> tuple["Promise", ...]:
    """Return what cards that are done were to change, and what the reviews saw."""
    from buildtools.reports.strategy import Promise

    return tuple(
        Promise(
            kept.card.title,
            f"{each.figure}: {kept.card.expect[each.figure]}",
            "" if each.ended == "not-judged" else each.words,
        )
        for kept in judged.done
        for each in judged.judged[kept.name].expected
    )


def _linked(document: str, other: str) -> str:
    """Name a file as a document in its folder links to it."""
    import posixpath

    return posixpath.relpath(other, PurePosixPath(document).parent.as_posix())


def _workflows(loaded: "Loaded") -> tuple[str, ...]:
    root = loaded.root
    found = {
        each.relative_to(root).as_posix()
        for pattern in _WORKFLOWS
        for each in root.glob(pattern)
        if each.is_file()
    }
    return tuple(sorted(found))
