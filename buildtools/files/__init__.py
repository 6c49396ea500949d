"""Files of a project: read, walked, replaced all or none."""
