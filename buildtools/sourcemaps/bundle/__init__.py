"""An artifact bundle, streamed."""
