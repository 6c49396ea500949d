"""One row of the catalogue: what is known of a finding before it is found."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]


class Row(msgspec.Struct, frozen=True):
    """All that a code stands for. A code is a promise to those who script against it."""

    code: str
    severity: Severity
    """The usual one; a check may know better."""
    title: str
    """What is so, in one line."""
    why: str
    """What comes of it for the stack traces, or for the site."""
    remedy: str = ""
    """The usual one thing to do; empty where nothing is to be done. A finding may have its own."""
    page: str = "proof.md#the-three-proofs"
    """Where docs say more: a page and its heading."""
    resume: str = "build"
    """The step to go on from once an error is corrected."""
    former: tuple[str, ...] = ()
    """Names that it had before: where a user writes one it holds for good."""
    never: str = ""
    """Why nobody may accept it; empty where one may."""
    late: bool = False
    """Whether it is found only after the proof is made."""
    untried: Literal["", "not tried", "not offered"] = ""
    """What it says of a part of the proof that there is none of; empty where it says none such."""
    passing: bool = False
    """Whether a deploy that has not arrived everywhere looks like that, and it may go by itself."""
