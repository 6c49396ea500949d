"""State: all that is kept below `.buildtools` from one run to the next.

`paths` names every file, `writing` replaces one whole, `lock` keeps others off. `ledger_file` holds
the results of each release; `upload_cache` saves work and decides nothing; `quarantine` keeps what
strip took away.
"""
