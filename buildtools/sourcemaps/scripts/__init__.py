"""What stands in a script: comments, snippets, the map it names."""
