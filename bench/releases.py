"""The whole release of a corpus, which is what a user waits for, and each of its steps.

Ours is proven: its checks, its proof and the refusal of what they notice are part of it. The
other's is not. Both meet the same sandbox, on a fresh copy each, and it knows nothing of either.
"""

from collections.abc import Iterator
from itertools import chain

from bench.case import BEFORE_STEPS, OURS_STEPS, SENTRY_CLI, Case, Round, Shop, Stand
from bench.checkout import BEFORE, OURS, Checkout
from bench.measure import Measured, summed

STEPS = ("build", "inject", "create", "set-commits", "upload", "verify", "finalize")
"""Of a release in their order; here `build` has no command, and only checks."""

AGAIN = ("verify", "build")
"""Steps that meet nothing new when they are run once more. `build` makes the others out of date."""

_SLOW = ("large",)
"""Corpora that are released by ours and sentry-cli alone, and once: more would take most of the
time."""


def release(name: str) -> Case:
    """Release a corpus: in one process and step by step, by ours, an earlier one and sentry-cli."""

    def rounds(shop: Shop) -> Iterator[Round]:
        while True:
            yield _round(shop, name)

    return Case(f"release {name}", rounds, name, warming=name == "small")


def _round(shop: Shop, name: str) -> Round:
    with shop.stand(name) as stand:
        whole = stand.run(shop.ours.invoke("release"), shop.ours)
        whole = whole._replace(tried=stand.tried(shop.ours))
    with shop.stand(name) as stand:
        steps = _steps(stand, shop.ours)
        again = () if name in _SLOW else AGAIN
        more = {f"{one} again": stand.run(shop.ours.invoke(one), shop.ours) for one in again}
    totals = {OURS: whole, OURS_STEPS: summed(steps.values())}
    made: Round = {one: {OURS: measured} for one, measured in chain(steps.items(), more.items())}
    if shop.before and name not in _SLOW:
        with shop.stand(name) as stand:
            steps = _steps(stand, shop.before)
        totals[BEFORE_STEPS] = summed(steps.values())
        for step, measured in steps.items():
            made[step][BEFORE] = measured
    with shop.stand(name) as stand:
        theirs = {step: stand.run(command) for step, command in _their_steps(stand)}
    totals[SENTRY_CLI] = summed(theirs.values())
    for step in made.keys() & theirs.keys():
        made[step][SENTRY_CLI] = theirs[step]
    return {f"release {name}": totals, **{f"release {name}: {one}": made[one] for one in made}}


def _steps(stand: Stand, by: Checkout) -> dict[str, Measured]:
    """Run each step as a process, and ask afterwards what was tried."""
    found = {step: stand.run(by.invoke(step), by) for step in STEPS}
    return found | {"verify": found["verify"]._replace(tried=stand.tried(by))}


def _their_steps(stand: Stand) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return their commands by the name that the step has here; their `new` is our `create`."""
    cli = "sentry-cli"
    at = (cli, "--url", stand.url)
    where = ("--org", stand.org, "--project", stand.project)
    yield "inject", (cli, "sourcemaps", "inject", "dist")
    yield "create", (*at, "releases", *where, "new", "bench@1")
    upload = ("sourcemaps", "upload", "--no-rewrite", "--wait", *where, "--release", "bench@1")
    yield "upload", (*at, *upload, "--url-prefix", "~/dist", "dist")
    yield "finalize", (*at, "releases", *where, "finalize", "bench@1")
