"""The machine at work: its threads, what it refuses, and signals that end a run."""
