"""Lean's compiled modules (`.olean`, version 2): read, digest, write literals."""
