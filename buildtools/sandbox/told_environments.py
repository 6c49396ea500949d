"""Environments that a project was told of, by events, sessions and deploys."""

import sqlite3


def names(db: sqlite3.Connection, project: int | None) -> list[str]:
    """Return them by name, of one project or of all; what has no environment is left out."""
    rows = db.execute(
        "select environment from summaries join events on event = events.id"
        " where ?1 is null or project_id = ?1"
        " union select environment from session_updates where ?1 is null or project_id = ?1"
        " union select environment from deploys where ?1 is null or exists"
        "   (select 1 from json_each(deploys.projects) where value = ?1)",
        (project,),
    )
    return sorted(row["environment"] for row in rows if row["environment"])
