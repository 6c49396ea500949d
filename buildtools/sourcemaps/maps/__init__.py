"""Source maps: their text, their mappings, their sources, and looking places up in them."""
