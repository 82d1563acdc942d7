"""Compiled modules that differ only in numbers and names are elaborated once."""
