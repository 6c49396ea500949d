"""What follows when a built file changes: digests, sizes, compressed copies, promises of names."""
