"""Documents that people and commands write together: generated blocks between markers."""
