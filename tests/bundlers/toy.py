"""Toy: a bundler that nobody has, to see that one file is all that a new one takes."""

from buildtools.bundlers.bundler import Bundler, Cause, Copies, Scheme

TOY = Bundler(
    name="Toy",
    rank=5,
    files=(r"toy\.config\.js",),
    maps="maps: yes in toy.config",
    new_names="wind: again in toy.config once",
    data=("toy-table",),
    traces=(".toy.json",),
    copies=(Copies("out", "shelf", "leave the shelf alone"),),
    schemes=(Scheme("toy", project="[box]/"),),
    causes=(Cause("the spring is broken", "wind the toy up"),),
)

BUNDLERS = (TOY,)
