"""One debug ID into a script and its map, as undoable changes of bytes."""
