"""Stack texts as engines print them, read as frames."""
