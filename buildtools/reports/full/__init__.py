"""All that a report says, as one value: made of a ledger and its trials, on whatever machine.

`report` makes it, `cases` says what a case is, `pairs` and `checks` judge theirs, `frames` shows
what came back of each, `masking` takes out secrets and folders of this machine.
"""
