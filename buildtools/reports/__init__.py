"""One report of a ledger, rendered for different readers."""
