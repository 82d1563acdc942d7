"""Enclosures of everything that a network computes from given tokens, exact integers throughout."""
