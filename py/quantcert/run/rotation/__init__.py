"""A base that is another original, rotated: what is proved of it."""
