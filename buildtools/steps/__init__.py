"""The deeds of the pipeline, one module each."""
