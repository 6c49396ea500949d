"""What moved since the review before: where cards stood is kept in the document itself.

So a second run on the same cards and reviews says the same, and `--check` needs nothing else.
"""

from collections.abc import Mapping

import msgspec

_BEGIN, _END = "<!-- stands ", " -->"


class Stands(msgspec.Struct, frozen=True):
    """Where every card stands, and where it stood by the review before."""

    review: str
    """Release of the newest review; "" for none."""
    now: dict[str, str]
    since: str = ""
    """Release of the review before."""
    before: dict[str, str] | None = None
    """None where there was no roadmap."""

    def line(self) -> str:
        """Write it as a comment that pages do not show."""
        text = msgspec.json.encode(self, order="sorted").decode()
        # Two dashes would end a comment.
        return _BEGIN + text.replace("--", "-\\u002d") + _END


def read(text: str) -> Stands | None:
    """Find it in the text of a document or block; None where there is none."""
    for line in text.splitlines():
        if line.startswith(_BEGIN) and line.rstrip().endswith(_END):
            told = line.rstrip().removeprefix(_BEGIN).removesuffix(_END)
            try:
                return msgspec.json.decode(told, type=Stands)
            except msgspec.MsgspecError:
                return None
    return None


def moved_on(old: Stands | None, review: str, now: Mapping[str, str]) -> Stands:
    """Return where cards stand, after where they stood: by the same review, or by a newer one."""
    stands = dict(now)
    if old is None:
        return Stands(review, stands)
    if old.review == review:
        return Stands(review, stands, old.since, old.before)
    return Stands(review, stands, old.review, old.now)


def moves(stands: Stands) -> tuple[tuple[str, str, str], ...]:
    """Name the cards that stand elsewhere: name, from, to; "" where it was not, or is no more."""
    before = stands.before if stands.before is not None else stands.now
    names = sorted({*before, *stands.now})
    told = ((name, before.get(name, ""), stands.now.get(name, "")) for name in names)
    return tuple(each for each in told if each[1] != each[2])
