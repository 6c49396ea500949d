"""Output: the one place that prints, and two streams that never fail.

`guard` makes the streams last; `say`, `tell` and `say_json` print, `ask` asks a person; `narrate`
shows a run while it goes on; `refuse_unwritten` says at the end what could not be written. What is
printed is plain text and nothing else where no terminal shows it, and no module for terminals is
read then.

Colours and wrapping are our own hundred lines and no library: rich 15 with what it brings along
takes 11.8 MB, hides the cursor of a terminal that is left by Ctrl-Z or a second Ctrl-C, and cuts
addresses that are longer than a line; wcwidth 0.9 takes 5.9 MB. The tables of Unicode that come
with Python agree with it but for emoji that are joined, which terminals do not agree on either.
"""

from buildtools.output.narration import RELAYED, Loudness, Narration, clear, narrate
from buildtools.output.printing import ask, say, say_json, tell
from buildtools.output.streams import NO_READER, guard, refuse_unwritten

__all__ = [
    "NO_READER",
    "RELAYED",
    "Loudness",
    "Narration",
    "ask",
    "clear",
    "guard",
    "narrate",
    "refuse_unwritten",
    "say",
    "say_json",
    "tell",
]
