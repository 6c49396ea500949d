"""Ask the checks of the table one after the other."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, get_args

from buildtools.errors import BuildtoolsError, ConfigurationError, ServerUnreachable
from buildtools.found.answer import Answer, not_checked, of_failure
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe, Topic
from buildtools.inspections.doctor.table import PROBES
from buildtools.texts.wording import meant


class Told(NamedTuple):
    """One answer, and whose it is."""

    probe: Probe
    answer: Answer


def chosen(names: Collection[str], probes: tuple[Probe, ...] = PROBES) -> tuple[Probe, ...]:
    """Return the checks of these topics or names, all where none is named.

    Raises ConfigurationError for a name that is neither, with one that may be meant.
    """
    known = [*get_args(Topic), *(each.name for each in probes)]
    for name in names:
        if name not in known:
            topics = ", ".join(get_args(Topic))
            raise ConfigurationError(
                f"doctor has no check {name}{meant(name, known)}",
                remedy=f"name a topic: {topics}",
            )
    return tuple(each for each in probes if not names or {each.name, each.topic} & {*names})


def ask(around: Around, probes: Iterable[Probe]) -> Iterator[Told]:
    """Return each answer as soon as it is there."""
    for probe in probes:
        for answer in _answers(around, probe):
            yield Told(probe, answer)


def _answers(around: Around, probe: Probe) -> Iterator[Answer]:
    try:
        yield from probe.run(around)
    except ServerUnreachable as failure:
        yield not_checked(failure.what, failure.remedy)
    except BuildtoolsError as failure:
        yield of_failure(failure)


def early(steps: Collection[str], probes: tuple[Probe, ...] = PROBES) -> tuple[Probe, ...]:
    """Return the checks that are worth asking before a build of these steps."""
    return tuple(each for each in probes if each.before & {*steps})


def local(probes: tuple[Probe, ...] = PROBES) -> tuple[Probe, ...]:
    """Return the checks that ask no server."""
    return tuple(each for each in probes if each.local)
