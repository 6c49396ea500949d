"""Texts of others and our own: read, shown, counted, hidden."""
