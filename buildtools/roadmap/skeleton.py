"""A new card: its file's name out of its title, and a front matter that asks for what it needs."""

import re
import unicodedata

_TEXT = """\
---
title: {title}
kind: debt              # privacy | reliability | optimization | experience | insight | debt
status: candidate       # candidate | now | next | later | doing | done | declined
requirement: ""         # what has to be there before
cost: ""                # bytes, quota, care
reach: {{share: 1, of: page loads, evidence: guess}}   # guess | documented | measured
impact: 1               # 0.25 | 0.5 | 1 | 2 | 3
effort_days: [1, 3]     # [least, most]
needed_by: null         # 2027-01-11
start: null
expect: {{}}              # weight-first-page-gz: "-38 kB"
raise_when: []          # "weight-first-page-gz > 60 kB"
drop_when: []           # "replay = off"
business: {{what: "", measure: "", evidence: ""}}
sources: []
---

Why this, in your words.
"""


def name_of(title: str) -> str:
    """Make a file's name of a title: `load-replay-late`; "card" where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "card"


def skeleton(title: str) -> str:
    """Write the file of a new card; what is to be filled in is refused until it is."""
    quoted = '"' + " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _TEXT.format(title=quoted)
