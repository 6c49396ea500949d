"""Programs and the repository of a project."""
