"""The page of a report: one file, which asks nothing of anyone and needs no script.

`told` is what it is made from, `page` the document. Everything between is a pure function of the
former: what became of each script, the tiles that show that by bytes, what was noticed, frames, and
tables of the rest. Templates hold no thought of their own.
"""
