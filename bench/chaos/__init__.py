"""What we promise, under attack: lying servers, kills, full disks, random bytes; `nox -s chaos`.

It stands in bench/ and not in tests/, because time bounds it and not a list of cases, and because
it writes a page, as the other programs here do.

__main__.py     the command: which runs, for how long, and the report
report.py       what is counted; page.py writes docs/chaos.md
pool.py         runs in processes forked from a warm one; drawing.py says in which order
cases.py        what a run is, and what it showed; each kind below gives its own
  lying.py        a whole release against a server that lies in one way
    faults/         the table: where, when, which lie, and what is right then
    lies.py         the lies; exchange.py is the server that tells them
  disturbing.py   a step that is killed at a call, or has no room from one on, and the next run
    steps.py        projects before each step
    shim.c          counts calls that change files or send; shim.py arms it
  noise.py        random bytes in files and answers; mutations.py makes them
judge.py        what is wrong about a run that has ended; truth.py asks the sandbox's store
project.py      the small app; prepared.py makes it, stage.py copies it for a run
children.py     the product as a process of its own, with a limit
"""
