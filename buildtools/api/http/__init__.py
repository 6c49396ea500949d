"""HTTP as this package speaks it: requests, responses, retries, and what went wrong on the way."""
