"""What servers answer, typed."""
