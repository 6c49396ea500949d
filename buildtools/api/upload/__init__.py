"""An artifact bundle's way to the server, chunk by chunk."""
