"""The health of a release as one screen: what was counted, against what, and the answer last."""

from collections.abc import Iterator

from buildtools.health.checked import Checked
from buildtools.health.judging import Answer, Rate
from buildtools.texts.screen import Role, Screen, Span, line
from buildtools.texts.wording import count

WORDS: dict[Answer, str] = {
    "pass": "passed",
    "fail": "FAILED",
    "not-enough": "not enough sessions",
}
_ROLES: dict[Answer, Role] = {"pass": "good", "fail": "bad", "not-enough": "warning"}


def to_terminal(checked: Checked) -> Screen:
    """Render it in lines; the last one is the answer."""
    lines = [
        line(f"{checked.release} in {checked.deploy_environment}, deployed {checked.deployed}"),
        line(""),
        line(f"  looked at   {count(checked.hours, 'hour')} from {checked.since} on"),
    ]
    for rate in checked.rates:
        lines += [line(f"  {text}") for text in _rate(rate)]
    lines += [line(f"  compared    {_compared(checked)}")]
    lines += [line("  note        ", each, hang=14) for each in checked.notes]
    lines += [line(""), line("  ", Span(sentence(checked), _ROLES[checked.answer]))]
    return Screen(lines)


def sentence(checked: Checked) -> str:
    """Return the answer, and what it rests on, in one sentence."""
    said = WORDS[checked.answer]
    if checked.answer == "not-enough":
        few = next((each for each in checked.rates if each.answer == "not-enough"), None)
        return f"{said}: {_needed(few)}" if few else said
    if checked.answer == "fail":
        reasons = [_reason(each) for each in checked.rates if each.answer == "fail"]
        return f"{said}: {'; '.join(reasons)}"
    return f"{said} by {checked.confidence:g} % confidence"


def percent(share: float | None) -> str:
    """Say a share in percent, never rounded up to all or down to nothing."""
    if share is None:
        return "unknown"
    text = f"{share * 100:.2f}"
    if text == "100.00" and share < 1:
        text = "99.99"
    if text == "0.00" and share > 0:
        text = "0.01"
    return f"{text} %"


def _rate(rate: Rate) -> Iterator[str]:
    failed = str(rate.failed)
    if rate.failed_most > rate.failed:
        failed = f"{rate.failed} to {rate.failed_most}"
    yield f"{rate.of:<11} {rate.total}, of which {failed} failed: {percent(rate.rate)} without"
    between = f"between {percent(rate.low)} and {percent(rate.high)}"
    yield f"{'':11} {between}; wanted {percent(rate.wanted)}"


def _compared(checked: Checked) -> str:
    if not checked.baseline:
        return f"with nothing: {checked.not_compared}"
    parts = [
        f"{each.before.failed} of {each.before.total} {each.of} failed"
        for each in checked.rates
        if each.before
    ]
    return f"with {checked.baseline} over the same hours: {', '.join(parts)}"


def _reason(rate: Rate) -> str:
    if rate.high < rate.wanted:
        return f"{percent(rate.high)} of {rate.of} at most are without failure"
    chance = percent(rate.chance)
    return f"{rate.of} fail more often than before: by chance that were {chance}"


def _needed(rate: Rate) -> str:
    if rate.needed is None:
        return f"no number of {rate.of} decides a rate that is what is wanted"
    return (
        f"{rate.needed} {rate.of} would decide if they go on like this, and {rate.total} there are"
    )
