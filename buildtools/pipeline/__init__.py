"""The steps in their order: one table, and the process that is at work on it."""
