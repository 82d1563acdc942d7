"""Statements in signed envelopes: DSSE with keys that lie in files."""
