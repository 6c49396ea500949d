"""What we promise, under attack: lying servers, kills, full disks, random bytes; `nox -s chaos`.

python -m bench.chaos [--seed N] [--minutes M] [--only NAME] [--write docs/chaos.md]

__main__.py   the command: which runs, for how long, and the report
report.py     what is counted; page.py writes docs/chaos.md
pool.py       runs in processes forked from a warm one
cases.py      all runs there are: each kind below gives its own
  lying.py      a whole release against a server that lies in one way
    faults/       the table: where, when, which lie, and what is right then
    lies.py       the lies; exchange.py is the server that tells them
  kills.py      a step that is killed at one call, and the release that goes on
  disks.py      a step whose disk is full from one call on, and the same
    shim.c        counts calls that change files; shim.py arms it
  noise.py      random bytes in files; mutations.py makes them
judge.py      what is wrong about a run that has ended; truth.py asks the sandbox's store
project.py    the small app that is released; stage.py is one fresh copy of it
children.py   the product as a process of its own, with a limit
"""
